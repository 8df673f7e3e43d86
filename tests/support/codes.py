"""Marketo's codes: what the documents list, where each is seen over the wire, and what a recorded run saw of it."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

TESTS: Final = Path(__file__).resolve().parents[1]
TABLE: Final = TESTS / "catalog" / "codes" / "marketo.json"

Said = tuple[int, str, str]  # HTTP status, code, and the text that came with it; a bare status is its own code


class Entry(msgspec.Struct, omit_defaults=True):
    """One text of one code.

    `page` of the guide shows `text`, in which %s stands for facts. What mercat says is that text, or `says`, with the
    reason in `why`. `test` meets it over the wire; without a test, `why` tells the reason, which begins with
    `not built yet` where that is to come.
    """

    code: str
    text: str
    page: str = "error-codes.md"
    status: int = 200
    says: str = ""
    test: str = ""
    why: str = ""

    def __str__(self) -> str:
        return f"{self.page} {self.code} {self.says or self.text}"

    @property
    def pattern(self) -> re.Pattern[str]:
        """What the texts of this entry look like."""
        return re.compile(".+".join(map(re.escape, (self.says or self.text).split("%s"))), re.DOTALL)


@cache
def table() -> tuple[Entry, ...]:
    """All entries."""
    return msgspec.json.decode(TABLE.read_bytes(), type=tuple[Entry, ...])


def said(status: int, document: dict[str, Any]) -> set[Said]:
    """The codes of an answer, of the whole call and of each record, with their texts."""
    if "error_code" in document:
        return {(status, document["error_code"], document["message"])}
    rows = document.get("result") if isinstance(document.get("result"), list) else []
    reasons = list(document.get("errors") or [])
    for row in rows:
        if isinstance(row, dict):
            reasons += [*(row.get("reasons") or ()), *(row.get("errors") or ())]
    found = {(status, one["code"], one["message"]) for one in reasons if isinstance(one, dict) and "message" in one}
    return found if document or status < 400 else {(status, str(status), "")}


def met(lines: Iterable[str]) -> dict[str, set[Said]]:
    """What each test met, by the lines of a recorded run."""
    found: dict[str, set[Said]] = defaultdict(set)
    for line in lines:
        test, _, _, _, codes = json.loads(line)
        found[test].update((status, code, text) for status, code, text in codes)
    return found


def unmet(seen: dict[str, set[Said]]) -> list[str]:
    """Entries whose test did not meet them."""
    return [
        f"{entry} ({entry.test})"
        for entry in table()
        if entry.test and not any(_fits(entry, *one) for one in seen.get(entry.test, ()))
    ]


def _fits(entry: Entry, status: int, code: str, text: str) -> bool:
    same = (status, code) == (entry.status, entry.code)
    return same and (not text or entry.pattern.fullmatch(text) is not None)
