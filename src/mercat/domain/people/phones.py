"""Phone numbers of people in their normal form, and whom they lead to.

The keys of people hold the normal form of each phone, so that a number finds its person in any spelling.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from mercat.model.people import Person
from mercat.store import people
from mercat.store.tx import Tx

_BETWEEN: Final = re.compile(r"[\s().+-]")
_COUNTRY: Final = re.compile(r"(?:00)?86(?=1\d{10}$)")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_DIGITS: Final = re.compile(r"\d{5,32}")


def mobile(text: str) -> str:
    """A phone number of mainland China as its eleven digits; empty if it is none.

    Blanks, brackets, dots, hyphens and the code of the country may stand in it.
    """
    return _mobile(_digits(text))


def key(value: Any) -> str | None:
    """What phone numbers are compared by: that of a mobile number of mainland China, or the digits of another one."""
    digits = _digits(str(value or ""))
    return _mobile(digits) or (digits if digits.isascii() and _DIGITS.fullmatch(digits) else None)


def owner(tx: Tx, field_ids: Iterable[int], phone: str) -> Person | None:
    """The oldest person with this key in one of these fields, or None."""
    matches = (person for field_id in field_ids for _, person in people.by_keys(tx, field_id, [phone]))
    return min(matches, key=lambda person: person.id, default=None)


def _digits(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text))


def _mobile(digits: str) -> str:
    digits = _COUNTRY.sub("", digits, count=1)
    return digits if digits.isascii() and _MOBILE.fullmatch(digits) else ""
