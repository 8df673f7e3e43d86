"""Sessions of people who sign in, tokens against cross-site request forgery, and limits on failed sign-ins.

The browser holds the session's id, the database its fingerprint. Before sign-in, the id is a random text that the
database does not know. It gives no access and only binds the sign-in form to the browser.
"""

from typing import Final

import msgspec

from mercat.domain import audit
from mercat.domain.access import users
from mercat.model.access import User
from mercat.model.caller import Caller
from mercat.model.clock import HOUR, MINUTE, SECOND
from mercat.model.keys import same
from mercat.model.refusals import Refusal
from mercat.store.access import principals, sessions
from mercat.store.access.sessions import Session
from mercat.store.tx import Tx

LIFE_MS: Final = 12 * HOUR
IDLE_MS: Final = 2 * HOUR
PENDING_MS: Final = 5 * MINUTE  # how long the second step of a sign-in may take
TOUCH_MS: Final = 5 * MINUTE  # shortest time between two stored uses of a session
FIRST_WAIT_MS: Final = 30 * SECOND
LONGEST_WAIT_MS: Final = 15 * MINUTE
REMEMBERED_MS: Final = HOUR  # an older failure does not count

# Failed sign-ins before a wait begins: for one person from one address, from one address, for one person.
FREE_PAIR: Final = 5
FREE_ADDRESS: Final = 20
FREE_PERSON: Final = 50


class TooManyLogins(Refusal):
    """Too many sign-ins failed. The next attempt is possible in `wait_ms`."""

    wait_ms: int


class FormForged(Refusal):
    """A form does not have the token of its session."""


class Visitor(msgspec.Struct, frozen=True):
    """The user of a valid session. `stale` says that its latest use is due to be stored."""

    user: User
    administers: bool
    stale: bool


class Lock(msgspec.Struct, frozen=True):
    """How often a user's sign-in failed recently. With `until_ms`, attempts have to wait until then."""

    failures: int
    until_ms: int | None


# -- sessions ---------------------------------------------------------------------------------------------------------


def fresh_id(tx: Tx) -> str:
    """A new session id."""
    return tx.keys.hex("session", tx.randomness.hex(64), tx.now, count=64)


def begin(tx: Tx, user: User, replaced_id: str = "") -> str:
    """Begin a session for a user, with a new id: another than the browser had before."""
    session_id = _begin(tx, user, replaced_id, pending=False)
    principals.note_login(tx, user.id)
    audit.note(tx, "session.begun", user.email, actor=_as(tx, user))
    return session_id


def begin_pending(tx: Tx, user: User, replaced_id: str) -> str:
    """Begin a session that gives no access until the second step of the sign-in is done."""
    return _begin(tx, user, replaced_id, pending=True)


def _begin(tx: Tx, user: User, replaced_id: str, *, pending: bool) -> str:
    sessions.delete(tx, _fingerprint(tx, replaced_id))
    forget_stale(tx)
    session_id = fresh_id(tx)
    sessions.add(tx, _fingerprint(tx, session_id), user.id, tx.caller.address, pending=pending)
    return session_id


def _as(tx: Tx, user: User) -> Caller:
    return Caller(user.id, user.email, address=tx.caller.address)


def forget_stale(tx: Tx) -> None:
    """Delete expired sessions, and failed sign-ins that no longer count."""
    sessions.delete_stale(tx, tx.now - LIFE_MS)
    sessions.forget_failures(tx, tx.now - REMEMBERED_MS)


def find(tx: Tx, session_id: str) -> Visitor | None:
    """The user of a session, or None if there is no such session or it has expired."""
    session = sessions.find(tx, _fingerprint(tx, session_id)) if session_id else None
    if session is None or session.pending or not _lives(tx, session):
        return None
    user = principals.get_user(tx, session.user_id)
    if user.expires_ms is not None and user.expires_ms <= tx.now:
        return None
    return Visitor(user, users.administers(tx, user.id), tx.now >= session.seen_ms + TOUCH_MS)


def find_pending(tx: Tx, session_id: str) -> User | None:
    """The user whose sign-in waits for its second step in this session, or None."""
    session = sessions.find(tx, _fingerprint(tx, session_id)) if session_id else None
    if session is None or not session.pending or tx.now >= session.created_ms + PENDING_MS:
        return None
    return principals.get_user(tx, session.user_id)


def of_user(tx: Tx, user_id: int) -> list[Session]:
    """The valid sessions of a user, newest first."""
    return [session for session in sessions.of_user(tx, user_id) if not session.pending and _lives(tx, session)]


def mark(tx: Tx, session_id: str) -> str:
    """A session's fingerprint, which names the session without revealing its id."""
    return _fingerprint(tx, session_id)


def _lives(tx: Tx, session: Session) -> bool:
    return tx.now < session.created_ms + LIFE_MS and tx.now < session.seen_ms + IDLE_MS


def touch(tx: Tx, session_id: str) -> None:
    """Store that a session is in use."""
    sessions.touch(tx, _fingerprint(tx, session_id))


def carry(tx: Tx, session_id: str, by_ms: int) -> None:
    """Shift the times of a session along with the clock, so that moving the clock does not make it expire."""
    sessions.carry(tx, _fingerprint(tx, session_id), by_ms)


def end(tx: Tx, session_id: str) -> None:
    """End a session. This can be repeated."""
    visitor = find(tx, session_id)
    if visitor is not None:
        audit.note(tx, "session.ended", visitor.user.email, actor=_as(tx, visitor.user))
    sessions.delete(tx, _fingerprint(tx, session_id))


