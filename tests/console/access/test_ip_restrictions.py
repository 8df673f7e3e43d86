"""/console/web-services/ip-restrictions: from which addresses the API may be called, and what the others are told."""

import pytest

from mercat.domain.access import ip_allowlist
from mercat.domain.access.ip_allowlist import InvalidIpRange
from mercat.model.refusals import TooMany
from support.browser import Browser
from support.marketo import MarketoClient
from support.server import Response, Server

PAGE = "/console/web-services/ip-restrictions"


def allow(server: Server, *entries: str) -> None:
    server.instance.write_now(lambda tx: ip_allowlist.replace(tx, list(entries)))


def call(client: MarketoClient, address: str, path: str = "/rest/v1/leads.json?filterType=id&filterValues=1"):
    headers = {"authorization": f"Bearer {client.token}"}
    return client.server.call("GET", path, headers=headers, client=address)


def admitted(answer: Response) -> bool:
    assert answer.document["success"] or (answer.codes, answer.messages) == (["603"], ["Access denied"])
    return bool(answer.document["success"])


@pytest.mark.parametrize(
    ("entry", "inside", "outside"),
    [
        ("192.0.2.7", ["192.0.2.7", "::ffff:192.0.2.7"], ["192.0.2.8", "::1", "::c000:207"]),
        ("192.0.2.0/30", ["192.0.2.0", "192.0.2.3"], ["192.0.2.4", "192.0.1.255"]),
        ("192.0.2.9/24", ["192.0.2.0", "192.0.2.255"], ["192.0.3.0"]),
        ("192.0.2.5-192.0.2.9", ["192.0.2.5", "192.0.2.9"], ["192.0.2.4", "192.0.2.10"]),
        ("192.0.*.*", ["192.0.0.0", "192.0.255.255"], ["192.1.0.0"]),
        ("*.*.*.*", ["1.2.3.4"], ["::1"]),
        ("2001:db8::/32", ["2001:db8::1", "2001:db8:ffff::"], ["2001:db9::", "192.0.2.1"]),
        ("2001:db8::1", ["2001:DB8:0::1"], ["2001:db8::2"]),
    ],
)
def test_calls_from_other_addresses_are_603(marketo, server: Server, entry: str, inside: list[str], outside: list[str]):
    allow(server, entry)
    assert [address for address in inside if not admitted(call(marketo, address))] == []
    assert [address for address in outside if admitted(call(marketo, address))] == []


def test_an_empty_list_admits_everybody(marketo, server: Server):
    assert admitted(call(marketo, "203.0.113.5"))
    allow(server, "192.0.2.1", "2001:db8::/32")
    assert not admitted(call(marketo, "203.0.113.5"))
    assert admitted(call(marketo, "192.0.2.1"))
    allow(server)
    assert admitted(call(marketo, "203.0.113.5"))


def test_it_stands_where_permissions_do(marketo, server: Server):
    allow(server, "192.0.2.1")
    far = "203.0.113.5"
    stranger = server.call("GET", "/rest/v1/leads.json", headers={"authorization": "Bearer no"}, client=far)
    assert stranger.codes == ["601"]
    assert call(marketo, far, "/rest/v1/nothing.json").codes == ["610"]
    assert call(marketo, far, "/rest/v1/leads.json").codes == ["603"]  # and not what is wrong with its parameters
    users = call(marketo, far, "/userservice/management/v1/users/roles.json")
    assert (users.status, users.codes) == (403, ["603"])
    service = f"/identity/oauth/token?grant_type=client_credentials&client_id={marketo.name}&client_secret=x"
    assert server.call("GET", service, client=far).status == 401  # the identity service answers everybody


def test_the_list_is_changed_on_its_page(console: Browser, marketo, server: Server):
    assert PAGE in console.get("/console/web-services").links
    page = console.get(PAGE)
    assert "Your address is 127.0.0.1." in page.text
    sent = console.submit(page, enabled="1", addresses="127.0.0.1, 192.0.2.0/24\n\n 2001:db8::/32 ")
    assert sent.location == f"{PAGE}?done=changed"
    assert server.instance.read_now(ip_allowlist.entries) == ["127.0.0.1", "192.0.2.0/24", "2001:db8::/32"]
    assert not admitted(call(marketo, "203.0.113.5"))
    assert console.submit(console.get(PAGE), enabled=[]).status == 303
    assert admitted(call(marketo, "203.0.113.5"))


def test_who_would_lock_themselves_out_is_warned_first(console: Browser, server: Server):
    warned = console.submit(console.get(PAGE), enabled="1", addresses="192.0.2.1")
    assert (warned.status, "Your own address 127.0.0.1 is not included" in warned.text) == (200, True)
    assert server.instance.read_now(ip_allowlist.entries) == []
    assert b"192.0.2.1</textarea>" in warned.response.content
    assert console.submit(warned, addresses="192.0.2.1", confirmed="1").status == 303
    assert server.instance.read_now(ip_allowlist.entries) == ["192.0.2.1"]


@pytest.mark.parametrize(
    "entry",
    [
        "x",
        "192.0.2",
        "192.0.2.256",
        "192.0.2.0/33",
        "192.0.2.9-192.0.2.1",
        "192.0.2.1-::1",
        "1-2-3",
        "*.0.2.1",
        "1.*",
        "example.com",
        "1" * 101,
        "2001:db8::*",
    ],
)
def test_what_names_no_address_is_said(console: Browser, server: Server, entry: str):
    answer = console.submit(console.get(PAGE), enabled="1", addresses=f"127.0.0.1\n{entry}")
    assert (answer.status, "Enter a valid address, network or range" in answer.text) == (400, True)
    assert server.instance.read_now(ip_allowlist.entries) == []


def test_an_enabled_list_names_an_address(console: Browser):
    answer = console.submit(console.get(PAGE), enabled="1", addresses=" \n")
    assert (answer.status, answer.beside("addresses") == "Required.") == (400, True)


def test_there_are_a_hundred_entries_at_the_most(server: Server):
    allow(server, *["192.0.2.1"] * 100)
    with pytest.raises(TooMany):
        allow(server, *["192.0.2.1"] * 101)
    with pytest.raises(InvalidIpRange):
        allow(server, "")
