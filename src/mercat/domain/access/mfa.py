"""Multi-factor authentication: codes of an authenticator (RFC 6238), and recovery codes, each of which works once.

An authenticator's secret is derived from the instance's key and a nonce, so the database does not hold it. Of recovery
codes it holds fingerprints. A code of the time step before or after the current one is accepted, but none twice.
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


class CodeWrong(Refusal):
    """The code is wrong or was used before."""


@dataclass(frozen=True, slots=True)
class Setup:
    """The secret to enter in an authenticator: in base 32, and as an otpauth URI."""

    secret: str
    url: str


@dataclass(frozen=True, slots=True)
class State:
    """Whether a user signs in with a second step, whether its setup has begun, and how many recovery codes are left."""

    on: bool
    begun: bool
    recovery_codes_left: int


def state(tx: Tx, user: User) -> State:
    """The state of a user's second step."""
    authenticator = mfa.find(tx, user.id)
    on = authenticator is not None and authenticator.confirmed_ms is not None
    return State(on, authenticator is not None and not on, mfa.recovery_codes_left(tx, user.id) if on else 0)


def is_on(tx: Tx, user_id: int) -> bool:
    """Whether a user signs in with a second step."""
    authenticator = mfa.find(tx, user_id)
    return authenticator is not None and authenticator.confirmed_ms is not None


def users(tx: Tx) -> set[int]:
    """The ids of the users who sign in with a second step."""
    return mfa.confirmed(tx)


def begin(tx: Tx, user: User) -> None:
    """Begin the setup of an authenticator, with a new secret. Raises AlreadyExists (one is in use)."""
    if is_on(tx, user.id):
        raise AlreadyExists("authenticator", user.email)
    mfa.delete(tx, user.id)
    mfa.add(tx, user.id, tx.randomness.hex(32))


def setup(tx: Tx, user: User) -> Setup:
    """The secret of the authenticator in setup. Raises NotFound (no setup has begun, or it is finished)."""
    totp = _totp(tx, _begun(tx, user))
    return Setup(totp.secret, totp.provisioning_uri(name=user.email, issuer_name=f"{ISSUER} {tx.instance_id}"))


def confirm(tx: Tx, user: User, code: str) -> list[str]:
    """Switch the second step on. Answers the recovery codes. Raises NotFound, CodeWrong."""
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
    """Replace the recovery codes. The old ones stop working. Raises NotFound (the second step is off)."""
    if not is_on(tx, user.id):
        raise NotFound("authenticator", user.email)
    audit.note(tx, "authenticator.codes", user.email)
    return _draw_recovery_codes(tx, user)


def disable(tx: Tx, user: User) -> None:
    """Switch the second step off, or cancel its setup."""
    if is_on(tx, user.id):
        audit.note(tx, "authenticator.disabled", user.email)
    mfa.delete(tx, user.id)


def reset(tx: Tx, user: User) -> None:
    """Remove the authenticator of a user who has lost it. Raises NotFound (there is none)."""
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
    last = authenticator.last_step if authenticator.last_step <= now + DRIFT_STEPS else 0  # 0 if the clock was set back
    for step in range(max(now - DRIFT_STEPS, last + 1), now + DRIFT_STEPS + 1):
        if same(totp.generate_otp(step), plain):
            mfa.use(tx, authenticator.user_id, step)
            return
    raise CodeWrong


def _totp(tx: Tx, authenticator: Authenticator) -> "pyotp.TOTP":
    import pyotp  # rare; importing it would slow the start down

    secret = tx.keys.bytes("authenticator", authenticator.user_id, authenticator.nonce)[:20]
    return pyotp.TOTP(base64.b32encode(secret).decode())


def _draw_recovery_codes(tx: Tx, user: User) -> list[str]:
    codes = [tx.randomness.text(RECOVERY_LENGTH).lower() for _ in range(RECOVERY_CODES)]
    mfa.set_recovery_codes(tx, user.id, [_fingerprint(tx, user, code) for code in codes])
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _fingerprint(tx: Tx, user: User, code: str) -> str:
    return tx.keys.hex("recovery-code", user.id, _plain(code).lower(), count=64)


def _plain(code: str) -> str:
    """A code without the blanks and hyphens that people type."""
    return re.sub(r"[\s-]", "", code[:64]).encode("utf-8", "replace").decode()
