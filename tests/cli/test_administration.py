"""`mercat role`, `user`, `service`, `token`: administration without the console."""

import pyotp
import pytest

from mercat.app.config import InstanceOptions
from mercat.app.instances.locations import open_instance
from mercat.domain import audit
from mercat.domain.access import api_clients, invitations, mfa, sessions, users
from mercat.marketo.permissions import EVERY
from mercat.model.audit import Search


@pytest.fixture
def service(mercat, data_dir):
    """A custom service and what `show` says of it."""
    mercat("role", "create", "API", "--permission", "Read-Only Lead")
    mercat("user", "create", "api@example.com", "--role", "API", "--api-only")
    return mercat("service", "create", "Sync", "--user", "api@example.com", "--json").document


def test_init_made_one_administrator_with_the_password(data_dir):
    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        assert instance.id == "123-ABC-456"
        user = instance.read_now(lambda tx: users.log_in(tx, "ada@example.com", "correct horse"))
        assert user is not None
        assert instance.read_now(lambda tx: users.administers(tx, user.id))


def test_somebody_locked_out_is_released_and_a_lost_authenticator_taken_away(mercat, data_dir):
    def lock(tx):
        for _ in range(sessions.FREE_PAIR):
            sessions.attempt(tx, "ada@example.com", "192.0.2.1")
        ada = users.get_user(tx, "ada@example.com")
        mfa.begin(tx, ada)
        code = pyotp.TOTP(mfa.setup(tx, ada).secret).at(tx.now // 1_000)
        mfa.confirm(tx, ada, code)

    def state(tx):
        ada = users.get_user(tx, "ada@example.com")
        return sessions.lock_of(tx, ada.email).until_ms is None, mfa.is_on(tx, ada.id)

    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        instance.write_now(lock)
        assert instance.read_now(state) == (False, True)
        assert mercat("user", "release", "ada@example.com").out == "User ada@example.com can sign in.\n"
        assert instance.read_now(state) == (True, True)
        assert mercat("user", "release", "ada@example.com", "--authenticator", "--yes").code == 0
        assert instance.read_now(state) == (True, False)
        refused = mercat("user", "release", "ada@example.com", "--authenticator", "--yes")
        assert (refused.code, "There is no authenticator" in refused.err) == (1, True)
        assert mercat("user", "release", "nobody@example.com").code == 1


def test_another_password_ends_the_sessions_and_all_is_noted(mercat, data_dir, tmp_path):
    (tmp_path / "other").write_text("another one\n")
    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        ada = instance.read_now(lambda tx: users.get_user(tx, "ada@example.com"))
        session_id = instance.write_now(lambda tx: sessions.begin(tx, ada))
        assert mercat("user", "password", "ada@example.com", "--password-file", tmp_path / "other").code == 0
        assert instance.read_now(lambda tx: sessions.find(tx, session_id)) is None
        entry = instance.read_now(lambda tx: audit.newest(tx, Search(kind="user.password")))[0]
    assert (entry.actor, entry.subject, entry.before, entry.after) == ("command line", "ada@example.com", None, None)


def test_roles_are_made_shown_changed_and_deleted(mercat, data_dir):
    assert mercat("role", "create", "API", "--permission", "read-only lead", "--permission", "Approve Assets").code == 0
    shown = mercat("role", "show", "API", "--json").document
    assert shown["permissions"] == ["Read-Only Lead", "Approve Assets"]
    mercat("role", "change", "API", "--permission", "all")
    assert mercat("role", "show", "API", "--json").document["permissions"] == list(EVERY)
    assert mercat("role", "delete", "API", "--yes").out == "Role API is gone.\n"
    assert [role["name"] for role in mercat("role", "list", "--json").document] == ["Admin", "Standard User"]


def test_an_unknown_permission_is_refused_with_the_known_ones(mercat, data_dir):
    answer = mercat("role", "create", "API", "--permission", "Everything")
    assert answer.code == 1
    assert "There is no permission 'Everything'. They are: Approve Assets, " in answer.err


def test_a_name_that_is_taken_is_refused(mercat, data_dir):
    answer = mercat("role", "create", "Admin")
    assert (answer.code, answer.err) == (1, "mercat: There is a role 'Admin' already; choose another name.\n")


def test_an_invitation_is_accepted_with_a_password(mercat, data_dir):
    def invite(tx):
        invitations.invite(
            tx, "eve@example.com", address="eve@example.com", first_name="Eve", last_name="E", roles=[(2, 1)]
        )

    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        instance.write_now(invite)
    assert mercat("user", "accept", "eve@example.com", typed="long enough\nlong enough\n").code == 0
    assert mercat("user", "show", "eve@example.com", "--json").document["roles"] == ["Standard User"]
    assert mercat("user", "accept", "eve@example.com", typed="long enough\nlong enough\n").code == 1


def test_users_are_made_listed_and_deleted(mercat, data_dir):
    asked = mercat("user", "create", "bob@example.com", "--role", "Admin", typed="long enough\nlong enough\n")
    assert asked.code == 0, asked
    shown = mercat("user", "show", "bob@example.com", "--json").document
    assert shown == {
        "email": "bob@example.com",
        "first_name": "",
        "last_name": "",
        "api_only": False,
        "roles": ["Admin"],
    }
    assert len(mercat("user", "list", "--json").document) == 2
    mercat("user", "delete", "bob@example.com", "--yes")
    assert len(mercat("user", "list", "--json").document) == 1


def test_a_password_is_changed_from_a_file(mercat, data_dir, tmp_path):
    (tmp_path / "password").write_text("another one\n")
    assert mercat("user", "password", "ada@example.com", "--password-file", tmp_path / "password").code == 0
    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        assert instance.read_now(lambda tx: users.log_in(tx, "ada@example.com", "another one"))


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("user", "show", "nobody@example.com"), "There is no user 'nobody@example.com'. `mercat user list` shows"),
        (
            ("user", "delete", "ada@example.com", "--yes"),
            "You can't delete the last administrator; add another one first.",
        ),
        (("user", "create", "x", "--role", "Admin", "--api-only"), "'x' is not a valid email address."),
        (("user", "create", "x@example.com", "--role", "Nope", "--api-only"), "There is no role 'Nope'."),
        (
            ("role", "delete", "Standard User", "--yes"),
            "Admin and Standard User are system roles: they stay, and Admin has every permission.",
        ),
        (("service", "create", "S", "--user", "ada@example.com"), "`mercat user list` shows what there is."),
        (("service", "show", "S"), "There is no service 'S'."),
        (("token", "S"), "There is no service 'S'."),
    ],
)
def test_what_cannot_be_done_says_what_to_do_instead(mercat, data_dir, words, problem):
    answer = mercat(*words)
    assert answer.code == 1
    assert problem in answer.err


