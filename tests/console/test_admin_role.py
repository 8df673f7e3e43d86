"""The role Admin has every permission; a service of a user without one says so."""

from mercat.domain.access import api_clients, users
from mercat.marketo.permissions import EVERY
from mercat.store.access import principals
from mercat.store.tx import Tx
from support.browser import Browser
from support.marketo import MarketoClient
from support.server import Server


def service_of(server: Server, role: str) -> str:
    """A token of a service whose user has this role."""

    def work(tx: Tx) -> str:
        users.create_user(tx, "api@mercat.test", roles=[role], api_only=True)
        return api_clients.issue_for(tx, api_clients.create_service(tx, "crm", "api@mercat.test")).token

    return server.instance.write_now(work)


def test_a_service_of_an_admin_may_call_whatever_its_row_holds(server: Server, marketo: MarketoClient):
    marketo.token = service_of(server, "Admin")
    assert server.instance.read_now(lambda tx: users.get_role(tx, "Admin").permissions) == ()
    assert marketo.get("/rest/v1/leads/describe.json").success
    assert marketo.post("/rest/v1/leads.json", input=[{"email": "ada@a.test"}]).success
    assert marketo.get("/userservice/management/v1/users/allusers.json").status == 200
    field = {"name": "size", "displayName": "Size", "dataType": "integer"}
    assert marketo.post("/rest/v1/leads/schema/fields.json", input=[field]).success
    assert marketo.get("/rest/v1/programs/members/schema/fields.json").result


def test_a_role_without_permissions_grants_none_beside_it(server: Server, marketo: MarketoClient):
    marketo.token = service_of(server, "Standard User")
    assert marketo.get("/rest/v1/leads/describe.json").codes == ["603"]


def test_roles_show_admin_with_all_and_nothing_to_change(console: Browser, server: Server):
    roles = {role.name: role.id for role in server.instance.read_now(users.list_roles)}
    assert "all" in console.get("/console/users-roles/roles").text.split()
    home = f"/console/users-roles/roles/{roles['Admin']}"
    page = console.get(home)
    assert "This role always has every permission" in page.text
    ticked = [value for name, value in page.form().fields if name == "permission"]
    assert ticked == [*sorted(EVERY, key=ticked.index)] and len(ticked) == len(EVERY)
    refused = console.submit(page, permission=["Read-Only Lead"])
    assert (refused.status, "Admin always has every permission" in refused.text) == (400, True)


def test_an_older_row_of_admin_gives_the_same(server: Server, marketo: MarketoClient):
    def work(tx: Tx) -> None:
        principals.set_role(tx, users.get_role(tx, "Admin").id, ["Read-Only Lead"], "As it was")

    server.instance.write_now(work)
    marketo.token = service_of(server, "Admin")
    assert marketo.post("/rest/v1/leads.json", input=[{"email": "ada@a.test"}]).success


def test_a_service_of_a_user_without_api_permission_warns_before_and_after(console: Browser, server: Server):
    def work(tx: Tx) -> None:
        users.create_role(tx, "Reader", ["Read-Only Lead"])
        users.create_role(tx, "Designer", ["Access Email"])
        for name, role in (("good", "Reader"), ("bare", "Standard User"), ("odd", "Designer"), ("all", "Admin")):
            users.create_user(tx, f"{name}@mercat.test", roles=[role], api_only=True)

    server.instance.write_now(work)
    form = console.get("/console/launchpoint/new")
    assert [f"{name}@mercat.test (no API permission)" in form.text for name in ("good", "bare", "odd", "all")] == [
        False,
        True,
        True,
        False,
    ]
    for name, warns in (("bare", True), ("good", False), ("all", False)):
        made = console.submit(form, name=name, user=f"{name}@mercat.test", form_once=name)
        page = console.get(made.location)
        assert (f"Warning: {name}@mercat.test has no API permission" in page.text) is warns
