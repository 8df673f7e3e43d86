"""What a demo lends the console: its first page, the journal, the clock, the limits. `serve` shows none of it."""

import pytest

from mercat.domain import audit
from mercat.domain.access import users
from mercat.domain.advertising.accounts import ledger
from mercat.domain.oauth import applications
from mercat.model.audit import Search
from mercat.model.clock import DAY, HOUR
from mercat.sandbox.sample import access
from mercat.store.tx import Tx
from support.browser import ADMIN, PASSWORD, Browser, Page
from support.demo import Demo
from support.server import Server

POSTS = ("/console/clock", "/console/limits")
PAGES = ("/console/requests", "/console/requests/1", "/console/requests/count")


@pytest.fixture
def browser(demo: Demo) -> Browser:
    """A browser with the demo's administrator, logged in."""
    given = demo.credentials["console"]
    visiting = Browser(demo)
    assert visiting.log_in(given["email"], given["password"]).status == 303
    return visiting


def words(page: Page) -> str:
    return " ".join(page.text.split())


def count(browser: Browser) -> int:
    number: int = browser.get("/console/requests/count").response.document["count"]
    return number


def test_the_first_page_has_the_addresses_and_the_credentials(demo: Demo, browser: Browser):
    page = browser.get("/console/")
    told = demo.credentials
    for protocol, names in (
        ("marketo", ("endpoint", "identity", "client_id", "client_secret")),
        ("tencent", ("base_url", "client_id", "client_secret", "access_token", "account_id")),
    ):
        for name in names:
            assert str(told[protocol][name]) in page.text


def test_a_throw_away_instance_has_a_first_page_of_its_own(demo: Demo):
    made = demo.sandbox("POST", "/instances", {"from": "seed"}).document
    prefix = f"/i/{made['marketo']['munchkin_id']}"
    visiting = Browser(demo)
    assert visiting.get(f"{prefix}/").location == f"{prefix}/console/"
    given = made["console"]
    visiting.log_in(given["email"], given["password"], f"{prefix}/console/")
    page = visiting.get(f"{prefix}/console/")
    assert made["marketo"]["client_secret"] in page.text
    assert f"http://mercat.test{prefix}/rest" in page.text
    demo.sandbox("DELETE", f"/instances/{made['marketo']['munchkin_id']}")


def test_the_first_page_does_without_credentials_that_were_deleted(demo: Demo, browser: Browser):
    secret = demo.credentials["marketo"]["client_secret"]

    def work(tx: Tx) -> None:
        applications.delete_application(tx, applications.list_applications(tx)[0].id)

    demo.instance.write_now(work)
    page = browser.get("/console/")
    assert page.status == 200
    assert secret not in page.text


def test_the_servers_root_leads_to_it(demo: Demo):
    answer = demo.call("GET", "/")
    assert (answer.status, answer.headers["location"]) == (302, "/console/")
    for method, path in (("POST", "/"), ("GET", "//"), ("GET", "//x")):
        assert demo.call(method, path).status == 404


def test_the_count_of_requests_rises_with_every_call_and_not_with_pages(demo: Demo, browser: Browser, usage: str):
    before = count(browser)
    token = demo.token(demo.credentials["marketo"])
    demo.marketo(usage, token)
    assert count(browser) == before + 2
    assert f"Requests {before + 2}" in words(browser.get("/console/"))
    answer = browser.get("/console/requests/count")
    assert answer.header("content-type") == "application/json"
    assert answer.header("cache-control") == "no-store"


def test_the_journal_is_shown_newest_first_and_filtered(demo: Demo, browser: Browser, usage: str):
    token = demo.token(demo.credentials["marketo"])
    demo.marketo(usage, token)
    demo.marketo("/rest/v1/nothing.json", token)
    demo.call("GET", "/v3.0/adgroups/get")

    def shown(query: str = "") -> list[str]:
        page = browser.get(f"/console/requests{query}")
        return [link.rpartition("/")[2] for link in page.links if link.startswith("/console/requests/")]

    assert shown() == ["4", "3", "2", "1"]
    assert shown("?protocol=tencent") == ["4"]
    assert shown("?code=610") == ["3"]
    assert shown("?path=/rest/v1/*") == ["3", "2"]
    assert shown("?operation=getDailyUsageUsingGET") == ["2"]
    assert shown("?status=200&protocol=marketo") == ["3", "2", "1"]
    assert shown("?before=3") == ["2", "1"]
    assert shown("?status=x&protocol=x&before=x") == ["4", "3", "2", "1"]
    assert "No requests match." in browser.get("/console/requests?code=999").text


