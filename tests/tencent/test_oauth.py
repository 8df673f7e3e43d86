"""/oauth: from the consent page to tokens, their lives and ends, and every refusal on the way."""

import json
import re
from importlib import resources
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest

from mercat.domain.access import users
from mercat.domain.oauth import ad_accounts, applications
from mercat.model.clock import DAY, MINUTE
from mercat.store.tx import Tx
from mercat.tencent.oauth.authorize import WORDS
from support.browser import ADMIN, PASSWORD, Browser, Page
from support.server import Response, Server
from support.tencent import TencentClient

BACK = "https://www.example.com/back?campaign=7&x=%E4%BA%8C"
SCOPES = ["ads_management", "ads_insights", "account_management"]


class Application:
    """A developer application with two accounts that may authorise it, and somebody who may decide."""

    def __init__(self, server: Server) -> None:
        self.server = server

        def work(tx: Tx) -> tuple[int, str]:
            ad_accounts.create_account(tx, "Tea house", account_id=25610, uin=1234567890)
            ad_accounts.create_account(tx, "Bookshop", account_id=25611)
            users.create_user(tx, ADMIN, roles=["Admin"])
            users.set_generated_password(tx, ADMIN, PASSWORD)
            made = applications.create_application(tx, "Planner", scopes=SCOPES, redirect_domains=["example.com"])
            return applications.client_id(tx, made), applications.secret(tx, made)

        self.client_id, self.secret = server.instance.write_now(work)

    def url(self, **changes: Any) -> str:
        asked = {"client_id": self.client_id, "redirect_uri": BACK, "state": "a b&c", **changes}
        return "/oauth/authorize?" + urlencode({name: value for name, value in asked.items() if value is not None})

    def page(self, browser: Browser, **changes: Any) -> Page:
        """The consent page, after a log-in."""
        url = self.url(**changes)
        return browser.get(browser.log_in(path=url).location)

    def code(self, **changes: Any) -> str:
        browser = Browser(self.server)
        answer = browser.submit(self.page(browser, **changes))
        return parse_qs(urlsplit(answer.location).query)["authorization_code"][0]

    def call(self, path: str, **params: Any) -> Response:
        sent = {"client_id": self.client_id, "client_secret": self.secret, **params}
        return self.server.call("GET", path, query=[(k, v) for k, v in sent.items() if v is not None])

    def exchange(self, code: str, **changes: Any) -> Response:
        sent = {"grant_type": "authorization_code", "authorization_code": code, "redirect_uri": BACK, **changes}
        return self.call("/oauth/token", **sent)

    def refresh(self, token: str, **changes: Any) -> Response:
        return self.call("/oauth/token", grant_type="refresh_token", refresh_token=token, **changes)

    def replace(self, token: str, **changes: Any) -> Response:
        return self.call("/oauth/refresh_token", refresh_token=token, **changes)

    def ad_groups(self, token: str) -> int:
        """The code of a first call with a token."""
        client = TencentClient.__new__(TencentClient)
        client.server, client.account_id, client.token = self.server, 25610, token
        code: int = client.get("/v3.0/adgroups/get", fields=["adgroup_id"]).code
        return code


@pytest.fixture
def application(server: Server) -> Application:
    return Application(server)


@pytest.fixture
def browser(server: Server) -> Browser:
    return Browser(server)


def test_the_whole_way_from_consent_to_a_first_call(application: Application, browser: Browser):
    first = browser.get(application.url())
    assert first.status == 302
    page = application.page(browser)
    for text in ("Planner", "Tea house", "Bookshop", "ads_management", "www.example.com"):
        assert text in page.text
    answer = browser.submit(page)
    assert answer.status == 302
    assert answer.location.startswith(BACK + "&authorization_code=")
    query = parse_qsl(urlsplit(answer.location).query)
    assert [name for name, _ in query] == ["campaign", "x", "authorization_code", "state"]
    assert query[-1] == ("state", "a b&c")
    code = dict(query)["authorization_code"]
    assert len(code) <= 64
    tokens = application.exchange(code)
    data = tokens.document["data"]
    assert tokens.document == {"code": 0, "message": "", "message_cn": "", "data": data}
    assert data["access_token_expires_in"] == 86400
    assert data["refresh_token_expires_in"] == 2592000
    assert data["authorizer_info"]["account_id"] == 25610
    assert data["authorizer_info"]["account_uin"] == 1234567890
    assert data["authorizer_info"]["scope_list"] == SCOPES
    assert tokens.headers["cache-control"] == "no-store"
    assert application.ad_groups(data["access_token"]) == 0


