"""/userservice/management/v1/users: bare answers, HTTP statuses, invitations, roles."""

import pytest

from mercat.domain.access import invitations
from mercat.domain.limits.rate_limits import CallLimits
from mercat.model.clock import DAY

USERS = "/userservice/management/v1/users"
ADMIN, STANDARD = 1, 2
JAMIE = {
    "emailAddress": "jamie@example.com",
    "firstName": "Jamie",
    "lastName": "L",
    "userRoleWorkspaces": [{"accessRoleId": STANDARD, "workspaceId": 1}],
}


def invite(marketo, **changes):
    return marketo.post(f"{USERS}/invite.json", **JAMIE | changes)


@pytest.fixture
def jamie(marketo):
    """A user who accepted."""
    assert invite(marketo).document is True
    marketo.server.instance.write_now(lambda tx: invitations.accept(tx, "jamie@example.com", "a long password"))
    return f"{USERS}/jamie@example.com"


def refused(answer):
    assert "success" not in answer.document
    return answer.status, answer.codes


def test_an_invited_user_is_pending_until_they_accept(marketo):
    assert invite(marketo, reason="because").document is True
    pending = marketo.get(f"{USERS}/jamie@example.com/invite.json").document
    assert (pending["status"], pending["userId"], pending["emailAddress"]) == ("pending",) + ("jamie@example.com",) * 2
    assert pending["expiresAt"].endswith("t+0000") and "T" in pending["expiresAt"][:9]
    assert refused(marketo.get(f"{USERS}/jamie@example.com/user.json")) == (404, ["1013"])
    marketo.server.instance.write_now(lambda tx: invitations.accept(tx, "jamie@example.com", "a long password"))
    assert refused(marketo.get(f"{USERS}/jamie@example.com/invite.json")) == (404, ["1013"])
    assert marketo.get(f"{USERS}/jamie@example.com/user.json").document["apiOnly"] is False


def test_an_invitation_ends_after_seven_days_and_may_then_be_sent_again(marketo):
    invite(marketo)
    clock = marketo.server.instance.clock
    clock.offset_ms += 7 * DAY - 10_000
    marketo.token = marketo.fresh_token()
    assert marketo.get(f"{USERS}/jamie@example.com/invite.json").status == 200
    assert refused(invite(marketo)) == (400, ["1017"])
    clock.offset_ms += 20_000
    assert refused(marketo.get(f"{USERS}/jamie@example.com/invite.json")) == (404, ["1013"])
    assert invite(marketo).document is True


def test_an_invitation_is_withdrawn(marketo):
    invite(marketo)
    path = f"{USERS}/jamie@example.com/invite/delete.json"
    answer = marketo.post(path)
    assert (answer.status, answer.content) == (200, b"")
    assert refused(marketo.post(path)) == (404, ["1013"])


def test_an_api_only_user_is_there_at_once(marketo):
    assert invite(marketo, apiOnly=True, userid="robot@example.com").document is True
    robot = marketo.get(f"{USERS}/robot@example.com/user.json").document
    assert (robot["apiOnly"], robot["emailAddress"]) == (True, "jamie@example.com")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"emailAddress": "nonsense"}, "1003"),
        ({"userid": "nonsense"}, "1003"),
        ({"firstName": ""}, "1003"),
        ({"userRoleWorkspaces": []}, "1002"),
        ({"userRoleWorkspaces": [{"accessRoleId": 2}]}, "1002"),
        ({"userRoleWorkspaces": [{"accessRoleId": "two", "workspaceId": 1}]}, "609"),
        ({"expiresAt": "tomorrow"}, "1001"),
    ],
)
def test_a_bad_invitation_is_refused(marketo, changes, code):
    assert refused(invite(marketo, **changes)) == (400, [code])


def test_an_unknown_role_or_workspace_is_not_found(marketo):
    for grant in ({"accessRoleId": 99999, "workspaceId": 1}, {"accessRoleId": 2, "workspaceId": 99}):
        assert refused(invite(marketo, userRoleWorkspaces=[grant])) == (404, ["1013"])


def test_users_are_browsed_in_pages(marketo, jamie):
    everybody = marketo.get(f"{USERS}/allusers.json").document
    assert [user["userid"] for user in everybody] == [marketo.email, "jamie@example.com"]
    assert set(everybody[0]) == {"userid", "firstName", "lastName", "emailAddress", "id", "apiOnly"}
    assert marketo.get(f"{USERS}/allusers.json", pageSize=1, pageOffset=1).document == everybody[1:]
    assert refused(marketo.get(f"{USERS}/allusers.json", pageSize=201)) == (400, ["1003"])
    assert marketo.get(f"{USERS}/allusers.json", pageSize=200).status == 200


def test_attributes_change_and_the_log_in_name_stays(marketo, jamie):
    changed = marketo.post(
        f"{jamie}/update.json", firstName="JAMIE", emailAddress="j@example.org", expiresAt="20301231T08:00:00.000t+0000"
    ).document
    assert (changed["firstName"], changed["lastName"], changed["userid"]) == ("JAMIE", "L", "jamie@example.com")
    assert (changed["emailAddress"], changed["expiresAt"]) == ("j@example.org", "2030-12-31T08:00:00.000t+0000")
    assert changed == marketo.get(f"{jamie}/user.json").document


