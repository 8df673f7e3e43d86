"""The console's pages of findings, faults and snapshots, which only a demo has."""

import json
from importlib import resources

import pytest

from mercat.sandbox.checks.catalog import CHECKS
from support.browser import Browser, Page
from support.demo import Demo

CHINESE = {"accept-language": "zh-CN"}
PAGES = ("/console/findings", "/console/faults", "/console/snapshots", "/console/snapshots/then")
POSTS = (
    "/console/findings/clear",
    "/console/faults",
    "/console/faults/1/remove",
    "/console/snapshots",
    "/console/snapshots/then/restore",
    "/console/snapshots/then/delete",
)
USAGE = "/rest/v1/stats/usage.json"


@pytest.fixture
def embedded(backend: str) -> None:
    """Snapshots are of databases in a file."""
    if backend == "postgresql":
        pytest.skip("snapshots are of databases in a file")


@pytest.fixture
def browser(demo: Demo) -> Browser:
    """A browser with the demo's administrator, logged in."""
    given = demo.credentials["console"]
    visiting = Browser(demo)
    assert visiting.log_in(given["email"], given["password"]).status == 303
    return visiting


@pytest.fixture
def token(demo: Demo) -> str:
    return demo.token(demo.credentials["marketo"])


def words(page: Page) -> str:
    return " ".join(page.text.split())


def source(page: Page) -> str:
    return page.response.content.decode()


def take(browser: Browser, name: str) -> Page:
    return browser.submit(browser.get("/console/snapshots"), "snapshots", name=name)


# -- findings ---------------------------------------------------------------------------------------------------------


def test_findings_lead_to_their_requests_and_to_the_page_of_the_rule(demo, browser, token):
    assert "No findings." in words(browser.get("/console/findings"))
    demo.marketo("/rest/v1/lead/1.json", token)
    page = browser.get("/console/findings")
    (finding,) = demo.sandbox("GET", "/findings").findings
    assert finding.title.endswith("send `fields`.") and "send <code>fields</code>." in source(page)
    assert "1 calls count: 0.00% of the daily quota." in words(page)
    assert f'href="{finding.docs}"' in source(page)
    assert f'href="/console/requests/{finding.requests[0]}"' in source(page)
    assert browser.get(f"/console/requests/{finding.requests[0]}").status == 200


def test_findings_are_cleared_with_a_button(demo, browser, token):
    demo.marketo("/rest/v1/lead/1.json", token)
    assert browser.submit(browser.get("/console/findings"), "clear").location == "/console/findings?done=deleted"
    assert demo.sandbox("GET", "/findings").document["findings"] == []


def test_every_rule_has_a_chinese_title(demo, browser, token):
    texts = json.loads((resources.files("mercat.console") / "templates" / "zh-CN.json").read_text("utf-8"))
    assert [check.title for check in CHECKS if check.title not in texts] == []
    demo.marketo("/rest/v1/lead/1.json", token)
    assert "查询潜在客户时未指定字段" in browser.get("/console/findings", **CHINESE).text


# -- faults -----------------------------------------------------------------------------------------------------------


def test_a_fault_is_ordered_met_and_removed(demo, browser, token):
    page = browser.get("/console/faults")
    assert "No faults." in words(page)
    form = page.forms[-1]
    fields = {**dict(form.fields), "protocol": "marketo", "path": "/rest/*", "code": "611", "times": "1"}
    assert browser.post(form.action, list(fields.items())).location == "/console/faults?done=created"
    assert demo.marketo(USAGE, token).codes == ["611"]
    page = browser.get("/console/faults")
    assert "marketo /rest/* code 611 1 1 / 1" in words(page)
    assert 'href="/console/faults#fault-1"' in source(browser.get("/console/requests"))
    assert "Fault 1" in words(browser.get("/console/requests/2")) and " ms" in words(browser.get("/console/requests/2"))
    assert browser.submit(page, "remove").location == "/console/faults?done=deleted"
    assert demo.sandbox("GET", "/faults").faults == []
    assert browser.submit(page, "remove").status == 303


def test_a_form_that_is_submitted_twice_orders_one_fault(demo, browser):
    form = browser.get("/console/faults").forms[-1]
    fields = {**dict(form.fields), "latency_ms": "1"}
    for _ in range(2):
        assert browser.post(form.action, list(fields.items())).status == 303
    assert len(demo.sandbox("GET", "/faults").faults) == 1


