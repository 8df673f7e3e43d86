"""/console: users, roles, services, usage, applications and accounts, page by page."""

import ast
import json
import re
from collections import defaultdict
from importlib import resources

import pytest

from mercat.console.integration.code_samples import first_calls
from mercat.domain.access import api_clients, users
from mercat.domain.limits.rate_limits import CallLimits, EndpointLimits
from mercat.domain.oauth import ad_accounts, applications
from mercat.marketo.permissions import EVERY
from mercat.model.clock import DAY, to_datetime
from mercat.model.refusals import TokenInvalid
from mercat.store.tx import Tx
from support.browser import PASSWORD, Browser, Page
from support.marketo import MarketoClient
from support.server import Server

STATES = ("Created", "Queued", "Processing", "Completed", "Cancelled", "Failed")


def test_a_role_a_user_and_a_service_set_up_click_by_click_call_the_api(console: Browser, server: Server):
    role = console.get("/console/users-roles/roles/new")
    answer = console.submit(role, name="Lead reader", permission=["Read-Only Lead", "Read-Write Lead"])
    assert (answer.status, answer.location) == (303, "/console/users-roles/roles?done=created")
    user = console.get("/console/users-roles/users/new")
    answer = console.submit(user, email="api@mercat.test", role="Lead reader", api_only="1")
    assert answer.location == "/console/users-roles?done=created"
    service = console.get("/console/launchpoint/new")
    answer = console.submit(service, name="CRM", user="api@mercat.test", description="Nightly")
    assert answer.location.startswith("/console/launchpoint/")
    details = console.get(answer.location)
    found = server.instance.read_now(lambda tx: api_clients.get_service(tx, "CRM"))
    assert found.client_id in details.text
    secret = server.instance.read_now(lambda tx: api_clients.secret(tx, found))
    assert secret in details.text
    issued = console.submit(details, "token")
    token = re.search(r"[0-9a-f-]{36}:int", issued.text)
    assert token
    called = server.call("GET", "/rest/v1/stats/usage.json", headers={"authorization": f"Bearer {token[0]}"})
    assert called.success is True


def test_a_replaced_secret_ends_the_old_one(console: Browser, server: Server):
    MarketoClient(server, name="crm")
    before = server.instance.read_now(lambda tx: api_clients.secret(tx, api_clients.get_service(tx, "crm")))
    page = console.get("/console/launchpoint/1/rotate")
    assert "crm" in page.text
    assert console.submit(page).location == "/console/launchpoint/1?done=rotated"
    after = console.get("/console/launchpoint/1?done=rotated")
    assert before not in after.text
    assert "Client secret replaced" in after.text


def test_a_deleted_service_is_gone(console: Browser, server: Server):
    client = MarketoClient(server, name="crm")
    assert console.submit(console.get("/console/launchpoint/1/delete")).location == "/console/launchpoint?done=deleted"
    assert client.get("/rest/v1/stats/usage.json").codes == ["601"]
    assert console.get("/console/launchpoint/1").status == 404


def test_what_a_service_form_lacks_is_said(console: Browser, server: Server):
    MarketoClient(server, name="crm")
    page = console.get("/console/launchpoint/new")
    for name, user, words in (
        ("", "crm@mercat.test", "Required."),
        ("crm", "crm@mercat.test", "This name is already in use."),
        ("x" * 121, "crm@mercat.test", "At most 120 characters."),
        ("new", "nobody@mercat.test", "This user doesn't exist."),
    ):
        answer = console.submit(page, name=name, user=user)
        assert answer.status == 400
        assert words in answer.text


def test_the_permission_tree_fills_and_clears(console: Browser):
    page = console.get("/console/users-roles/roles/new")
    filled = console.submit(page, name="All", fill="all")
    assert filled.status == 200
    assert {value for name, value in filled.form().fields if name == "permission"} == set(EVERY)
    assert ("name", "All") in filled.form().fields
    cleared = console.submit(filled, fill="none")
    assert not [name for name, _ in cleared.form().fields if name == "permission"]


def test_each_group_of_the_tree_fills_and_clears_by_itself(console: Browser):
    page = console.get("/console/users-roles/roles/new")
    assert "Access API" in page.text
    filled = console.submit(page, name="Some", permission=["Read-Only Lead"], fill="all Access Admin")
    assert ticked(filled) == {"Read-Only Lead", "Access Users"}
    cleared = console.submit(filled, fill="none Access API")
    assert ticked(cleared) == {"Access Users"}