def test_roles_are_added_and_taken_as_a_bare_array_or_as_input(marketo, jamie):
    grant = {"accessRoleId": ADMIN, "workspaceId": 0}
    added = marketo.send("POST", f"{jamie}/roles/create.json", json=[grant]).document
    assert [(role["accessRoleName"], role["workspaceName"]) for role in added] == [
        ("Admin", "AllZones"),
        ("Standard User", "Default"),
    ]
    assert marketo.get(f"{jamie}/roles.json").document == added
    left = marketo.post(f"{jamie}/roles/delete.json", input=[{"accessRoleId": STANDARD, "workspaceId": 1}]).document
    assert left == added[:1]
    absent = marketo.send("POST", f"{jamie}/roles/delete.json", json=[{"accessRoleId": STANDARD, "workspaceId": 1}])
    assert refused(absent) == (404, ["1013"])


def test_roles_are_given_to_a_user_who_is_there_and_only_roles_that_are(marketo, jamie):
    grant = {"accessRoleId": ADMIN, "workspaceId": 0}
    before = marketo.get(f"{jamie}/roles.json").document
    for strange in ({"accessRoleId": 99999}, {"workspaceId": 99}):
        answer = marketo.send("POST", f"{jamie}/roles/create.json", json=[grant, grant | strange])
        assert refused(answer) == (404, ["1013"])
    assert refused(marketo.send("POST", f"{jamie}/roles/create.json", json=[{"accessRoleId": ADMIN}])) == (
        400,
        ["1002"],
    )
    assert marketo.get(f"{jamie}/roles.json").document == before
    nobody = jamie.replace("jamie", "nobody")
    assert refused(marketo.get(f"{nobody}/roles.json")) == (404, ["1013"])
    assert refused(marketo.send("POST", f"{nobody}/roles/create.json", json=[grant])) == (404, ["1013"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"emailAddress": "nonsense"}, "1003"),
        ({"firstName": ""}, "1003"),
        ({"lastName": "x" * 256}, "1003"),
        ({"expiresAt": "tomorrow"}, "1001"),
        ({"firstName": 7}, "609"),
    ],
)
def test_a_bad_change_of_a_user_changes_nothing(marketo, jamie, changes, code):
    before = marketo.get(f"{jamie}/user.json").document
    assert refused(marketo.post(f"{jamie}/update.json", **{"lastName": "Y"} | changes)) == (400, [code])
    assert marketo.get(f"{jamie}/user.json").document == before


def test_who_was_only_invited_cannot_be_changed(marketo):
    invite(marketo)
    assert refused(marketo.post(f"{USERS}/jamie@example.com/update.json", firstName="X")) == (404, ["1013"])


def test_the_last_administrator_stays(marketo, jamie):
    grant = [{"accessRoleId": ADMIN, "workspaceId": 0}]
    marketo.send("POST", f"{jamie}/roles/create.json", json=grant)
    assert refused(marketo.send("POST", f"{jamie}/roles/delete.json", json=grant)) == (400, ["709"])


def test_a_user_is_deleted_unless_a_service_acts_as_them(marketo, jamie):
    answer = marketo.post(f"{jamie}/delete.json")
    assert (answer.status, answer.content) == (200, b"")
    assert refused(marketo.get(f"{jamie}/user.json")) == (404, ["1013"])
    in_use = marketo.post(f"{USERS}/{marketo.email}/delete.json")
    assert refused(in_use) == (400, ["611"])  # release notes of January 2021
    assert in_use.messages == ["You cannot delete an API user that is being used in API service"]


def test_roles_and_workspaces_are_listed(marketo):
    roles = {role["name"]: role for role in marketo.get(f"{USERS}/roles.json").document}
    assert (roles["Admin"]["type"], roles["Admin"]["onlyAllZones"]) == ("system", True)
    assert roles[f"role of {marketo.name}"]["type"] == "custom"
    (default,) = marketo.get(f"{USERS}/workspaces.json").document
    assert (default["id"], default["name"], default["status"]) == (1, "Default", "active")


def test_both_permissions_are_needed(marketo_with):
    for granted in (["Access Users"], ["Access User Management Api"], []):
        assert refused(marketo_with(*granted).get(f"{USERS}/roles.json")) == (403, ["603"])
    both = marketo_with("Access Users", "Access User Management Api")
    assert both.get(f"{USERS}/roles.json").status == 200


def test_refusals_carry_their_http_status(marketo):
    instance, living = marketo.server.instance, marketo.token
    plain, json = {"content-type": "text/plain"}, {"content-type": "application/json"}
    assert refused(marketo.send("POST", f"{USERS}/invite.json", content=b"{", headers=json)) == (400, ["609"])
    assert refused(marketo.send("POST", f"{USERS}/invite.json", content=b"{}", headers=plain)) == (400, ["612"])
    assert refused(marketo.get(f"{USERS}/nonsense.json")) == (404, ["610"])
    assert refused(marketo.send("DELETE", f"{USERS}/roles.json")) == (405, ["605"])
    for token, code in ((None, "603"), ("nonsense", "601"), (living, "602")):
        marketo.token = token
        instance.clock.offset_ms += DAY if code == "602" else 0
        assert refused(marketo.get(f"{USERS}/roles.json")) == (403 if token is None else 401, [code])
    marketo.token = marketo.fresh_token()
    for limits, code in ((CallLimits(rate_calls=1), "606"), (CallLimits(daily_quota=1), "607")):
        instance.rate_limiter.limits = limits
        instance.rate_limiter.clear()
        assert marketo.get(f"{USERS}/roles.json").status == 200
        assert refused(marketo.get(f"{USERS}/roles.json")) == (429, [code])


def test_a_call_that_fails_inside_is_500_and_tells_nothing(marketo):
    marketo.server.instance.write_now(lambda tx: tx.execute("ALTER TABLE invitations RENAME TO stolen"))
    failed = marketo.get(f"{USERS}/jamie@example.com/invite.json")
    assert refused(failed) == (500, ["611"])
    assert failed.messages == ["System error"]
    assert b"invitations" not in failed.content
