"""Sessions, form tokens and the pace of log-ins."""

import pytest

from mercat.app.instances.instance import Instance
from mercat.domain.access import sessions, users
from mercat.model.access import User
from mercat.model.clock import HOUR, MINUTE, SECOND
from mercat.model.refusals import RuleBroken, TooFew, TooLong

EMAIL = "ada@mercat.test"
PASSWORD = "correct horse"


@pytest.fixture
def user(instance: Instance) -> User:
    """An administrator."""
    instance.write_now(lambda tx: users.create_user(tx, EMAIL, roles=["Admin"], password=PASSWORD))
    return instance.read_now(lambda tx: users.get_user(tx, EMAIL))


def later(instance: Instance, milliseconds: int) -> None:
    instance.clock.offset_ms += milliseconds


def find(instance: Instance, session_id: str) -> sessions.Visitor | None:
    return instance.read_now(lambda tx: sessions.find(tx, session_id))


def begin(instance: Instance, user: User, replaced: str = "") -> str:
    return instance.write_now(lambda tx: sessions.begin(tx, user, replaced))


def test_a_session_tells_its_user(instance: Instance, user: User):
    visitor = find(instance, begin(instance, user))
    assert visitor is not None
    assert (visitor.user.email, visitor.administers, visitor.stale) == (EMAIL, True, False)


def test_nobody_is_behind_an_unknown_id(instance: Instance, user: User):
    for text in ("", "0" * 64, "\ud800"):
        assert find(instance, text) is None
    assert find(instance, instance.read_now(sessions.fresh_id)) is None


def test_a_session_ends_after_two_idle_hours(instance: Instance, user: User):
    session_id = begin(instance, user)
    later(instance, 2 * HOUR - SECOND)
    visitor = find(instance, session_id)
    assert visitor is not None
    assert visitor.stale
    later(instance, SECOND)
    assert find(instance, session_id) is None


def test_a_used_session_ends_after_twelve_hours(instance: Instance, user: User):
    session_id = begin(instance, user)
    for _ in range(11):
        later(instance, HOUR)
        assert find(instance, session_id) is not None
        instance.write_now(lambda tx: sessions.touch(tx, session_id))
    later(instance, HOUR)
    assert find(instance, session_id) is None


def test_a_log_in_replaces_the_session_before_it(instance: Instance, user: User):
    first = begin(instance, user)
    second = begin(instance, user, first)
    assert first != second
    assert find(instance, first) is None
    assert find(instance, second) is not None


def test_an_ended_session_is_gone_and_so_are_those_of_a_deleted_user(instance: Instance, user: User):
    instance.write_now(lambda tx: users.create_user(tx, "other@mercat.test", roles=["Admin"], password=PASSWORD))
    first, second = begin(instance, user), begin(instance, user)
    instance.write_now(lambda tx: sessions.end(tx, first))
    assert find(instance, first) is None
    instance.write_now(lambda tx: users.delete_user(tx, EMAIL))
    assert find(instance, second) is None


def test_another_password_ends_all_sessions(instance: Instance, user: User):
    session_id = begin(instance, user)
    instance.write_now(lambda tx: sessions.change_password(tx, EMAIL, "another password"))
    assert find(instance, session_id) is None
    assert instance.read_now(lambda tx: users.log_in(tx, EMAIL, PASSWORD)) is None
    assert instance.read_now(lambda tx: users.log_in(tx, EMAIL, "another password"))


def test_a_form_token_is_good_for_its_session_only(instance: Instance, user: User):
    first, second = begin(instance, user), begin(instance, user)
    token = instance.read_now(lambda tx: sessions.form_token(tx, first))
    instance.read_now(lambda tx: sessions.check_form(tx, first, token))
    for session_id, sent in ((second, token), (first, ""), (first, token[:-1]), ("", token)):
        with pytest.raises(sessions.FormForged):
            instance.read_now(lambda tx, i=session_id, s=sent: sessions.check_form(tx, i, s))


def attempt(instance: Instance, email: str = EMAIL, address: str = "192.0.2.1") -> None:
    instance.write_now(lambda tx: sessions.attempt(tx, email, address))


def test_five_failures_are_free_then_waits_double(instance: Instance):
    for _ in range(5):
        attempt(instance)
    for wait in (30, 60, 120, 240, 480, 900, 900):
        with pytest.raises(sessions.TooManyLogins) as refused:
            attempt(instance)
        assert wait - 5 < refused.value.wait_ms / SECOND <= wait
        attempt(instance, address="192.0.2.2") if wait < 120 else None
        later(instance, wait * SECOND)
        attempt(instance)


def test_success_takes_the_count_back(instance: Instance):
    for _ in range(30):
        attempt(instance)
        instance.write_now(lambda tx: sessions.succeed(tx, EMAIL, "192.0.2.1"))


def test_twenty_failures_from_one_address_and_fifty_of_one_person_are_free(instance: Instance):
    for number in range(20):
        attempt(instance, email=f"user{number}@mercat.test")
    with pytest.raises(sessions.TooManyLogins):
        attempt(instance, email="fresh@mercat.test")
    for number in range(50):
        attempt(instance, address=f"198.51.100.{number}")
    with pytest.raises(sessions.TooManyLogins):
        attempt(instance, address="203.0.113.9")


def test_failures_are_forgotten_after_an_hour(instance: Instance):
    for _ in range(5):
        attempt(instance)
    later(instance, HOUR + MINUTE)
    for _ in range(5):
        attempt(instance)


def test_passwords_have_eight_to_256_characters(instance: Instance):
    def create(number: int, password: str) -> None:
        instance.write_now(lambda tx: users.create_user(tx, f"{number}@m.test", roles=[], password=password))

    with pytest.raises(TooFew):
        create(1, "x" * 7)
    create(2, "x" * 8)
    create(3, "x" * 256)
    with pytest.raises(TooLong):
        create(4, "x" * 257)
    assert instance.read_now(lambda tx: users.log_in(tx, "3@m.test", "x" * 256))
    assert instance.read_now(lambda tx: users.log_in(tx, "3@m.test", "x" * 257)) is None


def test_api_only_users_and_strangers_do_not_log_in(instance: Instance, user: User):
    instance.write_now(lambda tx: users.create_user(tx, "api@mercat.test", roles=[], api_only=True, password=PASSWORD))
    assert instance.read_now(lambda tx: users.log_in(tx, EMAIL, PASSWORD))
    for email in ("api@mercat.test", "nobody@mercat.test"):
        assert instance.read_now(lambda tx, email=email: users.log_in(tx, email, PASSWORD)) is None


def test_the_last_administrator_stays(instance: Instance, user: User):
    with pytest.raises(RuleBroken):
        instance.write_now(lambda tx: users.delete_user(tx, EMAIL))
    with pytest.raises(RuleBroken):
        instance.write_now(lambda tx: users.set_roles(tx, EMAIL, ["Standard User"]))
    instance.write_now(lambda tx: users.create_user(tx, "b@mercat.test", roles=["Admin"], password=PASSWORD))
    instance.write_now(lambda tx: users.set_roles(tx, EMAIL, ["Standard User"]))
    assert not instance.read_now(lambda tx: users.administers(tx, user.id))
