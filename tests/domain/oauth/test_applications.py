"""Applications, grants and tokens: who may do what, for how long."""

from typing import Any

import pytest

from mercat.app.instances.instance import Instance
from mercat.domain.oauth import ad_accounts, applications
from mercat.domain.oauth.applications import Issued
from mercat.domain.oauth.redirect_uris import RedirectRefused, check_redirect, checked_domains
from mercat.model.clock import DAY, MINUTE
from mercat.model.oauth import Application
from mercat.model.refusals import AlreadyExists, NotFound, TokenExpired, TokenInvalid, TooMany
from mercat.store.tx import Tx

SCOPES = ["ads", "insights"]
BACK = "https://www.example.com/back"


@pytest.fixture
def application(instance: Instance) -> Application:
    """An application with two accounts beside it."""

    def work(tx: Tx) -> Application:
        ad_accounts.create_account(tx, "Tea house", account_id=25610)
        ad_accounts.create_account(tx, "Bookshop", account_id=25611)
        return applications.create_application(tx, "Planner", scopes=SCOPES, redirect_domains=["example.com"])

    return instance.write_now(work)


@pytest.fixture
def pair(instance: Instance, application: Application) -> Issued:
    """Tokens for one account."""
    return instance.write_now(lambda tx: applications.issue_grant(tx, application, 1, [25610], ["ads"]))


def later(instance: Instance, milliseconds: int) -> None:
    instance.clock.offset_ms += milliseconds


def authenticate(instance: Instance, token: str) -> Any:
    return instance.read_now(lambda tx: applications.authenticate(tx, token))


def test_a_token_tells_scopes_accounts_and_application(instance: Instance, application: Application, pair: Issued):
    caller = authenticate(instance, pair.access_token)
    assert (caller.name, caller.service_id, caller.user_id) == ("Planner", application.id, 1)
    assert (caller.permissions, caller.account_ids) == (frozenset({"ads"}), frozenset({25610}))


def test_an_unknown_token_is_invalid_and_an_impossible_one_malformed(instance: Instance, pair: Issued):
    with pytest.raises(TokenInvalid):
        authenticate(instance, "nonsense")
    with pytest.raises(TokenInvalid):
        authenticate(instance, pair.refresh_token)
    for text in ("two words", "é", "x" * 257, "line\n"):
        with pytest.raises(applications.TokenMalformed):
            authenticate(instance, text)


def test_an_access_token_lives_a_day(instance: Instance, pair: Issued):
    later(instance, DAY - MINUTE)
    assert authenticate(instance, pair.access_token).name == "Planner"
    later(instance, MINUTE)
    with pytest.raises(TokenExpired):
        authenticate(instance, pair.access_token)


def test_names_and_tokens_lead_to_their_instance(instance: Instance, application: Application, pair: Issued):
    client_id = instance.read_now(lambda tx: applications.client_id(tx, application))
    assert applications.instance_of_client(client_id) == instance.id
    assert applications.instance_of_token(pair.access_token) == instance.id
    assert applications.instance_of_token("nonsense") is None
    assert applications.instance_of_token("z" * 40) is None
    assert applications.instance_of_client(0) is None
    assert applications.instance_of_client(10**18) is None


def test_a_code_is_good_once(instance: Instance, application: Application):
    code = instance.write_now(lambda tx: applications.authorize(tx, application, 1, [25611], SCOPES, BACK))
    issued = instance.write_now(lambda tx: applications.exchange(tx, application, code, BACK))
    assert len(code) <= 64
    assert issued.grant.account_ids == (25611,)
    with pytest.raises(applications.CodeUsed):
        instance.write_now(lambda tx: applications.exchange(tx, application, code, BACK))


def test_a_code_lives_five_minutes(instance: Instance, application: Application):
    code = instance.write_now(lambda tx: applications.authorize(tx, application, 1, [25610], SCOPES, BACK))
    later(instance, 5 * MINUTE)
    with pytest.raises(applications.CodeExpired):
        instance.write_now(lambda tx: applications.exchange(tx, application, code, BACK))