def test_the_owner_chooses_accounts_and_scopes(application: Application, browser: Browser, server: Server):
    page = application.page(browser, scope="ads_insights,account_management", state=None)
    assert [value for name, value in page.form().fields if name == "scope"] == ["ads_insights", "account_management"]
    answer = browser.submit(page, account=["25611"], scope=["ads_insights"])
    query = parse_qs(urlsplit(answer.location).query)
    assert "state" not in query
    data = application.exchange(query["authorization_code"][0]).document["data"]
    assert data["authorizer_info"]["account_id"] == 25611
    caller = server.instance.read_now(lambda tx: applications.authenticate(tx, data["access_token"]))
    assert (caller.permissions, caller.account_ids) == ({"ads_insights"}, {25611})


def test_more_than_was_asked_for_is_not_granted(application: Application, browser: Browser, server: Server):
    page = application.page(browser, scope="ads_insights")
    answer = browser.submit(page, scope=["ads_insights", "ads_management"], account=["25610", "99", "x"])
    code = parse_qs(urlsplit(answer.location).query)["authorization_code"][0]
    data = application.exchange(code).document["data"]
    assert data["authorizer_info"]["scope_list"] == ["ads_insights"]
    caller = server.instance.read_now(lambda tx: applications.authenticate(tx, data["access_token"]))
    assert caller.account_ids == {25610}


def test_without_an_account_or_scope_the_page_comes_again(application: Application, browser: Browser):
    page = application.page(browser)
    for nothing, missing in (({"account": []}, "account"), ({"scope": []}, "scope"), ({"account": ["99"]}, "account")):
        answer = browser.submit(page, **nothing)
        assert answer.status == 400
        assert f"Select at least one {missing}." in answer.text
        ticked = {name for name, _ in answer.form().fields}
        assert {"account", "scope"} - ticked == {missing}, "what was chosen stays, and nothing else is"


def test_who_refuses_grants_nothing(application: Application, browser: Browser, server: Server):
    answer = browser.submit(application.page(browser), decision="refuse")
    assert (answer.status, answer.location) == (200, "")
    assert server.instance.read_now(lambda tx: tx.fetch_all("SELECT COUNT(*) FROM grants"))[0][0] == 0


def test_a_forged_consent_grants_nothing(application: Application, browser: Browser, server: Server):
    application.page(browser)
    fields = [("account", "25610"), ("scope", "ads_insights"), ("decision", "allow")]
    for token in ([], [("form_token", "x" * 32)]):
        assert browser.post(application.url(), fields + token).status == 403
    assert Browser(server).post(application.url(), fields).location.startswith("/console/login?")
    assert server.instance.read_now(lambda tx: tx.fetch_all("SELECT COUNT(*) FROM grants"))[0][0] == 0


def test_an_administrator_decides(application: Application, browser: Browser, server: Server):
    def work(tx: Tx) -> None:
        users.create_user(tx, "max@mercat.test", roles=["Standard User"])
        users.set_generated_password(tx, "max@mercat.test", PASSWORD)

    server.instance.write_now(work)
    browser.log_in("max@mercat.test", path=application.url())
    assert browser.get(application.url()).status == 403


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_id": None}, 18001),
        ({"client_id": "x"}, 18002),
        ({"client_id": 1}, 11007),
        ({"redirect_uri": None}, 18001),
        ({"redirect_uri": "https://example.org/"}, 34109),
        ({"redirect_uri": "https://example.com.evil.org/"}, 34109),
        ({"redirect_uri": "https://evil.org\\@example.com/"}, 34109),
        ({"redirect_uri": "https://example.com@evil.org/"}, 34109),
        ({"redirect_uri": "https://example.com:8443/"}, 34109),
        ({"redirect_uri": "//example.com/"}, 34109),
        ({"redirect_uri": "javascript:alert(1)"}, 34109),
        ({"redirect_uri": "http://127.0.0.1:9999/"}, 34109),
        ({"redirect_uri": "https://example.com/" + "x" * 1005}, 18006),
        ({"state": "x" * 513}, 18006),
        ({"scope": "everything"}, 18009),
        ({"scope": "user_actions"}, 18009),
        ({"account_type": "ACCOUNT_TYPE_TELEX"}, 18009),
    ],
)
def test_an_unsound_request_leads_nowhere(application: Application, server: Server, changes: Any, code: int):
    answer = server.call("GET", application.url(**changes))
    assert (answer.status, answer.code) == (200, code)
    assert "location" not in answer.headers


def test_somebody_in_a_browser_gets_a_page_about_it(application: Application, browser: Browser):
    for changes, code in (({"client_id": 1}, "11007"), ({"redirect_uri": "https://example.org/"}, "34109")):
        page = browser.get(application.url(**changes), accept="text/html,application/xhtml+xml")
        assert (page.status, page.location) == (400, "")
        assert code in page.text
        assert "frame-ancestors 'none'" in page.header("content-security-policy")


