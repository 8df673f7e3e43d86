"""/console/account/authenticator, /console/login/code: the second step of a log-in."""

import base64
import re

import pyotp
import pytest

from mercat.domain import audit
from mercat.domain.access import mfa, users
from mercat.model.audit import Search
from mercat.model.clock import MINUTE, SECOND
from support.browser import ADMIN, PASSWORD, Browser, Page
from support.server import Server

HOME = "/console/account/authenticator"


class Phone:
    """An authenticator that was told a secret, on the instance's time."""

    def __init__(self, server: Server, secret: str) -> None:
        self.secret, self._server = secret, server

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(self._server.instance.clock.now() // 1_000 + 30 * steps)

    def wrong(self) -> str:
        near = {self.code(steps) for steps in range(-2, 3)}
        return next(text for text in ("000000", "111111", "222222", "333333", "444444", "555555") if text not in near)


def told(page: Page) -> str:
    found = re.search(r"\b[A-Z2-7]{32}\b", page.text)
    assert found
    return found[0]


def set_up(console: Browser, server: Server) -> tuple[Phone, list[str]]:
    """Set an authenticator up, page by page; the phone and the recovery codes."""
    console.submit(console.get(HOME), "begin")
    page = console.get(HOME)
    phone = Phone(server, told(page))
    shown = console.submit(page, HOME, code=phone.code())
    assert shown.status == 200
    clock = server.instance.clock
    clock.offset_ms += 2 * MINUTE + 10 * SECOND - clock.now() % (30 * SECOND)  # far from the next code
    return phone, re.findall(r"\b[a-z0-9]{5}-[a-z0-9]{5}\b", shown.text)


@pytest.fixture
def phone(console: Browser, server: Server) -> Phone:
    """The administrator's authenticator, in use."""
    return set_up(console, server)[0]


def test_it_is_set_up_by_picture_or_text_and_confirmed_by_a_code(console: Browser, server: Server):
    console.submit(console.get(HOME), "begin")
    page = console.get(HOME)
    assert b"<svg" in page.response.content and b"style=" not in page.response.content
    assert f"otpauth://totp/mercat%20123-ABC-456:ada%40mercat.test?secret={told(page)}" in page.text
    phone = Phone(server, told(page))
    refused = console.submit(page, HOME, code=phone.wrong())
    assert (refused.status, "The code is incorrect" in refused.text) == (400, True)
    shown = console.submit(page, HOME, code=f"{phone.code()[:3]} {phone.code()[3:]}")
    assert len(set(re.findall(r"\b[a-z0-9]{5}-[a-z0-9]{5}\b", shown.text))) == 10
    assert "Recovery codes left: 10." in console.get(HOME).text


def test_confirming_twice_or_beginning_again_changes_nothing(console: Browser, server: Server):
    console.submit(console.get(HOME), "begin")
    page = console.get(HOME)
    phone = Phone(server, told(page))
    begin = console.get(HOME)
    assert console.submit(page, HOME, code=phone.code()).status == 200
    assert console.submit(page, HOME, code=phone.code()).location == HOME
    assert console.submit(begin, "authenticator", code="1").location == HOME
    token = console.get("/console/account").form("password").fields[0]
    assert console.post(f"{HOME}/begin", [token]).location == HOME
    assert server.instance.read_now(lambda tx: mfa.is_on(tx, users.get_user(tx, ADMIN).id))


def test_the_secret_is_not_in_the_database(phone: Phone, server: Server):
    stored = server.instance.read_now(lambda tx: repr(tx.fetch_all("SELECT * FROM authenticators")))
    assert "nonce" not in stored and str(server.instance.clock.now())[:6] in stored
    assert phone.secret not in stored and base64.b32decode(phone.secret).hex() not in stored


def test_the_password_alone_no_longer_opens(phone: Phone, browser: Browser, server: Server):
    other = Browser(server)
    asked = other.log_in(path="/console/launchpoint")
    assert (asked.status, "Two-factor authentication" in asked.text) == (200, True)
    assert other.get("/console/launchpoint").location.startswith("/console/login")
    entered = other.submit(asked, "code", code=phone.code())
    assert (entered.status, entered.location) == (303, "/console/launchpoint")
    assert other.get("/console/launchpoint").status == 200


def test_a_page_in_between_asks_for_the_code_again(phone: Phone, server: Server):
    other = Browser(server)
    other.log_in()
    assert "Two-factor authentication" in other.get("/console/login?next=/console/accounts").text
    assert "Two-factor authentication" in other.get("/console/login/code").text
    assert "Sign in" in other.get("/console/login?again=1").text
    chinese = other.get("/console/login", **{"accept-language": "zh"})
    assert "两步验证" in chinese.text


def test_a_code_is_good_once_and_near_its_time(phone: Phone, server: Server):
    for steps, status in ((-2, 403), (2, 403), (-1, 303)):
        other = Browser(server)
        assert other.submit(other.log_in(), "code", code=phone.code(steps)).status == status, steps
    used = phone.code()
    first, second = Browser(server), Browser(server)
    assert first.submit(first.log_in(), "code", code=used).status == 303
    refused = second.submit(second.log_in(), "code", code=used)
    assert (refused.status, "already used" in refused.text) == (403, True)
    server.instance.clock.offset_ms += 30 * SECOND
    assert second.submit(refused, "code", code=phone.code()).status == 303


def test_a_recovery_code_is_good_once(console: Browser, server: Server):
    _, codes = set_up(console, server)
    other = Browser(server)
    assert other.submit(other.log_in(), "code", code=codes[3].upper()).status == 303
    assert "Recovery codes left: 9." in console.get(HOME).text
    again = Browser(server)
    assert again.submit(again.log_in(), "code", code=codes[3]).status == 403
    assert again.submit(again.get("/console/login"), "code", code=codes[4].replace("-", "")).status == 303


def test_wrong_codes_make_one_wait_and_the_password_does_not_help(phone: Phone, server: Server):
    other = Browser(server)
    asked = other.log_in()
    for _ in range(5):
        assert other.submit(asked, "code", code=phone.wrong()).status == 403
    refused = other.submit(asked, "code", code=phone.code())
    assert (refused.status, 25 <= int(refused.header("retry-after")) <= 30) == (429, True)
    assert Browser(server).log_in().status == 429
    server.instance.clock.offset_ms += MINUTE
    assert other.submit(asked, "code", code=phone.code()).status == 303


def test_the_password_alone_forgives_no_wrong_code(phone: Phone, server: Server):
    for _ in range(5):
        other = Browser(server)
        assert other.submit(other.log_in(), "code", code=phone.wrong()).status == 403
    assert Browser(server).log_in().status == 429


def test_the_second_step_may_take_five_minutes(phone: Phone, server: Server):
    other = Browser(server)
    asked = other.log_in()
    server.instance.clock.offset_ms += 5 * MINUTE
    late = other.submit(asked, "code", code=phone.code())
    assert (late.status, "sign-in timed out" in late.text) == (403, True)


def test_codes_are_renewed_and_the_step_is_disabled_with_the_password(console: Browser, server: Server):
    _, codes = set_up(console, server)
    page = console.get(HOME)
    assert console.submit(page, "codes", password="wrong password").status == 403
    renewed = console.submit(page, "codes", password=PASSWORD)
    assert len(set(re.findall(r"\b[a-z0-9]{5}-[a-z0-9]{5}\b", renewed.text)) - set(codes)) == 10
    other = Browser(server)
    assert other.submit(other.log_in(), "code", code=codes[0]).status == 403
    token = page.form("codes").fields[0]
    assert console.post(f"{HOME}/disable", [token, ("password", "wrong password")]).status == 403
    assert console.post(f"{HOME}/disable", [token, ("password", PASSWORD)]).location == "/console/account?done=changed"
    assert Browser(server).log_in().status == 303
    trail = server.instance.read_now(lambda tx: audit.newest(tx, Search(), limit=1_000))
    kinds = [entry.kind for entry in reversed(trail) if entry.kind.startswith("authenticator.")]
    assert kinds == ["authenticator.enabled", "authenticator.codes", "authenticator.disabled"]


def test_an_administrator_takes_a_lost_authenticator_away(phone: Phone, console: Browser, server: Server):
    ada = server.instance.read_now(lambda tx: users.get_user(tx, ADMIN)).id
    assert "Two-factor" in console.get("/console/users-roles").text
    question = console.get(f"/console/users-roles/users/{ada}/authenticator")
    assert console.submit(question).status == 303
    assert Browser(server).log_in().status == 303
    assert console.submit(question).status == 404