def test_a_code_serves_its_application_and_address_only(instance: Instance, application: Application):
    def work(tx: Tx) -> tuple[str, Application]:
        other = applications.create_application(tx, "Other", scopes=SCOPES, redirect_domains=["example.com"])
        return applications.authorize(tx, application, 1, [25610], SCOPES, BACK), other

    code, other = instance.write_now(work)
    with pytest.raises(applications.CodeMalformed):
        instance.write_now(lambda tx: applications.exchange(tx, other, code, BACK))
    with pytest.raises(applications.CodeMalformed):
        instance.write_now(lambda tx: applications.exchange(tx, application, "6a6b6c6d", BACK))
    with pytest.raises(RedirectRefused):
        instance.write_now(lambda tx: applications.exchange(tx, application, code, BACK + "/elsewhere"))
    assert instance.write_now(lambda tx: applications.exchange(tx, application, code, BACK))


def test_a_refresh_keeps_the_refresh_token_and_the_old_access_token(
    instance: Instance, application: Application, pair: Issued
):
    later(instance, 29 * DAY)
    fresh = instance.write_now(lambda tx: applications.refresh(tx, application, pair.refresh_token))
    assert fresh.refresh_token == pair.refresh_token
    assert fresh.access_token != pair.access_token
    again = instance.write_now(lambda tx: applications.refresh(tx, application, pair.refresh_token))
    assert authenticate(instance, fresh.access_token) == authenticate(instance, again.access_token)
    later(instance, 29 * DAY)
    assert instance.write_now(lambda tx: applications.refresh(tx, application, pair.refresh_token))


def test_a_refresh_token_lives_thirty_days(instance: Instance, application: Application, pair: Issued):
    later(instance, 30 * DAY)
    for renew in (applications.refresh, applications.replace):
        with pytest.raises(applications.RefreshTokenExpired):
            instance.write_now(lambda tx, renew=renew: renew(tx, application, pair.refresh_token))


def test_a_replaced_pair_ends_at_once_with_all_its_access_tokens(
    instance: Instance, application: Application, pair: Issued
):
    between = instance.write_now(lambda tx: applications.refresh(tx, application, pair.refresh_token))
    fresh = instance.write_now(lambda tx: applications.replace(tx, application, pair.refresh_token))
    for token in (pair.access_token, between.access_token):
        with pytest.raises(TokenInvalid):
            authenticate(instance, token)
    with pytest.raises(applications.RefreshTokenExpired):
        instance.write_now(lambda tx: applications.refresh(tx, application, pair.refresh_token))
    assert authenticate(instance, fresh.access_token).account_ids == {25610}
    assert instance.write_now(lambda tx: applications.refresh(tx, application, fresh.refresh_token))


def test_a_refresh_token_serves_its_application_only(instance: Instance, pair: Issued):
    other = instance.write_now(
        lambda tx: applications.create_application(tx, "Other", scopes=SCOPES, redirect_domains=[])
    )
    with pytest.raises(applications.RefreshTokenMalformed):
        instance.write_now(lambda tx: applications.refresh(tx, other, pair.refresh_token))


def test_present_tokens_can_be_told_again(instance: Instance, application: Application, pair: Issued):
    told = instance.read_now(lambda tx: applications.current(tx, applications.grants(tx, application)[0]))
    assert told is not None
    assert (told.access_token, told.refresh_token) == (pair.access_token, pair.refresh_token)
    later(instance, DAY)
    assert instance.read_now(lambda tx: applications.current(tx, pair.grant)) is None


def test_a_revoked_grant_and_a_deleted_application_end_their_tokens(
    instance: Instance, application: Application, pair: Issued
):
    second = instance.write_now(lambda tx: applications.issue_grant(tx, application, 1, [25611], ["ads"]))
    instance.write_now(lambda tx: applications.revoke(tx, application, pair.grant.id))
    with pytest.raises(TokenInvalid):
        authenticate(instance, pair.access_token)
    with pytest.raises(NotFound):
        instance.write_now(lambda tx: applications.revoke(tx, application, pair.grant.id))
    assert authenticate(instance, second.access_token)
    instance.write_now(lambda tx: applications.delete_application(tx, application.id))
    with pytest.raises(TokenInvalid):
        authenticate(instance, second.access_token)


