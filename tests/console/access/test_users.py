"""/console/users-roles: users with their roles by workspace, names, ends, and lockouts."""

import pytest

from mercat.domain.access import invitations, sessions, users
from mercat.domain.access.users import ALL_ZONES, DEFAULT
from mercat.model.clock import MINUTE
from support.browser import ADMIN, PASSWORD, Browser, Page
from support.server import Server

MAX = "max@mercat.test"


@pytest.fixture
def home(console: Browser, server: Server) -> str:
    """The page of a user."""
    max_id = server.instance.write_now(
        lambda tx: users.create_user(tx, MAX, roles=["Standard User"], first_name="Max", password=PASSWORD)
    )
    return f"/console/users-roles/users/{max_id}"


def roles(server: Server) -> set[tuple[str, int]]:
    held = server.instance.read_now(lambda tx: invitations.profile(tx, MAX)).roles
    return {(role.name, workspace) for role, workspace in held}


def test_roles_hold_in_a_workspace_or_in_all(console: Browser, server: Server, home: str):
    page = console.get(home)
    assert ("role", "Standard User") in page.form(home).fields
    assert console.submit(page, home, role=[], role_0=["Admin", "Standard User"]).status == 303
    assert roles(server) == {("Admin", ALL_ZONES), ("Standard User", ALL_ZONES)}
    assert "Admin · AllZones" in console.get("/console/users-roles").text
    assert console.submit(console.get(home), home, role=["Admin"], role_0=[]).status == 303
    assert roles(server) == {("Admin", DEFAULT)}


def test_the_user_management_api_sees_the_same_roles(console: Browser, home: str, marketo):
    console.submit(console.get(home), home, role_0=["Admin"])
    held = marketo.get(f"/userservice/management/v1/users/{MAX}/roles.json").document
    assert [(role["accessRoleName"], role["workspaceName"]) for role in held] == [
        ("Admin", "AllZones"),
        ("Standard User", "Default"),
    ]


def test_a_user_keeps_a_role_at_least_and_only_known_ones(console: Browser, server: Server, home: str):
    for sent, words in (
        ({"role": []}, "Select at least one role."),
        ({"role": ["Nothing"]}, "This role doesn't exist."),
    ):
        answer = console.submit(console.get(home), home, **sent)
        assert (answer.status, words in answer.text) == (400, True)
    assert roles(server) == {("Standard User", DEFAULT)}


def test_names_address_and_end_are_changed(console: Browser, server: Server, home: str):
    sent = {"first_name": "Maximilian", "last_name": "M", "address": "m@example.com", "expires": "2037-01-31"}
    assert console.submit(console.get(home), home, **sent).status == 303
    found = server.instance.read_now(lambda tx: invitations.profile(tx, MAX))
    assert (found.user.first_name, found.user.last_name, found.address) == ("Maximilian", "M", "m@example.com")
    assert "expires – → 2037-01-31 00:00" in " ".join(console.get("/console/audit-trail").text.split())
    page = console.get(home)
    assert {"expires": "2037-01-31", "address": "m@example.com"}.items() <= dict(page.form(home).fields).items()
    assert console.submit(page, home, expires="").status == 303
    assert server.instance.read_now(lambda tx: users.get_user(tx, MAX)).expires_ms is None


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"expires": "31.01.2037"}, "Enter a valid date, such as 2026-05-23."),
        ({"expires": "2037-02-30"}, "Enter a valid date, such as 2026-05-23."),
        ({"address": "nonsense"}, "Enter a valid email address."),
    ],
)
def test_what_does_not_fit_changes_nothing(console: Browser, server: Server, home: str, sent, words):
    answer = console.submit(console.get(home), home, first_name="Other", **sent)
    assert (answer.status, words in answer.text) == (400, True)
    assert server.instance.read_now(lambda tx: users.get_user(tx, MAX)).first_name == "Max"


def test_somebody_whose_time_is_over_does_not_log_in(console: Browser, server: Server, home: str):
    console.submit(console.get(home), home, expires="2020-01-01")
    refused = Browser(server).log_in(MAX)
    assert (refused.status, "Incorrect" in refused.text) == (403, True)


def lock_out(server: Server, email: str, address: str = "192.0.2.9", times: int = 5) -> None:
    stranger = Browser(server, address)
    for _ in range(times):
        assert stranger.log_in(email, "wrong password").status == 403
    assert stranger.log_in(email).status == 429


def test_a_lockout_is_shown_and_an_administrator_releases_it(console: Browser, server: Server, home: str):
    assert "Locked" not in console.get("/console/users-roles").text
    lock_out(server, MAX)
    assert console.get("/console/users-roles").text.count("Locked until") == 1
    assert "已锁定" in console.get(home, **{"accept-language": "zh"}).text
    page = console.get(home)
    assert "Too many failed sign-ins (5)." in page.text
    released = console.submit(page, "release")
    assert (released.status, released.location) == (303, f"{home}?done=released")
    assert "Locked" not in console.get("/console/users-roles").text
    assert Browser(server, "192.0.2.9").log_in(MAX).status == 303


