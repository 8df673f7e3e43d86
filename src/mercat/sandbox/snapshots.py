"""/sandbox/snapshots: named states of the whole instance, and what differs between them."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, Final, Literal

import msgspec

from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.clock import to_iso
from mercat.sandbox.problems import Problem
from mercat.wire.http import Response
from mercat.wire.operation import Limits

NAME: Final = r"^[A-Za-z0-9_][A-Za-z0-9._-]*$"
ITEMS: Final = 1_000  # that one answer lists of a kind
FILE: Final = "application/zip"
FILE_BYTES: Final = 128 * 2**20

Name = Annotated[str, msgspec.Meta(pattern=NAME, max_length=100)]


class NewSnapshot(msgspec.Struct, forbid_unknown_fields=True):
    """The name of a snapshot: letters, digits, `.`, `_` and `-`."""

    name: Name


class SnapshotPath(msgspec.Struct):
    """The snapshot that a path names."""

    name: Name


class SnapshotReference(msgspec.Struct):
    """A snapshot, and the instance's time when it was taken."""

    name: str
    taken_at: str


class SnapshotList(msgspec.Struct):
    """The instance's snapshots, by name."""

    snapshots: list[SnapshotReference]


class Restored(msgspec.Struct):
    """The snapshot that the instance is back at, and its time."""

    name: str
    now: str
    frozen: bool


class DiffQuery(msgspec.Struct, forbid_unknown_fields=True):
    """The later snapshot; without it the present state is compared."""

    to: Name | None = None


class DiffItem(msgspec.Struct):
    """A record that differs: the members that changed, or all of one that was added or removed."""

    id: str
    change: Literal["added", "changed", "removed"]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class KindDiff(msgspec.Struct):
    """How many records of a kind differ, and the first 1,000 of them."""

    added: int
    changed: int
    removed: int
    items: list[DiffItem]


class Diff(msgspec.Struct):
    """What differs, by kind of record; kinds without a difference are left out."""

    kinds: dict[str, KindDiff]


class Forgotten(msgspec.Struct):
    """The snapshot that is gone."""

    deleted: str


@sandbox.get("/sandbox/snapshots")
async def list_snapshots(call: Call) -> SnapshotList:
    """The instance's snapshots, by name."""
    listed = await asyncio.to_thread(call.server.snapshots.all, call.host)
    return SnapshotList([SnapshotReference(one.name, to_iso(one.taken_ms)) for one in listed])


@sandbox.post("/sandbox/snapshots", example={"name": "before-import"}, refuses=(409,))
async def take_snapshot(call: Call, body: NewSnapshot) -> SnapshotReference:
    """Store the instance's state under a name, in place of an earlier snapshot of that name."""
    made = await call.server.take_snapshot(call.host, body.name)
    return SnapshotReference(made.name, to_iso(made.taken_ms))


@sandbox.post("/sandbox/snapshots/{name}/restore", refuses=(409,))
async def restore_snapshot(call: Call, path: SnapshotPath) -> Restored:
    """Take the instance back to a snapshot: data, files, clock, limits and transitions. Tokens stay valid."""
    _check(call, path.name)
    await call.server.restore_snapshot(call.host, path.name)
    clock = call.host.clock
    return Restored(path.name, to_iso(clock.now()), clock.frozen_ms is not None)


@sandbox.get("/sandbox/snapshots/{name}/diff")
async def diff_snapshots(call: Call, path: SnapshotPath, query: DiffQuery) -> Diff:
    """What was added, changed and removed since a snapshot, until another one or until now, by kind of record."""
    for name in filter(None, (path.name, query.to)):
        _check(call, name)
    differences = await asyncio.to_thread(call.server.snapshots.diff, call.host, path.name, query.to)
    return by_kind(differences, ITEMS)


@sandbox.get("/sandbox/snapshots/{name}/file")
async def download_snapshot(call: Call, path: SnapshotPath) -> Annotated[Response, FILE]:
    """A snapshot as a file, which another server of this version can take."""
    _check(call, path.name)
    return Response(200, await asyncio.to_thread(call.server.snapshots.pack, call.host, path.name), FILE)


@sandbox.put("/sandbox/snapshots/{name}", refuses=(409, 422), limits=Limits(body_bytes=FILE_BYTES))
async def upload_snapshot(call: Call, path: SnapshotPath) -> SnapshotReference:
    """Store the file of a snapshot under a name. The body is the file."""
    with NamedTemporaryFile(prefix="mercat-snapshot-") as file:
        await asyncio.to_thread(file.write, call.request.body)
        file.flush()
        stored = await call.server.upload_snapshot(call.host, path.name, Path(file.name))
    return SnapshotReference(stored.name, to_iso(stored.taken_ms))


@sandbox.delete("/sandbox/snapshots/{name}")
async def delete_snapshot(call: Call, path: SnapshotPath) -> Forgotten:
    """Delete a snapshot."""
    _check(call, path.name)
    await asyncio.to_thread(call.server.snapshots.delete, call.host, path.name)
    return Forgotten(path.name)


def by_kind(differences: Iterable[Any], most: int) -> Diff:
    """Differences by kind of record, with `most` items of each at most."""
    kinds: dict[str, KindDiff] = {}
    for one in differences:
        kind = kinds.setdefault(one.kind, KindDiff(0, 0, 0, []))
        setattr(kind, one.change, getattr(kind, one.change) + 1)
        if len(kind.items) < most:
            kind.items.append(DiffItem(one.id, one.change, one.before, one.after))
    return Diff(dict(sorted(kinds.items())))


def _check(call: Call, name: str) -> None:
    if call.server.snapshots.find(call.host, name) is None:
        raise Problem(404, f"There is no snapshot {name}. GET /sandbox/snapshots lists them.")
