"""Identifiers of people as the advertising platform takes them: normalized values, hashed.

Each type hashes, so that what a bridge keeps of people who left a list is a hash.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from mercat.domain.people import phones

EMPTY, MALFORMED = "empty", "malformed"

_IMEI: Final = re.compile(r"[0-9]{14,15}|[0-9a-f]{14}")
_IDFA: Final = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
_OAID: Final = re.compile(r"[0-9A-Za-z-]{16,64}")


def _imei(text: str) -> str:
    return text.lower() if _IMEI.fullmatch(text.lower()) else ""


def _idfa(text: str) -> str:
    return text.upper() if _IDFA.fullmatch(text.upper()) else ""


def _oaid(text: str) -> str:
    return text if _OAID.fullmatch(text) else ""


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class IdType(msgspec.Struct, frozen=True):
    """How a value becomes an identifier: `plain` is its normal form, or empty if the value is none; `digest` hashes."""

    plain: Callable[[str], str]
    digest: Callable[[str], str]


ID_TYPES: Final = {
    "HASH_MOBILE_PHONE": IdType(phones.mobile, _md5),
    "SHA256_MOBILE_PHONE": IdType(phones.mobile, _sha256),
    "HASH_IMEI": IdType(_imei, _md5),
    "HASH_IDFA": IdType(_idfa, _md5),
    "HASH_OAID": IdType(_oaid, _md5),
    "MD5_SHA256_IMEI": IdType(_imei, lambda text: _sha256(_md5(text))),
    "MD5_SHA256_IDFA": IdType(_idfa, lambda text: _sha256(_md5(text))),
    "MD5_SHA256_OAID": IdType(_oaid, lambda text: _sha256(_md5(text))),
}


def identifier(id_type: str, document: dict[str, Any], fields: Iterable[str]) -> tuple[str, str]:
    """The identifier that the first usable field of a person gives; or why there is none, EMPTY or MALFORMED."""
    kind, reason = ID_TYPES[id_type], EMPTY
    for name in fields:
        text = str(document.get(name) or "").strip()
        plain = kind.plain(text)
        if plain:
            return kind.digest(plain), ""
        reason = MALFORMED if text else reason
    return "", reason
