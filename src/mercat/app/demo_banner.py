"""The introduction that a demo prints: its credentials, and first calls of both protocols to try."""

from collections.abc import Mapping
from typing import Final

from mercat.app.instances.instance import Instance
from mercat.domain.access import api_clients
from mercat.sandbox.sample.access import Credentials

EMAIL: Final = "developerfeedback@marketo.com"
LEAD: Final = '{"input":[{"email":"ada@mercat.example","firstName":"Ada"}]}'
FIELDS: Final = "%5B%22adgroup_id%22,%22adgroup_name%22%5D"
NONCE: Final = "$(od -An -N8 -tx1 /dev/urandom|tr -d ' ')"


def introduction(url: str, given: Credentials, instance: Instance, tls: Mapping[str, str] | None = None) -> str:
    """The text. Every line that begins with `curl` works as it stands."""
    lines = [] if tls is None else [f"TLS       proxy {tls['proxy']}   authority {tls['ca_file']}"]
    return "\n".join(
        [
            f"mercat demo of {instance.id} at {url} - press Ctrl-C to stop",
            "",
            f"Console   {url}/console   {given.email}   {given.password}",
            f"Sandbox   {url}/sandbox",
            *lines,
            "",
            f"Marketo   endpoint {url}/rest   identity {url}/identity",
            f"          client id {given.client_id}   client secret {given.client_secret}",
            "",
            *_marketo_calls(url, given, instance),
            "",
            f"Tencent   endpoint {url}/v3.0   oauth {url}/oauth   account {given.account_id}",
            f"          client id {given.application_id}   client secret {given.application_secret}",
            f"          access token {given.access_token}",
            f"          refresh token {given.refresh_token}",
            "",
            *_tencent_calls(url, given, instance),
            "",
        ]
    )


def _marketo_calls(url: str, given: Credentials, instance: Instance) -> list[str]:
    token = instance.write_now(lambda tx: api_clients.issue(tx, given.client_id, given.client_secret).token)
    credentials = f"client_id={given.client_id}&client_secret={given.client_secret}"
    bearer = f'-H "Authorization: Bearer {token}"'
    return [
        f'curl "{url}/identity/oauth/token?grant_type=client_credentials&{credentials}"',
        f'curl {bearer} "{url}/rest/v1/leads.json?filterType=email&filterValues={EMAIL}"',
        f"curl {bearer} -H 'Content-Type: application/json' -d '{LEAD}' \"{url}/rest/v1/leads.json\"",
    ]


def _tencent_calls(url: str, given: Credentials, instance: Instance) -> list[str]:
    ahead = instance.clock.offset_ms // 1_000  # the shell's `date` follows this machine's clock, not the instance's
    now = "$(date +%s)" if -60 < ahead < 60 else f"$(($(date +%s)+({ahead})))"
    credentials = f"client_id={given.application_id}&client_secret={given.application_secret}"
    renewal = f"grant_type=refresh_token&refresh_token={given.refresh_token}"
    common = f"access_token={given.access_token}&timestamp={now}&nonce={NONCE}"
    return [
        f'curl "{url}/oauth/token?{credentials}&{renewal}"',
        f'curl "{url}/v3.0/adgroups/get?{common}&account_id={given.account_id}&fields={FIELDS}"',
    ]