def test_this_machine_is_a_redirect_address_where_that_is_switched_on(
    application: Application, browser: Browser, server: Server
):
    server.instance.compatibility.loopback_redirects = True
    answer = browser.submit(application.page(browser, redirect_uri="http://127.0.0.1:9999/back", state=""))
    assert re.fullmatch(r"http://127\.0\.0\.1:9999/back\?authorization_code=[0-9a-f]{40}&state=", answer.location)
    assert server.call("GET", application.url(redirect_uri="http://localhost:9999/")).code == 34109


def test_the_page_comes_with_the_headers_that_keep_others_out(application: Application, browser: Browser):
    page = application.page(browser)
    policy = page.header("content-security-policy")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' https://www.example.com;" in policy
    assert page.header("cache-control") == "no-store"
    assert page.header("x-frame-options") == "DENY"
    assert page.header("referrer-policy") == "no-referrer"
    assert browser.submit(page).header("cache-control") == "no-store"


def test_the_page_speaks_chinese(application: Application, browser: Browser):
    browser.headers["accept-language"] = "zh-CN"
    page = application.page(browser)
    assert "同意授权" in page.text
    assert "广告投放" in page.text
    assert "应用 id 无效" in browser.get(application.url(client_id=1), accept="text/html").text


def test_every_sentence_of_the_page_has_a_chinese_one():
    package = resources.files("mercat.tencent.oauth")
    template = (package / "templates" / "authorize.html").read_text("utf-8")
    module = (package / "authorize.py").read_text("utf-8")
    sentences = set(re.findall(r'\b_\("([^"]+)"', template)) | set(WORDS.values())
    sentences |= set(re.findall(r'translate\("([^"]+)"', module))
    for title, text in re.findall(r'_message\(view, \d+, "([^"]+)", "([^"]+)"\)', module):
        sentences |= {title, text}
    words = json.loads((package / "templates" / "zh-CN.json").read_text("utf-8"))
    assert sentences == set(words)


def test_a_code_is_good_once(application: Application):
    code = application.code()
    assert application.exchange(code).code == 0
    again = application.exchange(code)
    assert (again.code, again.message) == (11013, "Authorization code can only be used once.")
    assert again.status == 200


def test_a_code_lives_five_minutes(application: Application, server: Server):
    code = application.code()
    server.instance.clock.offset_ms += 5 * MINUTE
    assert application.exchange(code).code == 11009


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_id": None}, 18001),
        ({"client_id": "x"}, 18002),
        ({"client_id": 1}, 11007),
        ({"client_id": 2**62}, 11007),
        ({"client_id": -5}, 11007),
        ({"client_secret": None}, 18001),
        ({"client_secret": "wrong"}, 11007),
        ({"client_secret": "x" * 257}, 18006),
        ({"grant_type": None}, 18001),
        ({"grant_type": "password"}, 18009),
        ({"authorization_code": None}, 18001),
        ({"authorization_code": "6a6b6c6d"}, 11011),
        ({"authorization_code": "x" * 65}, 18006),
        ({"redirect_uri": None}, 18001),
        ({"redirect_uri": "https://www.example.com/back"}, 34109),
    ],
)
def test_what_does_not_fit_gets_no_tokens(application: Application, changes: Any, code: int):
    granted = application.code()
    answer = application.exchange(granted, **changes)
    assert (answer.status, answer.code) == (200, code)
    assert "data" not in answer.document
    assert application.exchange(granted).code == 0


def test_the_message_names_the_parameter(application: Application):
    answer = application.exchange("code", client_id="x")
    assert answer.message == "Parameter 'client_id' must be integer ."
    answer = application.exchange("code", grant_type="password")
    assert answer.message.endswith("[authorization_code,refresh_token].")


def test_common_parameters_are_not_wanted_and_unknown_ones_ignored(application: Application):
    code = application.code()
    answer = application.exchange(code, access_token="unknown", timestamp="1", nonce="n", fields="[]", other="x")
    assert answer.code == 0


def test_the_same_below_v3_0(application: Application):
    sent = {"authorization_code": application.code(), "grant_type": "authorization_code", "redirect_uri": BACK}
    data = application.call("/v3.0/oauth/token", **sent).document["data"]
    again = application.call("/v3.0/oauth/refresh_token", refresh_token=data["refresh_token"])
    assert again.code == 0
    assert Browser(application.server).get("/v3.0" + application.url()).status == 302
    assert application.call("/v3.0/oauth/nothing").code == 12007
    assert application.server.call("POST", "/oauth/token").code == 12007


