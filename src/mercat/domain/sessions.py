"""Sessions of people who log in: their beginning, life and end; tokens against forged forms; the pace of log-ins.

The browser holds the session's id, the database its fingerprint. Before anybody logged in, the id is a random text
that the database does not know: it opens nothing and only binds the log-in form to the browser.
"""

from dataclasses import dataclass
from typing import Final

from mercat.domain import identity
from mercat.model.clock import HOUR, MINUTE, SECOND
from mercat.model.keys import same
from mercat.model.refusals import Refusal
from mercat.store import identity as people
from mercat.store import sessions as rows
from mercat.store.identity import User
from mercat.store.tx import Tx

LIFE_MS: Final = 12 * HOUR
IDLE_MS: Final = 2 * HOUR
TOUCH_MS: Final = 5 * MINUTE  # a use is written down this long after the last one that was
FIRST_WAIT_MS: Final = 30 * SECOND
LONGEST_WAIT_MS: Final = 15 * MINUTE
REMEMBERED_MS: Final = HOUR  # a failure this old counts no more

# Failed log-ins before a wait begins: of one person from one address, from one address, of one person.
FREE_PAIR: Final = 5
FREE_ADDRESS: Final = 20
FREE_PERSON: Final = 50


@dataclass
class TooManyLogins(Refusal):
    """Too many log-ins failed; the next one is welcome in `wait_ms`."""

    wait_ms: int


class FormForged(Refusal):
    """A form came without the token of its session."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is behind a living session. `stale` says that its use wants to be written down."""

    user: User
    administers: bool
    stale: bool


# -- a session's life -----------------------------------------------------------------------------------------------


def fresh_id(tx: Tx) -> str:
    """A session id that nobody has yet."""
    return tx.keys.hex("session", tx.chance.hex(64), tx.now, count=64)


def begin(tx: Tx, user: User, replaced_id: str = "") -> str:
    """A new session for a user, with another id than the browser had before."""
    rows.delete(tx, _fingerprint(tx, replaced_id))
    forget_stale(tx)
    session_id = fresh_id(tx)
    rows.add(tx, _fingerprint(tx, session_id), user.id)
    people.note_login(tx, user.id)
    return session_id


def forget_stale(tx: Tx) -> None:
    """Forget sessions whose time is over, and failed log-ins that count no more."""
    rows.delete_stale(tx, tx.now - LIFE_MS)
    rows.forget_failures(tx, tx.now - REMEMBERED_MS)


def find(tx: Tx, session_id: str) -> Visitor | None:
    """Who a session is of, or None if there is no such session or its time is over."""
    session = rows.find(tx, _fingerprint(tx, session_id)) if session_id else None
    if session is None or tx.now >= session.created_ms + LIFE_MS or tx.now >= session.seen_ms + IDLE_MS:
        return None
    user = people.get_user(tx, session.user_id)
    if user.expires_ms is not None and user.expires_ms <= tx.now:
        return None
    return Visitor(user, identity.administers(tx, user.id), tx.now >= session.seen_ms + TOUCH_MS)


def touch(tx: Tx, session_id: str) -> None:
    """Write down that a session is in use."""
    rows.touch(tx, _fingerprint(tx, session_id))


def end(tx: Tx, session_id: str) -> None:
    """End a session; ending it twice is ending it once."""
    rows.delete(tx, _fingerprint(tx, session_id))


def change_password(tx: Tx, email: str, password: str) -> None:
    """Give a user another password and end their sessions. Raises NotFound, TooFew, TooLong."""
    identity.set_password(tx, email, password)
    rows.delete_of_user(tx, identity.get_user(tx, email).id)


def _fingerprint(tx: Tx, session_id: str) -> str:
    return tx.keys.hex("session-fingerprint", session_id.encode("utf-8", "replace").decode(), count=64)


# -- forms ----------------------------------------------------------------------------------------------------------


def form_token(tx: Tx, session_id: str) -> str:
    """What every form of a session carries, so that no other site can fill it in."""
    return tx.keys.text("form-token", session_id.encode("utf-8", "replace").decode())


def fits(tx: Tx, session_id: str, token: str) -> bool:
    """Whether a form's token is its session's."""
    return bool(session_id) and same(form_token(tx, session_id), token)


def check_form(tx: Tx, session_id: str, token: str) -> None:
    """Raises FormForged unless the token is the session's."""
    if not fits(tx, session_id, token):
        raise FormForged


# -- log-in ---------------------------------------------------------------------------------------------------------


def attempt(tx: Tx, email: str, address: str) -> None:
    """Count a log-in as failed before its password is looked at. Raises TooManyLogins, and then counts nothing."""
    rows.forget_failures(tx, tx.now - REMEMBERED_MS)
    counted = []
    for fingerprint, free in _paces(tx, email, address):
        failures, last_ms = rows.failures(tx, fingerprint)
        over = failures - free
        wait = 0 if over < 0 else min(FIRST_WAIT_MS * 2 ** min(over, 10), LONGEST_WAIT_MS)
        if last_ms <= tx.now < last_ms + wait:
            raise TooManyLogins(last_ms + wait - tx.now)
        counted.append((fingerprint, failures + 1))
    for fingerprint, failures in counted:
        rows.set_failures(tx, fingerprint, failures)


def succeed(tx: Tx, email: str, address: str) -> None:
    """Take the count back: the password was right."""
    pair, *others = (fingerprint for fingerprint, _ in _paces(tx, email, address))
    rows.set_failures(tx, pair, 0)
    for fingerprint in others:
        rows.set_failures(tx, fingerprint, max(0, rows.failures(tx, fingerprint)[0] - 1))


def _paces(tx: Tx, email: str, address: str) -> list[tuple[str, int]]:
    person = email.strip().lower()

    def name(*parts: str) -> str:
        return tx.keys.hex("login-failures", *(part.encode("utf-8", "replace").decode() for part in parts), count=64)

    return [
        (name("pair", person, address), FREE_PAIR),
        (name("address", address), FREE_ADDRESS),
        (name("person", person), FREE_PERSON),
    ]
