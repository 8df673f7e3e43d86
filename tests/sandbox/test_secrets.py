"""Living secrets of the instance are blanked wherever they stand in what the sandbox says."""

from urllib.parse import quote

import pytest

from mercat.domain.oauth import applications
from sandbox.test_requests import everything

JSON = {"content-type": "application/json"}
LEADS = "/rest/v1/leads.json"


@pytest.fixture
def secrets(demo):
    """Each kind of secret that can be told again; some of them were never named in the journal."""
    given = demo.credentials
    other = demo.sandbox("POST", "/services", {"permissions": []}).document

    def authorize(tx):
        application = applications.list_applications(tx)[0]
        return applications.authorize(tx, application, 1, [25610], [application.scopes[0]], "https://example.com/")

    return {
        "client secret": given["marketo"]["client_secret"],
        "another service's client secret": other["client_secret"],
        "another service's token": demo.token(other),
        "application secret": given["tencent"]["client_secret"],
        "access token": given["tencent"]["access_token"],
        "refresh token": given["tencent"]["refresh_token"],
        "authorization code": demo.instance.write_now(authorize),
        "password": given["console"]["password"],
    }


def test_a_bare_secret_is_blanked_in_every_place_of_a_call(demo, secrets):
    demo.call("DELETE", "/sandbox/requests")
    for secret in secrets.values():
        for content in (f'["{secret}"', f'["a", "{secret}"]', f'{{"input": [{{"note": "{secret}"}}]', secret):
            demo.call("POST", LEADS, headers=JSON, content=content.encode())
        demo.call("POST", LEADS, headers={"content-type": "text/plain"}, content=secret.encode())
        demo.call("GET", LEADS, query=[("filterType", secret), ("filterValues", secret)])
        demo.call("GET", f"/rest/v1/{quote(secret, safe='')}.json", headers={"x-note": secret, "user-agent": secret})
        demo.call("GET", f"/v3.0/{quote(secret)}/get")
    said = everything(demo)
    assert said.count("REDACTED") > 8 * len(secrets)
    for kind, secret in secrets.items():
        assert secret not in said, kind
        assert quote(secret, safe="") not in said, kind


def test_a_secret_that_is_written_with_escapes_is_blanked(demo, secrets):
    demo.call("DELETE", "/sandbox/requests")
    for secret in secrets.values():
        percent = "".join(f"%{ord(letter):02x}" for letter in secret)
        escaped = "".join(f"\\u{ord(letter):04x}" for letter in secret)
        form = {"content-type": "application/x-www-form-urlencoded"}
        demo.call("POST", LEADS, headers=form, content=f"filterType=email&filterValues={percent}".encode())
        demo.call("POST", LEADS, headers=JSON, content=f'{{"input": [{{"email": "{escaped}"}}]}}'.encode())
        demo.call("GET", LEADS, headers={"referer": f"https://example.com/{percent}/?q={percent}"})
    said = everything(demo)
    assert "email&filterValues=REDACTED" in said
    for kind, secret in secrets.items():
        assert secret not in said, kind
        assert "".join(f"%{ord(letter):02x}" for letter in secret) not in said, kind
        assert "".join(f"u{ord(letter):04x}" for letter in secret) not in said.replace("\\", ""), kind


def test_what_is_no_secret_stays(demo):
    demo.call("POST", LEADS, headers=JSON, content=b'["plain text that is no secret"]')
    assert "plain text that is no secret" in everything(demo)


@pytest.mark.parametrize("path", ["/services", "/reset", "/clock", "/limits", "/instances"])
def test_a_problem_of_the_sandbox_repeats_no_secret(demo, secrets, path):
    method = "PUT" if path == "/limits" else "POST"
    for kind, secret in secrets.items():
        for body in (
            {"permissions": [secret]},
            {secret: 1},
            {"to": secret},
            {"from": secret},
            {"set": secret},
            [secret],
        ):
            answer = demo.sandbox(method, path, body)
            assert answer.status in (400, 404, 422), answer
            assert secret.encode() not in answer.content, kind