def test_a_short_password_is_refused(mercat, data_dir):
    answer = mercat("user", "create", "bob@example.com", "--role", "Admin", typed="short\nshort\n")
    assert (answer.code, answer.err.splitlines()[-1]) == (1, "mercat: password must be at least 8 characters.")


def test_a_service_shows_its_credentials_until_they_are_rotated(mercat, service):
    assert mercat("service", "show", "Sync", "--json").document == service
    rotated = mercat("service", "rotate", "Sync", "--yes", "--json").document
    assert rotated["client_id"] == service["client_id"]
    assert rotated["client_secret"] != service["client_secret"]
    listed = mercat("service", "list", "--json").document
    assert listed == [{"name": "Sync", "user": "api@example.com", "client_id": service["client_id"]}]


def test_a_token_is_the_one_that_the_service_would_get(mercat, service, data_dir):
    told = mercat("token", "Sync", "--json").document
    assert told["scope"] == "api@example.com"
    assert 3_500 < told["expires_in"] < 3_600
    assert mercat("token", "Sync").out.strip() == told["access_token"]
    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        issued = instance.write_now(lambda tx: api_clients.issue(tx, service["client_id"], service["client_secret"]))
        assert issued.token == told["access_token"]


def test_a_user_behind_a_service_stays_until_the_service_goes(mercat, service):
    assert "still in use" in mercat("user", "delete", "api@example.com", "--yes").err
    assert mercat("service", "delete", "Sync", "--yes").code == 0
    assert mercat("user", "delete", "api@example.com", "--yes").code == 0
