"""Code samples of the first calls: a token, then a person, in three languages. Each works as it is shown."""

from typing import Any, Final

EMAIL: Final = "developerfeedback@marketo.com"


def first_calls(given: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The language, the command and the text of each sample, with the addresses and credentials of a ready file."""
    facts = given["marketo"]
    return [
        ("curl", "Paste it into a shell.", _curl(facts)),
        ("Python", "Python 3, without any package.", _python(facts)),
        ("Node", "Node 18 or newer, without any package.", _node(facts)),
    ]


def _curl(facts: dict[str, Any]) -> str:
    query = f"grant_type=client_credentials&client_id={facts['client_id']}&client_secret={facts['client_secret']}"
    return (
        f'TOKEN=$(curl -s "{facts["identity"]}/oauth/token?{query}" \\\n'
        """  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')\n"""
        'curl -s -H "Authorization: Bearer $TOKEN" \\\n'
        f'  "{facts["endpoint"]}/v1/leads.json?filterType=email&filterValues={EMAIL}"'
    )


def _python(facts: dict[str, Any]) -> str:
    return f"""import json
from urllib.parse import urlencode
from urllib.request import Request, urlopen

credentials = {{
    "grant_type": "client_credentials",
    "client_id": "{facts["client_id"]}",
    "client_secret": "{facts["client_secret"]}",
}}
with urlopen("{facts["identity"]}/oauth/token?" + urlencode(credentials)) as answer:
    token = json.load(answer)["access_token"]

query = urlencode({{"filterType": "email", "filterValues": "{EMAIL}"}})
request = Request("{facts["endpoint"]}/v1/leads.json?" + query, headers={{"Authorization": "Bearer " + token}})
with urlopen(request) as answer:
    print(json.load(answer)["result"])
"""


def _node(facts: dict[str, Any]) -> str:
    return f"""const credentials = new URLSearchParams({{
  grant_type: "client_credentials",
  client_id: "{facts["client_id"]}",
  client_secret: "{facts["client_secret"]}",
}});

async function firstCall() {{
  const issued = await fetch("{facts["identity"]}/oauth/token?" + credentials);
  const {{ access_token: token }} = await issued.json();
  const query = new URLSearchParams({{ filterType: "email", filterValues: "{EMAIL}" }});
  const answer = await fetch("{facts["endpoint"]}/v1/leads.json?" + query, {{
    headers: {{ Authorization: "Bearer " + token }},
  }});
  console.log((await answer.json()).result);
}}

firstCall();
"""