def test_a_refresh_gives_another_access_token_and_keeps_the_old_one(application: Application, server: Server):
    first = application.exchange(application.code()).document["data"]
    server.instance.clock.offset_ms += 29 * DAY
    answer = application.refresh(first["refresh_token"])
    data = answer.document["data"]
    assert set(data) == {"access_token", "refresh_token", "access_token_expires_in", "refresh_token_expires_in"}
    assert (data["refresh_token"], data["refresh_token_expires_in"]) == (first["refresh_token"], 2592000)
    second = application.refresh(first["refresh_token"]).document["data"]
    for token in (data["access_token"], second["access_token"]):
        assert application.ad_groups(token) == 0
    server.instance.clock.offset_ms += 29 * DAY
    assert application.refresh(first["refresh_token"]).code == 0


def test_an_access_token_lives_a_day_and_a_refresh_token_thirty(application: Application, server: Server):
    data = application.exchange(application.code()).document["data"]
    server.instance.clock.offset_ms += DAY
    assert application.ad_groups(data["access_token"]) == 11000
    server.instance.clock.offset_ms += 29 * DAY
    for renew in (application.refresh, application.replace):
        answer = renew(data["refresh_token"])
        assert (answer.code, answer.message) == (11012, "Refresh token is expired.")


def test_a_new_pair_ends_the_old_one_at_once(application: Application):
    old = application.exchange(application.code()).document["data"]
    answer = application.replace(old["refresh_token"])
    new = answer.document["data"]
    assert set(new) == {"access_token", "refresh_token", "access_token_expires_in", "refresh_token_expires_in"}
    assert (new["access_token_expires_in"], new["refresh_token_expires_in"]) == (86400, 2592000)
    assert new["refresh_token"] != old["refresh_token"]
    assert application.ad_groups(old["access_token"]) == 11002
    assert application.ad_groups(new["access_token"]) == 0
    for renew in (application.refresh, application.replace):
        assert renew(old["refresh_token"]).code == 11012
    assert application.refresh(new["refresh_token"]).code == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"refresh_token": None}, 18001),
        ({"refresh_token": "nonsense"}, 11010),
        ({"refresh_token": "x" * 257}, 18006),
        ({"client_secret": "wrong"}, 11007),
        ({"client_secret": None}, 18001),
        ({"client_id": 1}, 11007),
    ],
)
def test_a_refresh_that_does_not_fit_is_refused(application: Application, changes: Any, code: int):
    token = application.exchange(application.code()).document["data"]["refresh_token"]
    for path in ("/oauth/token", "/oauth/refresh_token"):
        sent = {"grant_type": "refresh_token", "refresh_token": token, **changes}
        assert application.call(path, **sent).code == code
    assert application.refresh(token).code == 0


def test_a_refresh_token_is_good_for_its_application_only(application: Application, server: Server):
    token = application.exchange(application.code()).document["data"]["refresh_token"]

    def work(tx: Tx) -> tuple[int, str]:
        other = applications.create_application(tx, "Other", scopes=SCOPES, redirect_domains=["example.com"])
        return applications.client_id(tx, other), applications.secret(tx, other)

    client_id, secret = server.instance.write_now(work)
    assert application.refresh(token, client_id=client_id, client_secret=secret).code == 11010


def test_two_instances_have_their_own_client_ids_tokens_and_consent(application: Application, server: Server):
    other_instance = server.registry.create(instance_id="321-XYZ-654")
    other = Application.__new__(Application)
    other.server = server

    def work(tx: Tx) -> tuple[int, str]:
        ad_accounts.create_account(tx, "Elsewhere", account_id=25610)
        users.create_user(tx, ADMIN, roles=["Admin"])
        users.set_generated_password(tx, ADMIN, PASSWORD)
        made = applications.create_application(tx, "Planner", scopes=SCOPES, redirect_domains=["example.com"])
        return applications.client_id(tx, made), applications.secret(tx, made)

    other.client_id, other.secret = other_instance.write_now(work)
    assert other.client_id != application.client_id
    browser = Browser(server)
    page = other.page(browser)
    assert page.form().action.startswith("/i/321-XYZ-654/oauth/authorize?")
    code = parse_qs(urlsplit(browser.submit(page).location).query)["authorization_code"][0]
    token = other.exchange(code).document["data"]["access_token"]
    assert other.ad_groups(token) == 0
    assert application.server.call("GET", "/i/123-ABC-456" + other.url()).code == 11007


def test_the_page_without_accounts_says_so(browser: Browser, server: Server):
    def work(tx: Tx) -> int:
        users.create_user(tx, ADMIN, roles=["Admin"])
        users.set_generated_password(tx, ADMIN, PASSWORD)
        made = applications.create_application(tx, "Planner", scopes=SCOPES, redirect_domains=["example.com"])
        return applications.client_id(tx, made)

    client_id = server.instance.write_now(work)
    url = "/oauth/authorize?" + urlencode({"client_id": client_id, "redirect_uri": "https://example.com"})
    assert "No advertising accounts yet" in browser.get(browser.log_in(path=url).location).text