def test_a_long_journal_has_pages(demo: Demo, browser: Browser):
    for _ in range(51):
        demo.call("GET", "/rest/v1/nothing.json")
    page = browser.get("/console/requests?code=610")
    (onward,) = [link for link in page.links if "before=" in link]
    rest = browser.get(onward)
    assert [link for link in rest.links if link.startswith("/console/requests/")] == ["/console/requests/1"]


def test_a_call_is_shown_without_its_secrets(demo: Demo, browser: Browser, usage: str):
    told = demo.credentials["marketo"]
    token = demo.token(told)
    demo.marketo(usage, token)
    page = browser.get("/console/requests/1")
    assert "client_secret=REDACTED" in page.text
    assert told["client_id"] in page.text
    for number in (1, 2):
        shown = browser.get(f"/console/requests/{number}").text
        assert token not in shown
        assert told["client_secret"] not in shown
    assert "Bearer REDACTED" in shown
    assert '"success": true' in shown
    for number in (3, 99):
        assert browser.get(f"/console/requests/{number}").status == 404


def test_every_page_tells_the_time_and_the_limits(demo: Demo, browser: Browser):
    demo.sandbox("PUT", "/limits", {"mode": "documented"})
    demo.sandbox("POST", "/clock", {"set": "2030-01-01T09:00:00Z"})
    given = demo.credentials["console"]
    browser.log_in(given["email"], given["password"])
    for path in ("/console/", "/console/people", "/console/launchpoint", "/console/applications/new"):
        shown = words(browser.get(path))
        assert (
            "Time 2030-01-01 09:00 UTC" in shown
            and "Limits 100 calls per 20 seconds, 10 concurrent, 50,000 per day" in shown
        )


def test_moving_the_clock_runs_what_falls_due_and_keeps_who_moved_it_logged_in(demo: Demo, browser: Browser):
    for step, length in (("hour", HOUR), ("day", DAY), ("week", 7 * DAY)):
        before = demo.instance.clock.now()
        page = browser.get("/console/people?by=email&text=a")
        answer = browser.submit(page, "clock", step=step)
        assert (answer.status, answer.location) == (303, "/console/people?by=email&text=a")
        assert 0 <= demo.instance.clock.now() - before - length < 60_000
        assert browser.get("/console/").status == 200
    answer = browser.submit(browser.get("/console/"), "clock", to="2040-02-03 04:05")
    assert answer.location == "/console/"
    assert "Time 2040-02-03 04:05 UTC" in words(browser.get("/console/"))


@pytest.mark.parametrize("sent", [{"step": "week"}, {"to": "2040-02-03 04:05"}])
def test_a_button_that_is_pressed_twice_moves_the_clock_once(demo: Demo, browser: Browser, sent: dict[str, str]):
    page = browser.get("/console/")
    assert browser.submit(page, "clock", **sent).status == 303
    moved = demo.instance.clock.now()
    assert browser.submit(page, "clock", **sent).status == 303
    assert demo.instance.clock.now() - moved < 60_000


@pytest.mark.parametrize("moment", ["2000-01-01 00:00", "9999-12-31", "tomorrow", "", "x" * 10_000])
def test_time_goes_forward_to_a_moment_only(demo: Demo, browser: Browser, moment: str):
    before = demo.instance.clock.offset_ms
    answer = browser.submit(browser.get("/console/"), "clock", to=moment)
    assert answer.status == 400
    assert "The clock only moves forward" in answer.text
    assert demo.instance.clock.offset_ms == before


def test_the_clock_leads_back_to_a_page_that_can_be_asked_for(browser: Browser):
    issued = browser.submit(browser.get("/console/launchpoint/1"), "token")
    assert issued.status == 200
    assert browser.get(browser.submit(issued, "clock", step="hour").location).status == 200


def test_a_clock_form_leads_nowhere_else(browser: Browser):
    page = browser.get("/console/")
    assert browser.submit(page, "clock", step="hour", next="//evil.example/").location == "/console/"
    assert browser.submit(browser.get("/console/"), "limits", mode="off", next="https://evil.example").location == (
        "/console/"
    )


def test_limits_are_switched_off_and_on_for_good(demo: Demo, browser: Browser):
    browser.submit(browser.get("/console/"), "limits", mode="off")
    assert (
        demo.instance.rate_limiter.limits.rate_calls,
        demo.instance.endpoint_rate_limiter.limits.calls_per_minute,
    ) == (0, 0)
    assert "Limits off" in words(browser.get("/console/"))
    browser.submit(browser.get("/console/"), "limits", mode="documented")
    demo.instance.load_settings()
    assert (
        demo.instance.rate_limiter.limits.rate_calls,
        demo.instance.endpoint_rate_limiter.limits.calls_per_minute,
    ) == (100, 1_000)