def ticked(page: Page) -> set[str]:
    return {value for name, value in page.form().fields if name == "permission"}


def test_a_role_takes_known_permissions_only_and_changes_at_once(console: Browser, server: Server):
    console.submit(
        console.get("/console/users-roles/roles/new"), name="Reader", permission=["Read-Only Lead", "Be Root"]
    )
    role = server.instance.read_now(lambda tx: users.get_role(tx, "Reader"))
    assert role.permissions == ("Read-Only Lead",)
    page = console.get(f"/console/users-roles/roles/{role.id}")
    assert ("permission", "Read-Only Lead") in page.form().fields
    assert console.submit(page, permission=["Read-Only Assets"]).status == 303
    assert server.instance.read_now(lambda tx: users.get_role(tx, "Reader")).permissions == ("Read-Only Assets",)


def test_a_role_in_use_stays(console: Browser, server: Server):
    MarketoClient(server, name="crm")
    role = server.instance.read_now(users.list_roles)[-1]
    answer = console.submit(console.get(f"/console/users-roles/roles/{role.id}/delete"))
    assert answer.status == 400
    assert "still in use" in answer.text
    assert role.name in console.get("/console/users-roles/roles").text


def test_users_are_made_changed_and_deleted(console: Browser, server: Server):
    max_id = server.instance.write_now(
        lambda tx: users.create_user(tx, "max@mercat.test", roles=["Admin"], password=PASSWORD)
    )
    edit = console.get(f"/console/users-roles/users/{max_id}")
    assert ("role", "Admin") in edit.form().fields
    assert console.submit(edit, role=["Standard User"]).status == 303
    assert not server.instance.read_now(lambda tx: users.administers(tx, max_id))
    console.submit(console.get(f"/console/users-roles/users/{max_id}/password"), password="another password")
    assert Browser(server).log_in("max@mercat.test", "another password").status == 303
    assert console.submit(console.get(f"/console/users-roles/users/{max_id}/delete")).status == 303
    assert "max@mercat.test" not in console.get("/console/users-roles").text


def test_what_a_user_form_lacks_is_said(console: Browser):
    page = console.get("/console/users-roles/users/new")
    for fields, words in (
        ({"email": "max"}, "Enter a valid email address."),
        ({"email": ""}, "Required."),
        ({"role": []}, "Select at least one role."),
        ({"email": "ada@mercat.test"}, "A user with this login already exists."),
    ):
        answer = console.submit(page, **{"email": "max@mercat.test", "role": "Admin", **fields})
        assert answer.status == 400
        assert words in answer.text


def test_the_last_administrator_stays(console: Browser, server: Server):
    ada = server.instance.read_now(lambda tx: users.get_user(tx, "ada@mercat.test")).id
    for answer in (
        console.submit(console.get(f"/console/users-roles/users/{ada}/delete")),
        console.submit(console.get(f"/console/users-roles/users/{ada}"), role=["Standard User"]),
    ):
        assert answer.status == 400
        assert "last administrator" in answer.text


def test_web_services_show_addresses_and_use(console: Browser, server: Server):
    assert "No calls yet." in console.get("/console/web-services").text
    client = MarketoClient(server, name="crm")
    for _ in range(3):
        client.get("/rest/v1/stats/usage.json")
    client.get("/rest/v1/nothing.json")
    server.instance.flush()
    page = console.get("/console/web-services")
    assert "http://mercat.test/rest" in page.text
    assert "http://mercat.test/identity" in page.text
    assert "crm@mercat.test, 4" in page.text
    assert "610 Requested resource not found" in " ".join(page.text.split())
    assert "Not available: the vendor retired it on July 31, 2026." in page.text


def test_what_is_left_of_the_daily_quota_and_the_limits_in_force_are_told(console: Browser, server: Server):
    server.instance.rate_limiter.limits = CallLimits(daily_quota=10)
    MarketoClient(server, name="crm").get("/rest/v1/stats/usage.json")
    server.instance.flush()
    words = " ".join(console.get("/console/web-services").text.split())
    assert "Daily quota 10 Calls today 1" in words
    assert "Remaining today 9 Rate 100 calls per 20 seconds Concurrent calls 10 Bulk extracts 500 MB per day" in words


