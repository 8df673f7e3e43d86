"""Reading files of separated values, a row at a time, from any row on. A malformed row does not affect the others.

A file is UTF-8 text. UTF-16 with a byte order mark, and any encoding that an option names, are converted to UTF-8.
"""

import codecs
import csv
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, NamedTuple

import msgspec

from mercat.model.refusals import InvalidData, NotAllowed, Refusal
from mercat.model.rules import Rule

COLUMNS: Final = 1_000
NAME_LENGTH: Final = 255
READ_BYTES: Final = 65_536
SAMPLE_BYTES: Final = 4_096
DELIMITERS: Final = ",;\t|"


class Unreadable(msgspec.Struct, frozen=True):
    """A line that is not a valid row, with the reason."""

    line: str
    reason: Refusal


Line = list[str] | Unreadable


class Place(NamedTuple):
    """The beginning of a line: its position in bytes, and its number from 1."""

    position: int = 0
    number: int = 1


class Lines:
    """The lines of a text in chunks of equal size, from a place on."""

    def __init__(self, chunk: Callable[[int], bytes], size: int, place: Place) -> None:
        self._chunk = chunk
        self._size = size
        self.seek(place)

    @property
    def place(self) -> Place:
        """The beginning of the next line."""
        return Place(self.position, self.number)

    def seek(self, place: Place) -> None:
        """Go on at another place."""
        self.position, self.number = position, _ = place
        self._number = position // self._size
        self._rest = self._chunk(self._number)
        self._at = position % self._size

    def read(self) -> bytes:
        """The next line with its line end; empty at the end of the text."""
        begun = b""
        while True:
            end = self._rest.find(b"\n", self._at) + 1
            line = self._rest[self._at : end or None]
            if end or not self._rest:
                self._at = end
                self.position += len(begun) + len(line)
                self.number += 1
                return begun + line
            begun += line
            self._number += 1
            self._rest, self._at = self._chunk(self._number), 0

    def __iter__(self) -> Iterator[str]:
        while line := self.read():
            yield line.decode()


def place_at(chunk: Callable[[int], bytes], size: int, position: int) -> Place:
    """The place at a position of a text in chunks of equal size."""
    whole, rest = divmod(position, size)
    breaks = sum(chunk(number).count(b"\n") for number in range(whole)) + chunk(whole)[:rest].count(b"\n")
    return Place(position, 1 + breaks)


def rows(lines: Lines, separator: str) -> Iterator[tuple[int, Line]]:
    """The rows from the current place of `lines` on, each with the number of its first line, as an editor counts it.

    After each row, `lines` is at the row's end. An empty line is an empty row.
    """
    reader = csv.reader(iter(lines), delimiter=separator, strict=True)
    while True:
        position, number = lines.position, lines.number
        try:
            row = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError) as problem:
            undecodable = isinstance(problem, UnicodeDecodeError)
            reason = InvalidData(Rule.TEXT_NOT_UTF8 if undecodable else Rule.ROW_UNREADABLE)
            lines.seek(Place(position, number))
            line = lines.read()
            yield number, Unreadable(line.decode("utf-8", "replace").rstrip("\r\n"), reason)
            reader = csv.reader(iter(lines), delimiter=separator, strict=True)
            continue
        yield number, Unreadable(separator.join(row), InvalidData(Rule.ROW_UNREADABLE)) if _has_nul(row) else row


def header(lines: Lines, separator: str) -> list[str]:
    """The first row: the names of columns. Raises InvalidData if it is not valid."""
    row = next((row for _, row in rows(lines, separator) if row), None)
    if row is None:
        raise InvalidData(Rule.FILE_EMPTY)
    if isinstance(row, Unreadable):
        raise row.reason
    if len(row) > COLUMNS:
        raise InvalidData(Rule.COLUMNS_LIMIT, limit=COLUMNS)
    if len(set(row)) < len(row):
        raise InvalidData(Rule.COLUMN_NAMED_TWICE)
    if not all(0 < len(name) <= NAME_LENGTH for name in row):
        raise InvalidData(Rule.COLUMN_UNNAMED)
    return row


def delimiter(content: BinaryIO, encoding: str | None, default: str) -> str:
    """The separator of a file, guessed from its beginning; `default` if there is no sign of one.

    Raises what `chunks` raises.
    """
    sample = next(chunks(content, SAMPLE_BYTES, encoding), b"").decode("utf-8", "replace")
    content.seek(0)
    try:
        sniffed: str = csv.Sniffer().sniff(sample, DELIMITERS).delimiter
    except csv.Error:
        return default
    head = next((line for line in sample.splitlines() if line), "")
    return sniffed if sniffed in head else default


def chunks(content: BinaryIO, size: int, encoding: str | None = None) -> Iterator[bytes]:
    """A file as UTF-8 without a mark, in chunks of `size` bytes; the last one may be shorter.

    Raises NotAllowed if there is no such encoding, InvalidData if the file is of another one.
    """
    begun = b""
    plain = encoding is None or _codec(encoding) == "utf-8"
    for text in _utf8(content) if plain else _recoded(content, str(encoding)):
        begun += text
        while len(begun) >= size:
            yield begun[:size]
            begun = begun[size:]
    if begun:
        yield begun


def _utf8(content: BinaryIO) -> Iterator[bytes]:
    first = content.read(READ_BYTES)
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        decode = codecs.getincrementaldecoder("utf-16")("replace").decode
        while first:
            yield decode(first).encode("utf-8", "replace")
            first = content.read(READ_BYTES)
        yield decode(b"", True).encode("utf-8", "replace")
        return
    yield first.removeprefix(codecs.BOM_UTF8)
    while more := content.read(READ_BYTES):
        yield more


def _codec(encoding: str) -> str:
    try:
        "".encode(encoding)  # refuses codecs that are not for text
        codecs.getincrementaldecoder(encoding)
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):
        raise NotAllowed("encoding", encoding) from None


def _recoded(content: BinaryIO, encoding: str) -> Iterator[bytes]:
    decode = codecs.getincrementaldecoder(encoding)("strict").decode
    mark = codecs.BOM_UTF8
    try:
        while more := content.read(READ_BYTES):
            yield decode(more).encode("utf-8", "replace").removeprefix(mark)
            mark = b""
        yield decode(b"", True).encode("utf-8", "replace")
    except UnicodeError:
        raise InvalidData(Rule.TEXT_NOT_IN_ENCODING, encoding=encoding) from None


def _has_nul(row: list[str]) -> bool:
    return "\0" in "".join(row)  # PostgreSQL stores no NUL in a text
