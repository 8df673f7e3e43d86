"""The import of facts of delivery at the command line."""

import csv
import functools
import io
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from mercat.app import streams
from mercat.app.instances.instance import Instance
from mercat.domain.advertising.delivery import fact_import
from mercat.domain.advertising.delivery.fact_import import COLUMNS, Refused, Row
from mercat.model.refusals import InvalidData
from mercat.model.rules import Rule
from mercat.store.tx import Tx

SLICE_ROWS: Final = 5_000
LINE_LENGTH: Final = 10_000

Watch = Callable[[int, int | None], None]
Write = Callable[..., list[Refused]]


class Result(msgspec.Struct):
    """What became of the rows of a file."""

    imported: int = 0
    refused: list[Refused] = msgspec.field(default_factory=list)


class _Undone(Exception):
    """Rolls the transaction of a dry run back."""

    def __init__(self, result: Result) -> None:
        super().__init__()
        self.result = result


def import_facts(instance: Instance, file: Path, watch: Watch, *, replaces: bool, dry_run: bool) -> Result:
    """Import a file, some rows at a time. A dry run checks all of them together and changes nothing.

    Raises InvalidData if the file is not a table with the columns.
    """
    instance.catch_up_now()  # so that simulated hours are not imported beforehand
    write = functools.partial(fact_import.write, replaces=replaces)
    if dry_run:
        return _attempted(instance, file, write, watch)
    result = Result()
    for rows in _slices(file):
        _count(result, rows, instance.write_now(functools.partial(write, rows=rows)), watch)
    return result


def _attempted(instance: Instance, file: Path, write: Write, watch: Watch) -> Result:
    def attempt(tx: Tx) -> None:
        result = Result()
        for rows in _slices(file):
            _count(result, rows, write(tx, rows=rows), watch)
        raise _Undone(result)

    try:
        instance.write_now(attempt)
    except _Undone as undone:
        return undone.result
    raise AssertionError("the attempt is always undone")


def _count(result: Result, rows: list[Row], refused: list[Refused], watch: Watch) -> None:
    result.imported += len(rows) - len(refused)
    result.refused += refused
    watch(result.imported + len(result.refused), None)


def _slices(file: Path) -> Iterator[list[Row]]:
    with streams.reading(file) as content:
        rows = _rows(io.TextIOWrapper(content, "utf-8-sig", newline=""))
        while part := list(itertools.islice(rows, SLICE_ROWS)):
            yield part


def _rows(text: io.TextIOWrapper) -> Iterator[Row]:
    reader = csv.reader(text, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        for name in COLUMNS:
            if name not in header:
                raise InvalidData(Rule.COLUMN_MISSING, column=name, columns=", ".join(header)[:LINE_LENGTH])
        for values in reader:
            if values:
                yield Row(reader.line_num, dict(zip(header, values, strict=False)))
    except UnicodeDecodeError:
        raise InvalidData(Rule.TEXT_NOT_UTF8) from None
    except csv.Error:
        raise InvalidData(Rule.ROW_UNREADABLE) from None