def test_names_are_escaped(console: Browser):
    name = "<b>'\"&lt;</b>"
    console.submit(console.get("/console/accounts/new"), name=name)
    page = console.get("/console/accounts")
    assert name in page.text
    assert b"<b>" not in page.response.content


def test_an_agency_is_made_with_a_client(console: Browser, server: Server):
    form = "/console/accounts/new"
    console.submit(console.get(form), name="Top agency", role="agency")
    (agency,) = server.instance.read_now(ad_accounts.agencies)
    assert console.submit(console.get(form), name="Tea house", agency=str(agency.account_id)).status == 303
    client = next(one for one in server.instance.read_now(ad_accounts.accounts) if one.name == "Tea house")
    assert (client.role, client.agency_id) == ("advertiser", agency.account_id)
    words = " ".join(console.get("/console/accounts").text.split())
    assert words.index(f"Top agency {agency.account_id} Agency") < words.index(f"Tea house {client.account_id}")
    about = " ".join(console.get(f"/console/accounts/{client.account_id}").text.split())
    assert f"account_uin {client.uin}" in about
    assert "Top agency" in about


def test_agencies_have_two_levels_and_no_more(console: Browser, server: Server):
    form = "/console/accounts/new"
    console.submit(console.get(form), name="Top agency", role="agency")
    (top,) = server.instance.read_now(ad_accounts.agencies)
    console.submit(console.get(form), name="Second agency", role="agency", agency=str(top.account_id))
    second = next(one for one in server.instance.read_now(ad_accounts.agencies) if one.agency_id)
    refused = console.submit(console.get(form), name="Third agency", role="agency", agency=str(second.account_id))
    assert refused.status == 400
    assert "doesn't exist" in refused.beside("agency")
    assert console.submit(console.get(form), name="Tea house", agency=str(second.account_id)).status == 303


def test_an_application_shows_credentials_and_gives_tokens(console: Browser, server: Server):
    assert console.submit(console.get("/console/accounts/new"), name="Tea house").status == 303
    page = console.get("/console/applications/new")
    answer = console.submit(page, name="Planner", redirect_domains="Example.com, example.org")
    details = console.get(answer.location)
    application = server.instance.read_now(lambda tx: applications.list_applications(tx)[0])
    assert application.redirect_domains == ("example.com", "example.org")
    client_id, secret = server.instance.read_now(
        lambda tx: (applications.client_id(tx, application), applications.secret(tx, application))
    )
    assert str(client_id) in details.text
    assert secret in details.text
    issued = console.submit(details, "token")
    token = re.search(r"[0-9a-f]{40}", issued.text)
    assert token
    caller = server.instance.read_now(lambda tx: applications.authenticate(tx, token[0]))
    assert len(caller.account_ids) == 1
    assert "Planner" in console.get(f"/console/accounts/{min(caller.account_ids)}").text
    assert console.submit(issued, "revoke").status == 303
    with pytest.raises(TokenInvalid):
        server.instance.read_now(lambda tx: applications.authenticate(tx, token[0]))


def test_an_application_shows_its_tokens_ends_and_the_limits_of_interfaces(console: Browser, server: Server):
    console.submit(console.get("/console/accounts/new"), name="Tea house")
    answer = console.submit(console.get("/console/applications/new"), name="Planner")
    server.instance.clock.offset_ms = 0
    server.instance.endpoint_rate_limiter.limits = EndpointLimits()
    issued = console.submit(console.get(answer.location), "token")
    ends = [visit_time(server.instance.clock.now() + days * DAY) for days in (1, 30)]
    words = " ".join(issued.text.split())
    assert f"access_token until {ends[0][:10]}" in words
    assert f"refresh_token until {ends[1][:10]}" in words
    assert "ada@mercat.test" in words
    assert (
        "Rate 1,000 calls per minute When exceeded calls are blocked for 300 seconds Uploads 1,000 calls per day"
        in words
    )


