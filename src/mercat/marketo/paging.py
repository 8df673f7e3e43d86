"""Paging tokens: opaque, bound to their query, and signed (paging-tokens.md).

A token is base32 text of a position and a checksum. The checksum covers the path and the parameters of the query that
the position belongs to, so that a token of one query is refused by another. Date-based tokens are bound to nothing.
"""

import base64
from typing import Final, TypeVar

from msgspec import UNSET

from mercat.marketo.protocol import Reply
from mercat.model.refusals import PagingTokenInvalid
from mercat.store.tx import Tx
from mercat.wire import decode
from mercat.wire.call import Call
from mercat.wire.http import JSON

T = TypeVar("T")

_FREE: Final = frozenset({"nextPageToken", "batchSize", "_method", "access_token"})
_CHECK_BYTES: Final = 6
_DATE: Final = "date"


def position(call: Call, token: str) -> int:
    """The position at which the page of a token starts; 0 without a token. Raises PagingTokenInvalid."""
    return read(call.tx, token, _binding(call)) if token else 0


def reply(call: Call, result: list[T], cursor: int | None, *, more_result: bool = False) -> Reply[T]:
    """A page, with a token if there is a next one, and with `moreResult` where the vendor's page has it."""
    if cursor is None:
        return Reply(result=result, more_result=False if more_result else UNSET)
    return Reply(result=result, next_page_token=write(call.tx, cursor, _binding(call)), more_result=True)


def moment(tx: Tx, token: str) -> tuple[int, int]:
    """The time of a date-based token, and the id of the last item read at that time. Raises PagingTokenInvalid."""
    at_ms, number = _read(tx, token, _DATE, 2)
    return at_ms, number


def write_moment(tx: Tx, at_ms: int, number: int = 0) -> str:
    """A date-based token for items after a time, or after the item with an id at that time."""
    return _write(tx, (at_ms, number), _DATE)


def write(tx: Tx, number: int, binding: str = "") -> str:
    """A token for a position."""
    return _write(tx, (number,), binding)


def read(tx: Tx, token: str, binding: str = "") -> int:
    """The position of a token. Raises PagingTokenInvalid."""
    return _read(tx, token, binding, 1)[0]


def _write(tx: Tx, numbers: tuple[int, ...], binding: str) -> str:
    payload = b"".join(number.to_bytes(8, "big", signed=True) for number in numbers)
    return base64.b32encode(_check(tx, payload, binding) + payload).decode()


def _read(tx: Tx, token: str, binding: str, count: int) -> list[int]:
    try:
        raw = base64.b32decode(token.strip())
    except ValueError:
        raise PagingTokenInvalid(token) from None
    check, payload = raw[:_CHECK_BYTES], raw[_CHECK_BYTES:]
    if len(payload) != 8 * count or check != _check(tx, payload, binding):
        raise PagingTokenInvalid(token)
    return [int.from_bytes(payload[at : at + 8], "big", signed=True) for at in range(0, len(payload), 8)]


def _check(tx: Tx, payload: bytes, binding: str) -> bytes:
    return tx.keys.bytes("paging-token", payload.hex(), binding)[:_CHECK_BYTES]


def _binding(call: Call) -> str:
    """The parameters of a query without its page, sorted; from the query, a form or a JSON body."""
    request = call.request
    pairs = sorted((name, value) for name, value in request.query + request.form if name not in _FREE)
    if request.media_type == JSON and request.body:
        members = decode.json_value(request.body)
        pairs += sorted((name, str(value)) for name, value in members.items() if name not in _FREE)
    return "\n".join([request.path, *(f"{name}={value}" for name, value in pairs)])
