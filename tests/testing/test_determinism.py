"""The same seed, a stopped clock and the same requests: the same bytes, identifiers of requests included."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mercat import testing

ACCOUNT = 25_610
JSON = [(b"content-type", b"application/json")]
CSV = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nemail\n%s@example.com\n\r\n--b--\r\n'
)
FORM = [(b"content-type", b"multipart/form-data; boundary=b")]

FIELDS = {
    "adgroups/get": ["adgroup_id", "configured_status"],
    "dynamic_creatives/get": ["dynamic_creative_id"],
    "custom_audiences/get": ["audience_id", "name"],
    "funds/get": ["fund_type", "balance"],
    "nowhere/get": [],
}

words = st.sampled_from(["ada", "mira", "li"])
numbers = st.integers(0, 3)
marketo_calls = st.one_of(
    st.builds(lambda word: ("POST", "/rest/v1/leads.json", {"input": [{"email": f"{word}@example.com"}]}), words),
    st.builds(lambda number: ("GET", f"/rest/v1/lead/{number}.json", None), numbers),
    st.builds(lambda word: ("POST", "/bulk/v1/leads.json?format=csv", CSV % word.encode()), words),
    st.builds(lambda number: ("GET", f"/bulk/v1/leads/batch/{number}.json", None), numbers),
    st.builds(lambda word: ("POST", f"/rest/asset/v1/folders.json?name={word}&parent=" + FOLDER, None), words),
    st.sampled_from(
        [
            ("POST", "/bulk/v1/leads/export/create.json", {"fields": ["id"], "filter": PERIOD})
            for PERIOD in [{"createdAt": {"startAt": "2026-01-01T00:00:00Z", "endAt": "2026-01-20T00:00:00Z"}}]
        ]
    ),
    st.sampled_from(["/rest/v1/stats/usage.json", "/rest/v1/nowhere.json", "/bulk/v1/leads/export.json"]).map(
        lambda path: ("GET", path, None)
    ),
)
tencent_calls = st.one_of(
    st.builds(lambda word: ("POST", "/v3.0/custom_audiences/add", AUDIENCE | {"name": word}), words),
    st.sampled_from(sorted(FIELDS)).map(lambda path: ("GET", f"/v3.0/{path}", None)),
)
moves = st.integers(1, 100_000).map(lambda seconds: ("POST", "/sandbox/clock", {"advance_seconds": seconds}))
FOLDER = "%7B%22id%22%3A15%2C%22type%22%3A%22Folder%22%7D"  # Default of Marketing Activities
AUDIENCE = {"account_id": ACCOUNT, "type": "CUSTOMER_FILE"}


@pytest.fixture(scope="module")
def twins() -> Iterator[list[testing.InProcess]]:
    """Two servers of one seed whose clocks stand still."""
    options: dict[str, Any] = {"seed": 11, "clock": "2026-03-02T09:00:00Z", "freeze": True}
    with testing.in_process(**options) as one, testing.in_process(**options) as other:
        yield [one, other]


def answers(server: testing.InProcess, calls: list[tuple[str, str, Any]]) -> list[Any]:
    """What a fresh instance of a server answers: status, headers and bytes of each call, and then its journal."""
    with server.instance() as instance:
        query = {name: instance.marketo[name] for name in ("client_id", "client_secret")}
        login = f"/identity/oauth/token?{urlencode({'grant_type': 'client_credentials', **query})}"
        given = [send(server, instance, "GET", login, None, [])]
        bearer = [(b"authorization", f"Bearer {json.loads(given[0].body)['access_token']}".encode())]
        for number, (method, path, body) in enumerate(calls):
            given.append(send(server, instance, method, addressed(instance, path, number), body, bearer))
        return [*given, [(call.operation, call.codes, call.at) for call in instance.requests.all()]]


def addressed(instance: testing.Instance, path: str, number: int) -> str:
    """The path with the common parameters of Tencent's protocol, if it is one of its."""
    if not path.startswith("/v3.0/"):
        return path
    moment = round(instance.clock.now.timestamp())
    common = {"access_token": instance.tencent.access_token, "timestamp": moment, "nonce": f"nonce{number}"}
    fields = FIELDS.get(path.removeprefix("/v3.0/"))
    reads = {} if fields is None else {"account_id": ACCOUNT, "fields": json.dumps(fields)}
    return f"{path}?{urlencode(common | reads)}"


def send(
    server: testing.InProcess, instance: testing.Instance, method: str, path: str, body: Any, headers: list[Any]
) -> Any:
    """One call of an instance."""
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    kind = FORM if isinstance(body, bytes) else [] if body is None else JSON
    length = [(b"content-length", str(len(content)).encode())] if content else []
    return server.exchange(method, instance.base_url + path, [*headers, *kind, *length], content).result()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=st.lists(st.one_of(marketo_calls, tencent_calls, moves), min_size=1, max_size=12))
def test_the_same_requests_get_the_same_bytes(
    twins: list[testing.InProcess], calls: list[tuple[str, str, Any]]
) -> None:
    one, other = (answers(server, calls) for server in twins)
    assert one == other


def test_the_calls_of_the_property_are_those_of_a_working_client(twins: list[testing.InProcess]) -> None:
    calls: list[tuple[str, str, Any]] = [
        ("POST", "/rest/v1/leads.json", {"input": [{"email": "ada@example.com"}]}),
        ("POST", "/bulk/v1/leads.json?format=csv", CSV % b"mira"),
        ("GET", "/bulk/v1/leads/batch/1.json", None),
        ("POST", f"/rest/asset/v1/folders.json?name=ada&parent={FOLDER}", None),
        ("POST", "/v3.0/custom_audiences/add", AUDIENCE | {"name": "ada"}),
        ("GET", "/v3.0/funds/get", None),
    ]
    one, other = (answers(server, calls) for server in twins)
    assert one == other
    documents = [json.loads(answer.body) for answer in one[1:-1]]
    assert [document.get("success", document.get("code")) for document in documents] == [True, True, True, True, 0, 0]
    assert documents[2]["result"][0]["status"] == "Complete"