def test_a_scenario_begins_with_a_choice(demo, browser):
    page = browser.get("/console/faults")
    form = page.forms[-2]
    browser.post(form.action, list({**dict(form.fields), "scenario": "maintenance"}.items()))
    assert {one.scenario for one in demo.sandbox("GET", "/faults").faults} == {"maintenance"}
    assert "maintenance" in words(browser.get("/console/faults"))


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"code": "99999"},
        {"code": "611", "operation": "nothing"},
        {"latency_ms": "soon"},
        {"latency_ms": "9" * 30},
        {"http_status": "200"},
        {"scenario": "nothing"},
        {"path": "x" * 400, "code": "611"},
    ],
)
def test_a_fault_that_does_not_fit_is_refused_with_what_was_typed(demo, browser, wish):
    form = browser.get("/console/faults").forms[-1]
    page = browser.post(form.action, list({**dict(form.fields), **wish}.items()))
    assert page.status == 400
    assert "Enter a documented code and operation" in words(page)
    assert all(f'value="{text}"' in source(page) for name, text in wish.items() if name != "scenario")
    assert demo.sandbox("GET", "/faults").faults == []
    page = browser.post(form.action, list({**dict(form.fields), **wish}.items()), **CHINESE)
    assert "请输入该协议文档中的错误码和操作" in page.text


# -- snapshots --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("embedded")
def test_a_snapshot_is_taken_compared_restored_and_deleted(demo, browser, token):
    assert take(browser, "then").location == "/console/snapshots?done=created"
    assert "Nothing differs." in words(browser.get("/console/snapshots/then"))
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    people = json.dumps({"input": [{"email": "new@example.com"}]}).encode()
    made = demo.call("POST", "/rest/v1/leads.json", headers=headers, content=people).document["result"][0]["id"]
    page = browser.get("/console/snapshots/then")
    assert "people: 1 added, 0 changed, 0 removed" in words(page)
    assert f'<th scope="row">{made}</th>' in source(page) and "new@example.com" in page.text
    assert take(browser, "later").status == 303
    assert "people: 1 added" in words(browser.get("/console/snapshots/then?to=later"))
    confirm = browser.get("/console/snapshots/then/restore")
    assert "Restore the snapshot then?" in words(confirm)
    assert browser.post("/console/snapshots/then/restore", confirm.forms[-1].fields).location == (
        "/console/snapshots?done=restored"
    )
    page = browser.get("/console/snapshots?done=restored")
    assert (page.status, "Restored." in words(page)) == (200, True)
    assert demo.marketo(f"/rest/v1/lead/{made}.json", token).codes == ["1004"]
    confirm = browser.get("/console/snapshots/then/delete")
    fields = confirm.forms[-1].fields
    assert browser.post("/console/snapshots/then/delete", fields).location == "/console/snapshots?done=deleted"
    assert [one.name for one in demo.sandbox("GET", "/snapshots").snapshots] == ["later"]
    assert browser.post("/console/snapshots/then/delete", fields).status == 404


@pytest.mark.usefixtures("embedded")
@pytest.mark.parametrize("name", ["", "a b", "../x", "x" * 101, "-"])
def test_a_name_that_does_not_fit_is_refused_beside_its_field(browser, name):
    page = take(browser, name)
    assert page.status == 400
    assert "Enter a valid value." in words(page)
    assert source(browser.get("/console/snapshots")).count("/restore") == 0


def test_a_snapshot_that_is_not_there_is_not_found(browser):
    for path in ("/console/snapshots/nothing", "/console/snapshots/nothing?to=then", "/console/snapshots/.."):
        assert browser.get(path).status == 404
    fields = browser.get("/console/snapshots").forms[-1].fields
    assert browser.post("/console/snapshots/nothing/restore", fields).status == 404


def test_with_postgresql_there_are_no_snapshots(browser, backend):
    if backend == "sqlite":
        pytest.skip("snapshots are of databases in a file")
    page = take(browser, "then")
    assert (page.status, "Snapshots are not available with PostgreSQL." in words(page)) == (400, True)


# -- who may ----------------------------------------------------------------------------------------------------------


def test_strangers_and_forged_forms_get_none_of_it(demo, browser):
    stranger = Browser(demo)
    for path in PAGES:
        assert stranger.get(path).location.startswith("/console/login?next=")
    for path in POSTS:
        assert stranger.post(path, [("scenario", "maintenance"), ("name", "then")]).status == 403
        assert browser.post(path, [("scenario", "maintenance"), ("name", "then")]).status == 403
    assert demo.sandbox("GET", "/faults").faults == []
    assert demo.sandbox("GET", "/snapshots").snapshots == []


def test_serve_has_none_of_the_pages(server):
    for path in PAGES:
        assert server.call("GET", path).status == 404