def test_another_secret_ends_the_old_one_and_leaves_the_tokens(
    instance: Instance, application: Application, pair: Issued
):
    client_id, old = instance.read_now(
        lambda tx: (applications.client_id(tx, application), applications.secret(tx, application))
    )
    fresh = instance.write_now(lambda tx: applications.rotate_application(tx, application.id))
    assert instance.read_now(lambda tx: applications.secret(tx, fresh)) != old
    with pytest.raises(applications.ApplicationInvalid):
        instance.read_now(lambda tx: applications.check_credentials(tx, client_id, old))
    assert authenticate(instance, pair.access_token)


def test_names_are_taken_once(instance: Instance, application: Application):
    with pytest.raises(AlreadyExists):
        instance.write_now(lambda tx: applications.create_application(tx, "Planner", scopes=[], redirect_domains=[]))
    with pytest.raises(AlreadyExists):
        instance.write_now(lambda tx: ad_accounts.create_account(tx, "Twice", account_id=25610))


def test_what_is_stale_is_forgotten(instance: Instance, application: Application, pair: Issued):
    instance.write_now(lambda tx: applications.authorize(tx, application, 1, [25610], SCOPES, BACK))
    later(instance, 91 * DAY)
    instance.write_now(lambda tx: applications.issue_grant(tx, application, 1, [25611], ["ads"]))
    assert count(instance, "grants") == 1
    assert count(instance, "grant_tokens") == 2
    assert count(instance, "authorization_codes") == 0


def count(instance: Instance, table: str) -> int:
    return instance.read_now(lambda tx: tx.fetch_all(f"SELECT COUNT(*) FROM {table}")[0][0])


def _registered(*domains: str) -> Application:
    return Application(1, "Planner", "", domains, (), 1, 0)


@pytest.mark.parametrize(
    "address",
    ["https://example.com", "http://www.example.com/back?one=1&two=%E4%BA%8C", "https://a.b.Example.com/"],
)
def test_registered_domains_and_those_below_are_admitted(address: str):
    check_redirect(_registered("example.com"), address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://",
        "https://example.org/",
        "https://notexample.com/",
        "https://example.com.evil.org/",
        "https://evil.org/example.com",
        "https://evil.org?example.com",
        "https://evil.org\\@example.com/",
        "https://evil.org\\.example.com/",
        "https://example.com@evil.org/",
        "https://user@example.com/",
        "https://example.com:8443/",
        "https://example.com:/",
        "https://example.com:port/",
        "https://[::1/",
        "https://example.com/#fragment",
        "https://example.com/\nSet-Cookie:x",
        "https://example.com/ space",
        "https://exämple.com/",
        "//example.com/",
        "/back",
        "javascript:alert(1)//example.com",
        "ftp://example.com/",
        "http://127.0.0.1:8080/",
        "https://example.com/" + "x" * 1024,
    ],
)
def test_other_addresses_are_refused(address: str):
    with pytest.raises(RedirectRefused):
        check_redirect(_registered("example.com"), address)


def test_this_machine_is_admitted_where_that_is_switched_on():
    check_redirect(_registered(), "http://127.0.0.1:8080/back", loopback=True)
    for address in ("http://127.0.0.1.evil.org/", "http://evil.org:80/", "http://127.0.0.1@evil.org/"):
        with pytest.raises(RedirectRefused):
            check_redirect(_registered("example.com"), address, loopback=True)


def test_registered_domains_are_host_names():
    assert checked_domains([" Example.COM ", "", "example.com"]) == ["example.com"]
    for bad in ("localhost", "https://example.com", "example.com:80", "exa mple.com", "-a.com", "a..b"):
        with pytest.raises(RedirectRefused):
            checked_domains([bad])
    with pytest.raises(TooMany):
        checked_domains([f"a{number}.com" for number in range(21)])
    assert len(checked_domains([f"a{number}.com" for number in range(20)])) == 20
