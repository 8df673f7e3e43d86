"""Passwords: argon2id hashes, and the check of a password against one."""

from typing import Final

from mercat.model.access import User
from mercat.model.refusals import TooFew, TooLong

SHORTEST: Final = 8
LONGEST: Final = 256

# The hash of a random text, so that an unknown address takes as long as a wrong password.
_NOBODY: Final = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$bHq1oqSMgS4yvR0l8sVqZcZ8Zr1hY4kq0J0zJvO2v1A"


def hash_password(password: str) -> str:
    """An argon2id hash. Raises TooFew or TooLong."""
    from argon2 import PasswordHasher  # rare; importing it would slow the start down

    check(password)
    return PasswordHasher().hash(password)


def check(password: str) -> None:
    """Check the length of a password. Raises TooFew, TooLong."""
    if len(password) < SHORTEST:
        raise TooFew("password", SHORTEST)
    if len(password) > LONGEST:
        raise TooLong("password", LONGEST)


def quick_hash(password: str, salt: bytes) -> str:
    """The hash of a random password. It is fast, because nobody can guess such a password."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(password, salt=salt)


def matches(user: User | None, password: str) -> bool:
    """Whether the password is the user's; False for an API-only user. The time is the same if there is no user."""
    from argon2 import PasswordHasher
    from argon2.exceptions import VerificationError

    stored = user.password_hash if user and not user.api_only else None
    try:
        fits = PasswordHasher().verify(stored or _NOBODY, password[: LONGEST + 1])
    except VerificationError:
        return False
    return fits and stored is not None
