"""Every documented operation of both protocols, with the grade that mercat has earned for it."""

from collections.abc import Iterable
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from mercat.marketo import catalog as marketo_catalog
from mercat.tencent import catalog as tencent_catalog
from mercat.wire.operation import PUBLIC, Operation

PACKAGE: Final = Path(__file__).resolve().parents[2]
PROTOCOLS: Final = ("marketo", "tencent")
ANY_TOKEN: Final = "any token"  # noqa: S105  # a word of the tables
PUBLIC_WORD: Final = "public"


class Grade(IntEnum):
    """How well an operation is supported; each grade includes the ones before it.

    `routed`: not implemented; answers the vendor's code for an unknown path. `stateful`: acts on stored data and passes
    the sweeps. `conformant`: takes the inputs of the vendor's document without a listed difference, and its tests show
    a success and a refusal. `proven`: a published client, unmodified, has used it.
    """

    ROUTED = 0
    STATEFUL = 1
    CONFORMANT = 2
    PROVEN = 3

    def __str__(self) -> str:
        return self.name.lower()


class Documented(msgspec.Struct, frozen=True):
    """One operation as the vendor lists it. `scopes` are Tencent's permissions."""

    method: str
    path: str
    id: str = ""
    group: str = ""
    permission: str = ""
    scopes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Evidence(msgspec.Struct, frozen=True):
    """What the tests have shown, by `METHOD /path`. The file is evidence.json; see docs/architecture.md."""

    tested: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    proven: dict[str, tuple[str, ...]] = {}  # by client


class Row(msgspec.Struct, frozen=True):
    """One operation in the tables: documented, declared, or both."""

    protocol: str
    method: str
    path: str
    group: str
    permission: str
    module: str
    grade: Grade
    clients: tuple[str, ...] = ()
    documented: bool = True

    @property
    def built(self) -> bool:
        """Whether mercat implements it."""
        return self.grade > Grade.ROUTED

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@cache
def documented(protocol: str) -> tuple[Documented, ...]:
    """The operations that the vendor documents, from the list in the package."""
    text = (PACKAGE / protocol / "documented.json").read_bytes()
    return msgspec.json.decode(text, type=tuple[Documented, ...])


@cache
def evidence() -> Evidence:
    """The evidence of the last `make evidence`."""
    return msgspec.json.decode((PACKAGE / "app" / "evidence.json").read_bytes(), type=Evidence)


def declared(protocol: str) -> list[Operation]:
    """The operations that mercat answers."""
    return marketo_catalog.operations() if protocol == "marketo" else tencent_catalog.operations()


def rows(protocol: str | None = None) -> list[Row]:
    """Every operation that is documented or declared, by protocol and path."""
    protocols = PROTOCOLS if protocol is None else (protocol,)
    return [row for name in protocols for row in _rows(name)]


def routes(word: str = "") -> list[Row]:
    """The operations whose path, permission or module contains a word: implemented ones and others."""
    part = word.lower()
    return [row for row in rows() if part in f"{row} {row.permission} {row.module}".lower()]


def counts(operation_rows: Iterable[Row]) -> dict[Grade, int]:
    """How many operations have each grade."""
    total = dict.fromkeys(Grade, 0)
    for row in operation_rows:
        total[row.grade] += 1
    return total


def grade(operation: Operation | None, facts: Evidence) -> Grade:
    """The grade that an operation has earned."""
    name = str(operation)
    if operation is None:
        return Grade.ROUTED
    if name not in facts.tested or name in facts.differing:
        return Grade.STATEFUL
    if any(name in names for names in facts.proven.values()):
        return Grade.PROVEN
    return Grade.CONFORMANT


def permission_words(operation: Operation) -> str:
    """The permissions as one text; a caller needs one of them."""
    if operation.needs is PUBLIC:
        return PUBLIC_WORD
    return ", ".join(operation.needs) or ANY_TOKEN


def module_file(operation: Operation) -> str:
    """The file that declares the operation, relative to the package."""
    return operation.module.removeprefix("mercat.").replace(".", "/") + ".py"


def _rows(protocol: str) -> list[Row]:
    operations = {str(operation): operation for operation in declared(protocol)}
    listed = {str(entry): entry for entry in documented(protocol)}
    facts = evidence()
    table = [_row(protocol, listed.get(name), operations.get(name), facts) for name in {**listed, **operations}]
    return sorted(table, key=lambda row: (row.path, row.method))


def _row(protocol: str, entry: Documented | None, operation: Operation | None, facts: Evidence) -> Row:
    source = entry or operation
    assert source is not None
    clients = tuple(sorted(client for client, names in facts.proven.items() if str(source) in names))
    return Row(
        protocol=protocol,
        method=source.method,
        path=source.path,
        group=_group(protocol, entry, source.path),
        permission=permission_words(operation) if operation is not None else _documented_words(entry),
        module=module_file(operation) if operation is not None else "",
        grade=grade(operation, facts),
        clients=clients if operation is not None else (),
        documented=entry is not None,
    )


def _group(protocol: str, entry: Documented | None, path: str) -> str:
    if entry is not None and entry.group:
        return entry.group
    return "Not in the vendor's list" if protocol == "marketo" else path.strip("/").split("/")[-2]


def _documented_words(entry: Documented | None) -> str:
    if entry is None:
        return ""
    return entry.permission or ", ".join(entry.scopes) or ANY_TOKEN