def test_a_lockout_ends_by_itself(console: Browser, server: Server, home: str):
    lock_out(server, MAX)
    server.instance.clock.offset_ms += MINUTE
    assert "Locked" not in console.get("/console/users-roles").text


def test_a_lockout_is_of_one_person_however_the_address_is_spelled(console: Browser, server: Server, home: str):
    lock_out(server, MAX.upper())
    lock = server.instance.read_now(lambda tx: sessions.lock_of(tx, MAX))
    assert (lock.failures, lock.until_ms is not None) == (5, True)
    assert server.instance.read_now(lambda tx: sessions.lock_of(tx, ADMIN)) == sessions.Lock(0, None)


def test_the_user_management_api_tells_who_is_locked_out(console: Browser, server: Server, home: str, marketo):
    path = f"/userservice/management/v1/users/{MAX}/user.json"
    free = marketo.get(path).document
    assert (free["failedLogins"], free["isLocked"], free["lockedReason"]) == (0, False, None)
    lock_out(server, MAX)
    locked = marketo.get(path).document
    assert (locked["failedLogins"], locked["isLocked"]) == (5, True)
    assert locked["lockedReason"] == "Too many failed login attempts"


def test_workspaces_and_partitions_are_listed(console: Browser):
    page = console.get("/console/workspaces")
    assert "Default" in page.text and "AllZones" in page.text
    assert "/console/workspaces" in console.get("/console/users-roles").links


def test_the_steps_of_the_guide_lead_to_an_api_only_user(console: Browser, server: Server):
    """Info, Next, Permissions, Next, Message, Send: one page each, without a script."""
    info: Page = console.get("/console/users-roles/users/new")
    assert "Next" in info.text and "API Only" not in info.text
    sent = {"email": "api@mercat.test", "first_name": "CRM", "reason": "Nightly sync", "expires": "2037-01-31"}
    permissions = console.submit(info, "users/new", **sent, go="next")
    assert "API Only" in permissions.text and "AllZones" not in permissions.text
    message = console.submit(permissions, "users/new", role="Standard User", api_only="1", go="next")
    assert "An API-only user needs no invitation." in message.text and "Send" in message.text
    assert console.submit(message, "users/new", go="send").location == "/console/users-roles?done=created"
    user = server.instance.read_now(lambda tx: users.get_user(tx, "api@mercat.test"))
    assert (user.api_only, user.first_name, user.expires_ms) == (True, "CRM", 2_116_972_800_000)


def test_going_back_and_on_keeps_what_was_typed_on_each_step(console: Browser):
    info = console.get("/console/users-roles/users/new")
    permissions = console.submit(info, "users/new", email="eve@mercat.test", last_name="E & Co", go="next")
    again = console.submit(permissions, "users/new", role=["Admin", "Standard User"], api_only="1", go="back")
    assert [again.value(name, "users/new") for name in ("email", "last_name")] == ["eve@mercat.test", "E & Co"]
    once_more = console.submit(again, "users/new", first_name="Eve", go="next")
    ticked = [pair for pair in once_more.form("users/new").fields if pair[0] in ("role", "api_only")]
    assert ticked == [("role", "Admin"), ("role", "Standard User"), ("api_only", "1")]
    message = console.submit(once_more, "users/new", go="next")
    assert "eve@mercat.test API Only" in " ".join(message.text.split()) and "Eve E & Co" in message.text


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"email": "eve"}, "email", "Enter a valid email address."),
        ({"email": ADMIN}, "email", "A user with this login already exists."),
        ({"email": "eve@mercat.test", "expires": "soon"}, "expires", "Enter a valid date"),
        ({"email": "eve@mercat.test", "step": "permissions"}, "role", "Select at least one role."),
        ({"email": "eve@mercat.test", "step": "permissions", "role": "None"}, "role", "This role doesn't exist."),
        ({"email": "eve", "step": "permissions", "role": "Admin"}, "email", "Enter a valid email address."),
    ],
)
def test_next_says_what_a_step_lacks_on_that_step(console: Browser, sent: dict[str, str], field: str, words: str):
    page = console.submit(console.get("/console/users-roles/users/new"), "users/new", **sent, go="next")
    assert (page.status, words in page.beside(field)) == (400, True)


def test_roles_of_all_zones_are_offered_where_a_user_has_some(console: Browser, server: Server, home: str):
    assert "AllZones" not in console.get(home).text
    assert console.submit(console.get(home), home, role_0=["Standard User"]).status == 303
    assert "in AllZones" in console.get(home).text