def visit_time(at_ms: int) -> str:
    return to_datetime(at_ms).strftime("%Y-%m-%d %H:%M")


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_beside_the_field(console: Browser):
    page = console.get("/console/applications/new")
    refused = console.submit(page, name="", description="Plans", redirect_domains="https://example.com")
    assert (refused.status, refused.beside("name")) == (400, "Required.")
    assert refused.value("description") == "Plans"
    refused = console.submit(refused, name="Planner")
    assert "host name" in refused.beside("redirect_domains")
    assert (refused.value("name"), refused.beside("name")) == ("Planner", "")
    details = console.get(console.submit(refused, redirect_domains="example.com").location)
    home = details.path.partition("?")[0]
    refused = console.submit(details, home, description="Other", redirect_domains="a/b", scope=["ads_insights"])
    assert "host name" in refused.beside("redirect_domains")
    assert (refused.value("description", home), refused.value("redirect_domains", home)) == ("Other", "a/b")
    assert [value for name, value in refused.form(home).fields if name == "scope"] == ["ads_insights"]


def test_an_application_is_changed_and_deleted(console: Browser, server: Server):
    def work(tx: Tx) -> int:
        ad_accounts.create_account(tx, "Tea house")
        ad_accounts.create_account(tx, "Bookshop")
        scopes = ["ads_management", "ads_insights"]
        return applications.create_application(tx, "Planner", scopes=scopes, redirect_domains=["example.com"]).id

    home = f"/console/applications/{server.instance.write_now(work)}"
    page = console.get(home)
    assert console.submit(page, home, scope=["ads_insights"], redirect_domains="").status == 303
    changed = server.instance.read_now(lambda tx: applications.list_applications(tx)[0])
    assert (changed.scopes, changed.redirect_domains) == (("ads_insights",), ())
    refused = console.submit(page, home, redirect_domains="https://example.com")
    assert refused.status == 400
    assert "host name" in refused.text
    nothing = console.submit(page, "token")
    assert nothing.status == 400
    assert "Select at least one account." in nothing.text
    assert console.submit(page, "token", account="99").status == 400
    before = server.instance.read_now(lambda tx: applications.secret(tx, changed))
    assert console.submit(console.get(home + "/rotate")).location == home + "?done=rotated"
    assert before not in console.get(home).text
    assert console.submit(console.get(home + "/delete")).location == "/console/applications?done=deleted"
    assert console.get(home).status == 404


def test_every_change_needs_the_forms_token(console: Browser):
    for path in (
        "/console/users-roles/users/new",
        "/console/users-roles/roles/new",
        "/console/launchpoint/new",
        "/console/launchpoint/1/token",
        "/console/launchpoint/1/rotate",
        "/console/launchpoint/1/delete",
        "/console/applications/new",
        "/console/applications/1/token",
        "/console/applications/1/revoke",
        "/console/accounts/new",
        "/console/account/password",
        "/console/account/language",
        "/console/account/sessions",
        "/console/account/authenticator",
        "/console/users-roles/users/1/release",
        "/console/users-roles/users/1/authenticator",
        "/console/users-roles/invitations/1/resend",
        "/console/web-services/ip-restrictions",
        "/console/people/1/edit",
        "/console/people/1/delete",
        "/console/people/1/lists/1/remove",
        "/console/assets/folder/14/token",
        "/console/assets/folder/14/token/delete",
        "/console/assets/folder/14/preview",
        "/console/jobs/extracts/1/cancel",
        "/console/logout",
    ):
        assert console.post(path, [("name", "forged")]).status == 403


def test_every_sentence_has_a_chinese_one():
    console = resources.files("mercat.console")
    sentences = set()
    for item in (*(console / "templates").iterdir(), *(resources.files("mercat.wire") / "templates").iterdir()):
        if item.name.endswith(".html"):
            sentences |= set(re.findall(r'\b_\("([^"]+)"', item.read_text("utf-8")))
    for item in console.iterdir():
        if item.name.endswith(".py"):
            sentences |= set(spoken(item.read_text("utf-8")))
    sentences |= {*STATES, "Changed by someone else.", "Current value: {value}", "Fix the fields marked below."}
    sentences |= {how for _, how, _ in first_calls({"marketo": defaultdict(str)})}
    words: dict[str, str] = {}
    for package in ("mercat.console", "mercat.wire"):
        words |= json.loads((resources.files(package) / "templates" / "zh-CN.json").read_text("utf-8"))
    assert sentences - set(words) == set()
    for english, chinese in words.items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", chinese)), english


def spoken(source: str) -> list[str]:
    """The texts that a module hands to a page."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("visit.message", "visit.say", "_confirm"):
            found += [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        elif isinstance(node, ast.keyword) and node.arg in ("title", "text", "button"):
            found += [node.value.value] if isinstance(node.value, ast.Constant) else []
    return [text for text in found if isinstance(text, str)]
