"""The files of bulk exports: separated values, with `null` for a missing value."""

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

import msgspec

FORMATS: Final = {"CSV": ",", "TSV": "\t", "SSV": ";"}


def write(rows: Iterable[Iterable[Any]], separator: str) -> bytes:
    """Rows as lines of UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows([_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def _text(value: Any) -> Any:
    if value.__class__ is str or value.__class__ is int:
        return value
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return msgspec.json.encode(value).decode()
    return value
