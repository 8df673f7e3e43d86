"""/sandbox/services."""

import pytest

from mercat.domain import audit
from mercat.marketo.permissions import EVERY
from mercat.model.audit import Search

FOLDERS = "/rest/asset/v1/folders.json"


def test_a_service_has_exactly_the_permissions_asked_for(demo):
    made = demo.sandbox("POST", "/services", {"permissions": ["Read-Only Asset"]}).document
    assert made["permissions"] == ["Read-Only Assets"]
    assert demo.marketo(FOLDERS, demo.token(made)).success
    other = demo.sandbox("POST", "/services", {"permissions": ["Read-Write Company"]}).document
    assert demo.marketo(FOLDERS, demo.token(other)).codes == ["603"]
    assert made["client_id"] != other["client_id"]


def test_a_service_may_have_no_permission_at_all(demo):
    made = demo.sandbox("POST", "/services", {"permissions": []})
    assert made.status == 200
    assert demo.marketo(FOLDERS, demo.token(made.document)).codes == ["603"]


def test_every_permission_of_the_vendors_pages_is_known(demo):
    made = demo.sandbox("POST", "/services", {"permissions": list(EVERY)})
    assert made.document["permissions"] == list(EVERY)


@pytest.mark.parametrize(
    ("name", "exact"),
    [
        ("Read-Write Asset", "Read-Write Assets"),
        ("Read-Only Assets", "Read-Only Assets"),
        ("Read-Only Campaigns", "Read-Only Campaign"),
        ("Read Only Redirect Rules", "Read-Only Redirect Rules"),
        ("read-write leads", "Read-Write Lead"),
        ("Read-Asset", "Read-Only Assets"),
        ("Read-Write Named Opportunity", "Read-Write Opportunity"),
        ("Read-Write Schema Standard Field", "Read-Write Schema Standard Field"),
        ("Read-Write Schema Custom Fields", "Read-Write Schema Custom Field"),
        ("Read-Only Custom Object Type", "Read-Only Custom Object Type"),
        ("Access Users", "Access Users"),
        ("Access User Management API", "Access User Management Api"),
        ("Activate Campaign", "Activate Campaign"),
        ("Deactivate Campaign", "Deactivate Campaign"),
        ("Read-Write Custom Objects", "Read-Write Custom Object"),
        ("Read-Only Companies", "Read-Only Company"),
        ("Read-Write Opportunities", "Read-Write Opportunity"),
        ("Read-Only Activities", "Read-Only Activity"),
    ],
)
def test_singular_and_plural_and_the_spellings_of_the_pages_are_the_same(name, exact):
    from mercat.marketo import permissions

    assert permissions.exact(name) == exact


def test_a_permission_named_twice_is_granted_once(demo):
    made = demo.sandbox("POST", "/services", {"permissions": ["Read-Only Lead", "Read-Only Leads"]})
    assert made.document["permissions"] == ["Read-Only Lead"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"permissions": "Read-Only Lead"},
        {"permissions": ["Read-Only Everything"]},
        {"permissions": [""]},
        {"permissions": [1]},
        {"permissions": ["x" * 101]},
        {"permissions": ["Read-Only Lead"] * 201},
        {"permissions": [], "name": "mine"},
    ],
)
def test_what_is_no_list_of_permissions_is_a_problem(demo, body):
    assert demo.sandbox("POST", "/services", body).status == 422


def test_the_audit_trail_notes_it_and_outlives_a_reset(demo):
    made = demo.sandbox("POST", "/services", {"permissions": ["Read-Only Lead"]}).document
    demo.sandbox("POST", "/reset", {"to": "empty"})
    trail = demo.instance.read_now(lambda tx: audit.newest(tx, Search(), limit=4))
    assert [(entry.kind, entry.actor) for entry in trail] == [
        ("instance.reset", "sandbox"),
        ("service.created", "sandbox"),
        ("user.created", "sandbox"),
        ("role.created", "sandbox"),
    ]
    assert {entry.subject for entry in trail[1:3]} == {made["name"], made["user"]}
