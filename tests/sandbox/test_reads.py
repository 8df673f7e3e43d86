"""A GET writes nothing: neither a page of the console nor a route of the sandbox."""

import re
from urllib.parse import urlencode

import pytest

from mercat.console.routes import application as console
from mercat.sandbox.catalog import operations
from mercat.store.engines.database import tables
from support.demo import to_something

FORM = {"content-type": "application/x-www-form-urlencoded"}
ALLOWED = {"sessions"}  # a session lives on while it is used
VALUES = {"id": "1", "kind": "folder", "key": "none", "verdict": "failures", "word": "none"}
VALUES |= {"list": "1", "segment": "1", "name": "none", "to": "none"}


def contents(demo):
    """All rows of all tables."""

    def work(tx):
        names = sorted(set(tables(tx.connection, tx.dialect)) - ALLOWED)
        return {name: sorted(map(repr, tx.fetch_all(f"SELECT * FROM {name}"))) for name in names}

    demo.instance.flush()
    return demo.instance.read_now(work)


def log_in(demo):
    """The cookie of the demo's administrator."""
    given = demo.credentials["console"]
    page = demo.call("GET", "/console/login")
    cookies = [cookie.partition(";")[0] for cookie in page.set_cookies]
    token = re.search(r'name="form_token" value="([^"]+)"', page.content.decode())[1]
    fields = {"form_token": token, "email": given["email"], "password": given["password"]}
    answer = demo.call(
        "POST",
        "/console/login",
        headers={**FORM, "cookie": "; ".join(cookies)},
        content=urlencode(fields).encode(),
    )
    assert answer.status in (302, 303), answer
    kept = dict(cookie.split("=", 1) for cookie in cookies)
    kept |= dict(cookie.partition(";")[0].split("=", 1) for cookie in answer.set_cookies)
    return "; ".join(f"{name}={value}" for name, value in kept.items())


def pages():
    routes = console((), (), demo_controls=object()).routes
    return sorted(
        re.sub(r"\{(\w+)(:int)?\}", lambda found: VALUES[found[1]], route.path)
        for route in routes
        if "GET" in route.methods
    )


def test_a_get_of_any_page_of_the_console_leaves_the_database_as_it_was(demo):
    demo.sandbox("POST", "/clock", {"advance_seconds": 40 * 86_400})  # the demo's tokens have ended
    cookie = log_in(demo)
    before = contents(demo)
    statuses = {}
    for path in pages():
        statuses[path] = demo.call("GET", path, headers={"cookie": cookie, "accept": "text/html"}).status
        assert contents(demo) == before, path
    assert list(statuses.values()).count(200) > 30, statuses
    assert set(statuses.values()) <= {200, 302, 303, 308, 404}, statuses


@pytest.mark.parametrize("path", sorted(one.path for one in operations() if one.method == "GET"))
def test_a_get_of_the_sandbox_leaves_the_database_as_it_was(demo, path, backend):
    if backend == "postgresql" and "/snapshots/" in path:
        pytest.skip("snapshots are of databases in a file")
    path = to_something(demo, path)
    before = contents(demo)
    assert demo.call("GET", path).status == 200
    assert contents(demo) == before


def test_new_tencent_tokens_come_with_a_button_and_once(demo):
    demo.sandbox("POST", "/clock", {"advance_seconds": 40 * 86_400})
    cookie = log_in(demo)
    page = demo.call("GET", "/console/", headers={"cookie": cookie}).content.decode()
    assert 'action="/console/tencent-tokens"' in page
    assert 'id="tencent-access-token"' not in page
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]

    def press(form_token):
        fields = urlencode({"form_token": form_token, "next": "/console/"})
        headers = {**FORM, "cookie": cookie}
        return demo.call("POST", "/console/tencent-tokens", headers=headers, content=fields.encode()).status

    assert press("wrong") == 403
    assert demo.credentials["tencent"]["access_token"] == ""
    assert press(token) == 303
    first = demo.credentials["tencent"]["access_token"]
    assert press(token) == 303
    assert demo.credentials["tencent"]["access_token"] == first != ""
    assert first in demo.call("GET", "/console/", headers={"cookie": cookie}).content.decode()