def test_who_moved_the_clock_and_changed_the_limits_is_noted(demo: Demo, browser: Browser):
    given = demo.credentials["console"]["email"]
    browser.submit(browser.get("/console/"), "clock", to="2040-02-03 04:05")
    browser.submit(browser.get("/console/"), "limits", mode="documented")
    browser.submit(browser.get("/console/"), "limits", mode="off")
    browser.submit(browser.get("/console/"), "limits", mode="off")
    limits, *_, moved = demo.instance.read_now(lambda tx: audit.newest(tx, Search(actor=given), limit=3))
    assert (moved.kind, moved.address) == ("clock.moved", "127.0.0.1")
    assert moved.after == {"now": "2040-02-03T04:05:00.000Z"}
    assert (limits.kind, limits.address) == ("limits.changed", "127.0.0.1")
    assert limits.before is not None and limits.after is not None
    assert (limits.before["daily_quota"], limits.after["daily_quota"]) == (50_000, 0)
    assert "rate_window_seconds" not in limits.after
    page = words(browser.get("/console/audit-trail"))
    assert "Clock moved Sandbox" in page and "Limits changed Sandbox" in page


def test_strangers_and_forged_forms_get_none_of_it(demo: Demo, browser: Browser):
    stranger = Browser(demo)
    for path in PAGES:
        assert stranger.get(path).location.startswith("/console/login?next=")
    for path in POSTS:
        assert stranger.post(path, [("step", "day"), ("mode", "off")]).status == 403
        assert browser.post(path, [("step", "day"), ("mode", "off")]).status == 403
    page = stranger.get("/console/login")
    assert demo.credentials["marketo"]["client_secret"] not in page.text
    assert "Limits" not in page.text


def test_a_standard_user_gets_none_of_it_either(demo: Demo):
    marketer = "marketer@example.com"
    demo.instance.write_now(lambda tx: users.set_generated_password(tx, marketer, PASSWORD))
    browser, before = Browser(demo), demo.instance.clock.offset_ms
    browser.log_in(marketer)
    page = browser.get("/console/account")
    token = next(value for name, value in page.form("language").fields if name == "form_token")
    for path in PAGES:
        assert (browser.get(path).status, "No access" in browser.get(path).text) == (403, True)
    for path in POSTS:
        assert browser.post(path, [("form_token", token), ("step", "day"), ("mode", "off")]).status == 403
    assert demo.instance.clock.offset_ms == before
    assert "Limits" not in page.text and "Requests" not in page.text


def test_serve_shows_none_of_it(server: Server):
    def work(tx: Tx) -> None:
        users.create_user(tx, ADMIN, roles=["Admin"])
        users.set_generated_password(tx, ADMIN, PASSWORD)

    server.instance.write_now(work)
    visiting = Browser(server)
    assert visiting.log_in().status == 303
    page = visiting.get("/console/")
    assert [form.action for form in page.forms] == ["/console/logout"]
    for word in ("Requests", "Sandbox", "First calls", "client_secret", "Move the clock"):
        assert word not in page.text
    for path in PAGES:
        assert visiting.get(path).status == 404
    for path in POSTS:
        assert visiting.post(path, page.forms[0].fields).status == 404
    led = server.call("GET", "/")
    assert (led.status, dict(led.headers)["location"]) == (302, "/console/")


# -- money ------------------------------------------------------------------------------------------------------------


def test_an_account_is_recharged_once_however_often_the_form_is_submitted(demo: Demo, browser: Browser):
    home = f"/console/accounts/{access.SECOND_ID}"
    page = browser.get(home)
    for _ in range(2):
        answer = browser.submit(page, "recharge", fund="FUND_TYPE_GIFT", amount="12.34")
        assert answer.location == f"{home}?done=recharged"
    balances = demo.instance.read_now(lambda tx: ledger.balances(tx, access.SECOND_ID))
    assert balances["FUND_TYPE_GIFT"] == 1_234
    assert "Gift ¥12.34" in words(browser.get(home))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("amount", ""),
        ("amount", "nonsense"),
        ("amount", "0"),
        ("amount", "-5"),
        ("amount", "0.001"),
        ("amount", "NaN"),
        ("amount", "10000000000.01"),
        ("fund", "FUND_TYPE_NONSENSE"),
    ],
)
def test_a_recharge_of_another_amount_or_fund_is_refused(demo: Demo, browser: Browser, name: str, text: str):
    home = f"/console/accounts/{access.SECOND_ID}"
    before = demo.instance.read_now(lambda tx: ledger.balances(tx, access.SECOND_ID))
    answer = browser.submit(browser.get(home), "recharge", **{"amount": "1", name: text})
    assert (answer.status, bool(answer.beside(name))) == (400, True)
    assert demo.instance.read_now(lambda tx: ledger.balances(tx, access.SECOND_ID)) == before
    assert browser.post(f"{home}/recharge", [("fund", "FUND_TYPE_CASH"), ("amount", "1")]).status == 403