def end_others(tx: Tx, user: User, session_id: str) -> None:
    """End all sessions of a user but this one."""
    if len(of_user(tx, user.id)) > 1:
        audit.note(tx, "session.ended", user.email)
    sessions.delete_of_user(tx, user.id, but=_fingerprint(tx, session_id))


def end_marked(tx: Tx, user: User, fingerprint: str) -> None:
    """End the session of a user with this fingerprint, if there is one."""
    session = sessions.find(tx, fingerprint)
    if session is not None and session.user_id == user.id:
        audit.note(tx, "session.ended", user.email)
        sessions.delete(tx, fingerprint)


def change_password(tx: Tx, email: str, password: str, kept_id: str = "") -> None:
    """Change a user's password and end their sessions, except one. Raises NotFound, TooFew, TooLong."""
    users.set_password(tx, email, password)
    sessions.delete_of_user(tx, users.get_user(tx, email).id, but=_fingerprint(tx, kept_id))


def email_of(tx: Tx, user_id: int) -> str:
    """The email address of a user; empty if the user was deleted."""
    user = principals.find_user_of_id(tx, user_id)
    return user.email if user else ""


def _fingerprint(tx: Tx, session_id: str) -> str:
    return tx.keys.hex("session-fingerprint", session_id.encode("utf-8", "replace").decode(), count=64)


# -- forms ------------------------------------------------------------------------------------------------------------


def form_token(tx: Tx, session_id: str) -> str:
    """The token in every form of a session, against cross-site request forgery."""
    return tx.keys.text("form-token", session_id.encode("utf-8", "replace").decode())


def fits(tx: Tx, session_id: str, token: str) -> bool:
    """Whether a token is that of a session."""
    return bool(session_id) and same(form_token(tx, session_id), token)


def check_form(tx: Tx, session_id: str, token: str) -> None:
    """Check the token of a form. Raises FormForged."""
    if not fits(tx, session_id, token):
        raise FormForged


# -- sign-in ----------------------------------------------------------------------------------------------------------


def attempt(tx: Tx, email: str, address: str) -> None:
    """Count a sign-in as failed before its password is checked. Raises TooManyLogins, and then counts nothing."""
    sessions.forget_failures(tx, tx.now - REMEMBERED_MS)
    counted = []
    for fingerprint, person, free in _paces(tx, email, address):
        failures, last_ms = sessions.failures(tx, fingerprint)
        until = _waits_until(failures, last_ms, free)
        if last_ms <= tx.now < until:
            raise TooManyLogins(until - tx.now)
        counted.append((fingerprint, person, failures + 1))
    for fingerprint, person, failures in counted:
        sessions.set_failures(tx, fingerprint, failures, person)


def fail(tx: Tx, email: str, address: str) -> None:
    """Note a failed attempt in the audit trail, and whether the next one has to wait."""
    who = Caller(0, email, address=address)
    audit.note(tx, "session.refused", email, actor=who)
    if any(sessions.failures(tx, mark)[0] >= free for mark, person, free in _paces(tx, email, address) if person):
        audit.note(tx, "user.locked", email, actor=who)


def succeed(tx: Tx, email: str, address: str) -> None:
    """Clear the failures after a complete sign-in."""
    (pair, person, _), *others = _paces(tx, email, address)
    sessions.set_failures(tx, pair, 0, person)
    _take_back(tx, others)


def succeed_half(tx: Tx, email: str, address: str) -> None:
    """Uncount this attempt, because the password was right. Earlier failures count until the second step is done."""
    _take_back(tx, _paces(tx, email, address))


def lock_of(tx: Tx, email: str) -> Lock:
    """How often a user's sign-in failed, and whether the next attempt has to wait."""
    person = _person(tx, email)
    failures = sessions.failures_of_person(tx, person)
    untils = [_waits_until(count, last, FREE_PERSON if mark == person else FREE_PAIR) for mark, count, last in failures]
    total = sum(count for mark, count, _ in failures if mark == person)
    return Lock(total, max((until for until in untils if until > tx.now), default=None))


def release(tx: Tx, email: str) -> None:
    """Let a user try to sign in again at once, from any address. Raises NotFound."""
    user = users.get_user(tx, email)
    sessions.forget_failures_of_person(tx, _person(tx, user.email))
    audit.note(tx, "user.released", user.email)


def _waits_until(failures: int, last_ms: int, free: int) -> int:
    over = failures - free
    return last_ms if over < 0 else last_ms + min(FIRST_WAIT_MS * 2 ** min(over, 10), LONGEST_WAIT_MS)


def _take_back(tx: Tx, paces: list[tuple[str, str, int]]) -> None:
    for fingerprint, person, _ in paces:
        sessions.set_failures(tx, fingerprint, max(0, sessions.failures(tx, fingerprint)[0] - 1), person)


def _paces(tx: Tx, email: str, address: str) -> list[tuple[str, str, int]]:
    """The counters of an attempt: a fingerprint, that of the person if it counts one, and how many failures pass."""
    person = _person(tx, email)
    return [
        (_pace(tx, "pair", _plain(email), address), person, FREE_PAIR),
        (_pace(tx, "address", address), "", FREE_ADDRESS),
        (person, person, FREE_PERSON),
    ]


def _person(tx: Tx, email: str) -> str:
    return _pace(tx, "person", _plain(email))


def _plain(email: str) -> str:
    return email.strip().lower()


def _pace(tx: Tx, *parts: str) -> str:
    return tx.keys.hex("login-failures", *(part.encode("utf-8", "replace").decode() for part in parts), count=64)
