"""Nonces, each accepted once, and calls with an idempotency key, which are safe to repeat."""

from typing import Any, Final

import msgspec

from mercat.model.clock import DAY, HOUR, MINUTE
from mercat.model.keys import fingerprint
from mercat.model.refusals import Refusal
from mercat.store import idempotency_keys
from mercat.store.tx import Tx

NONCE_LIFE_MS: Final = HOUR
UNDER_WAY_MS: Final = MINUTE  # a call that takes longer counts as failed
ANSWER_LIFE_MS: Final = 30 * DAY
TIDY_ONE_IN: Final = 64


class NonceUsed(Refusal):
    """The nonce was used before."""


class RepeatDiffers(Refusal):
    """The key was used before, for a call with different content."""


class RepeatUnderWay(Refusal):
    """A call with the same key has not ended yet."""


def use_nonce(tx: Tx, token: str, nonce: str) -> None:
    """Store a token's nonce for an hour. Raises NonceUsed if any process has stored it before."""
    mark = fingerprint(f"{token}\0{nonce}")
    if int(mark[:8], 16) % TIDY_ONE_IN == 0:
        idempotency_keys.forget_nonces(tx, tx.now)
    if not idempotency_keys.add_nonce(tx, mark, tx.now + NONCE_LIFE_MS):
        raise NonceUsed


def forget_expired(tx: Tx) -> None:
    """Delete expired nonces and calls."""
    idempotency_keys.forget_nonces(tx, tx.now)
    idempotency_keys.forget_calls(tx, tx.now)


def begin(tx: Tx, key: str, content: str) -> tuple[Any] | None:
    """Begin a call (None), or return the answer of the first call with its key. Raises RepeatDiffers, RepeatUnderWay.

    The answer is in a tuple, because it may be None itself.
    """
    mark = fingerprint(content)
    if int(mark[:8], 16) % TIDY_ONE_IN == 0:
        idempotency_keys.forget_calls(tx, tx.now)
    if idempotency_keys.add_call(tx, key, mark, tx.now + UNDER_WAY_MS):
        return None
    first_call = idempotency_keys.find_call(tx, key)
    assert first_call is not None, "it was there a moment ago, in this transaction"
    content_then, answer, expires = first_call
    if answer is None and expires <= tx.now:
        idempotency_keys.delete_call(tx, key)
        return begin(tx, key, content)
    if content_then != mark:
        raise RepeatDiffers
    if answer is None:
        raise RepeatUnderWay
    return (msgspec.json.decode(answer),)


def end(tx: Tx, key: str, answer: Any) -> None:
    """Store the answer of a successful call, in the transaction that does the work."""
    idempotency_keys.answer_call(tx, key, msgspec.json.encode(answer).decode(), tx.now + ANSWER_LIFE_MS)


def abandon(tx: Tx, key: str) -> None:
    """Delete the key of a call that failed, so that the call may be tried again."""
    idempotency_keys.delete_call(tx, key)
