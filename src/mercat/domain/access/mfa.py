"""The second step of a log-in: codes of an authenticator (RFC 6238), and recovery codes, good once each.

An authenticator's secret is derived from the instance's key and a nonce, so the database does not hold it. Of recovery
codes it holds fingerprints. A code is taken from the 30 seconds around now, and no code twice.
"""

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mercat.domain import audit
from mercat.model.access import User
from mercat.model.clock import SECOND
from mercat.model.keys import same
from mercat.model.refusals import AlreadyExists, NotFound, Refusal
from mercat.store.access import mfa
from mercat.store.access.mfa import Authenticator
from mercat.store.tx import Tx

if TYPE_CHECKING:
    import pyotp

STEP_MS: Final = 30 * SECOND
DRIFT_STEPS: Final = 1  # a clock may be off by this many steps
RECOVERY_CODES: Final = 10
RECOVERY_LENGTH: Final = 10
ISSUER: Final = "mercat"
_CODE: Final = re.compile(r"[0-9]{6}")


@dataclass
class CodeWrong(Refusal):
    """The code is not the authenticator's, was used before, or is no recovery code that is left."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What an authenticator has to be told: the secret in base 32, and the same as an otpauth address."""

    secret: str
    url: str


@dataclass(frozen=True, slots=True)
class State:
    """Whether the second step is asked of a user, whether a set-up has begun, how many recovery codes are left."""

    on: bool
    begun: bool
    recovery_codes_left: int


def state(tx: Tx, user: User) -> State:
    """How a user stands with the second step."""
    authenticator = mfa.find(tx, user.id)
    on = authenticator is not None and authenticator.confirmed_ms is not None
    return State(on, authenticator is not None and not on, mfa.recovery_codes_left(tx, user.id) if on else 0)


def is_on(tx: Tx, user_id: int) -> bool:
    """Whether the second step is asked of a user."""
    authenticator = mfa.find(tx, user_id)
    return authenticator is not None and authenticator.confirmed_ms is not None


def users(tx: Tx) -> set[int]:
    """The ids of the users of whom it is asked."""
    return mfa.confirmed(tx)


def begin(tx: Tx, user: User) -> None:
    """Begin to set an authenticator up, with a secret of its own. Raises AlreadyExists (one is in use)."""
    if is_on(tx, user.id):
        raise AlreadyExists("authenticator", user.email)
    mfa.delete(tx, user.id)
    mfa.add(tx, user.id, tx.randomness.hex(32))


def setup(tx: Tx, user: User) -> Setup:
    """The secret for the authenticator that is being set up. Raises NotFound (none is, or it counts)."""
    totp = _totp(tx, _begun(tx, user))
    return Setup(totp.secret, totp.provisioning_uri(name=user.email, issuer_name=f"{ISSUER} {tx.instance_id}"))


def confirm(tx: Tx, user: User, code: str) -> list[str]:
    """Switch the second step on; answers the recovery codes. Raises NotFound, CodeWrong."""
    _use_code(tx, _begun(tx, user), code)
    mfa.confirm(tx, user.id)
    audit.note(tx, "authenticator.enabled", user.email)
    return _draw_recovery_codes(tx, user)


def check(tx: Tx, user: User, code: str) -> None:
    """Use a code of the authenticator, or a recovery code. Raises CodeWrong."""
    authenticator = mfa.find(tx, user.id)
    if authenticator is None or authenticator.confirmed_ms is None:
        raise CodeWrong
    if not _CODE.fullmatch(_plain(code)) and mfa.use_recovery_code(tx, user.id, _fingerprint(tx, user, code)):
        audit.note(tx, "authenticator.recovered", user.email)
        return
    _use_code(tx, authenticator, code)


def replace_recovery_codes(tx: Tx, user: User) -> list[str]:
    """New recovery codes; the old ones end. Raises NotFound (the second step is off)."""
    if not is_on(tx, user.id):
        raise NotFound("authenticator", user.email)
    audit.note(tx, "authenticator.codes", user.email)
    return _draw_recovery_codes(tx, user)


def disable(tx: Tx, user: User) -> None:
    """Switch the second step off, or drop the set-up that has begun."""
    if is_on(tx, user.id):
        audit.note(tx, "authenticator.disabled", user.email)
    mfa.delete(tx, user.id)


def reset(tx: Tx, user: User) -> None:
    """Take a user's authenticator away, for somebody who lost it. Raises NotFound (there is none)."""
    if not is_on(tx, user.id):
        raise NotFound("authenticator", user.email)
    mfa.delete(tx, user.id)
    audit.note(tx, "authenticator.reset", user.email)


def _begun(tx: Tx, user: User) -> Authenticator:
    authenticator = mfa.find(tx, user.id)
    if authenticator is None or authenticator.confirmed_ms is not None:
        raise NotFound("authenticator", user.email)
    return authenticator


def _use_code(tx: Tx, authenticator: Authenticator, code: str) -> None:
    now, totp, plain = tx.now // STEP_MS, _totp(tx, authenticator), _plain(code)
    last = authenticator.last_step if authenticator.last_step <= now + DRIFT_STEPS else 0  # else the clock was set back
    for step in range(max(now - DRIFT_STEPS, last + 1), now + DRIFT_STEPS + 1):
        if same(totp.generate_otp(step), plain):
            mfa.use(tx, authenticator.user_id, step)
            return
    raise CodeWrong


def _totp(tx: Tx, authenticator: Authenticator) -> "pyotp.TOTP":
    import pyotp  # a second step is rare, and a start must not pay for it

    secret = tx.keys.bytes("authenticator", authenticator.user_id, authenticator.nonce)[:20]
    return pyotp.TOTP(base64.b32encode(secret).decode())


def _draw_recovery_codes(tx: Tx, user: User) -> list[str]:
    codes = [tx.randomness.text(RECOVERY_LENGTH).lower() for _ in range(RECOVERY_CODES)]
    mfa.set_recovery_codes(tx, user.id, [_fingerprint(tx, user, code) for code in codes])
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _fingerprint(tx: Tx, user: User, code: str) -> str:
    return tx.keys.hex("recovery-code", user.id, _plain(code).lower(), count=64)


def _plain(code: str) -> str:
    """Without the blanks and hyphens that people put into codes."""
    return re.sub(r"[\s-]", "", code[:64]).encode("utf-8", "replace").decode()
