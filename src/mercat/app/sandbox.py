"""The sandbox's view of the server: it creates instances from prepared templates, deletes and resets them."""

import asyncio
import contextlib
import functools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mercat.app.catalogue import coverage
from mercat.app.http import mounts
from mercat.app.http.asgi import MARKETO, TENCENT, AsgiApplication
from mercat.app.instances.instance import Instance
from mercat.app.instances.locations import DEMO, KIND
from mercat.app.instances.registry import Registry, Template
from mercat.app.instances.snapshots import SNAPSHOTS, NoSnapshot, NotEmbedded, Snapshot, Snapshots, TooManySnapshots
from mercat.app.ready import block
from mercat.domain import audit
from mercat.marketo import errors as marketo_errors
from mercat.marketo import permissions
from mercat.model.caller import SANDBOX, SYSTEM, Caller
from mercat.model.refusals import NotFound
from mercat.sandbox import sample
from mercat.sandbox.fault_orders import FaultOrders
from mercat.sandbox.host import State
from mercat.sandbox.journal import Journal
from mercat.sandbox.operation_names import is_named
from mercat.sandbox.problems import Problem
from mercat.sandbox.sample import Chapter, access
from mercat.store import settings
from mercat.store.access import credentials
from mercat.store.engines import row_copy
from mercat.store.engines.database import open_database
from mercat.store.engines.files import Files
from mercat.store.tx import Tx
from mercat.tencent import scopes

if TYPE_CHECKING:
    from mercat.app.demo_controls import DemoControls


class SandboxServer:
    """Creates, deletes and resets instances. Their clocks are real, or start at `start_ms`, `frozen` or not."""

    def __init__(self, registry: Registry, start_ms: int | None = None, *, frozen: bool = False) -> None:
        self.registry = registry
        self.start_ms = start_ms
        self.frozen = frozen
        self.snapshots = Snapshots(registry.data_dir)
        self._templates: Registry | None = None
        self._complete: set[tuple[str, Chapter]] = set()  # of instances by id: what they hold, or are not to hold
        self._lock = threading.Lock()
        for instance in registry:
            _attach(instance)

    @property
    def default_id(self) -> str:
        """The id of the server's own instance."""
        return self.registry.default_id

    def ids(self) -> list[str]:
        """The ids of all instances, oldest first."""
        return [instance.id for instance in self.registry]

    def create_now(self, state: State, instance_id: str | None = None, *, whole: bool = False) -> Instance:
        """Create an instance in a state, with credentials of its own, and if it is to be `whole` with all chapters."""
        template = self._template(state)
        if whole:
            with self._lock:
                _fill_chapters(template)
        made = self.registry.create(
            fill_access, instance_id, template=template, now_ms=self.start_ms, frozen=self.frozen
        )
        return _attach(made)

    def _copy(self, source: Instance, name: str) -> Instance:
        with (
            self.snapshots.held(source, name),
            contextlib.closing(open_database(self.snapshots.database(source, name), durable=False)) as database,
        ):
            snapshot = self.snapshots.find(source, name)
            assert snapshot is not None, "it is held"
            made = self.registry.create(
                take_over_access,
                template=Template(database, Files(self.snapshots.files(source, name))),
                now_ms=snapshot.taken_ms,
                frozen=snapshot.frozen,
            )
        return _attach(made)

    async def prepare(self, instance: Instance, path: str) -> None:
        """Fill in the chapters of the sample data that a request of this path may meet.

        While the clock stands still, a request also finds all jobs done that are due. So what it meets does not depend
        on how fast they run beside it, and the same requests get the same answers.
        """
        for chapter in chapters_of(path):
            if (instance.id, chapter) not in self._complete:
                if await instance.read(functools.partial(_is_due, chapter=chapter)):
                    await instance.write(functools.partial(_complete, chapter=chapter))
                self._complete.add((instance.id, chapter))
        if instance.clock.frozen_ms is not None and not (instance.database.inline and instance.jobs.is_quiet()):
            await asyncio.to_thread(instance.jobs.run_due)

    async def create(self, state: State) -> str:
        """Create an instance. Returns its id."""
        return (await asyncio.to_thread(functools.partial(self.create_now, state, whole=True))).id

    async def copy(self, source: Instance, snapshot: str) -> str:
        """Create an instance from a snapshot of another one. Returns its id. Raises Problem."""
        try:
            return (await asyncio.to_thread(self._copy, source, snapshot)).id
        except NotFound as missing:
            if missing.kind == "snapshot":
                raise
            raise Problem(409, f"The snapshot {snapshot} lacks some of the first credentials.") from None

    async def delete(self, instance_id: str) -> None:
        """Delete an instance with everything that it holds."""
        instance = self.registry.find(instance_id)
        if instance is not None:
            await asyncio.to_thread(instance.jobs.close)
            self._forget(instance_id)
            if self.registry.find(instance_id) is instance:  # another call may have deleted it
                self.registry.delete(instance_id)
                await asyncio.to_thread(self.snapshots.forget, instance_id)

    async def reset(self, instance: Instance, state: State, *, keep_services: bool = False) -> None:
        """Reset an instance to a state, with or without the services that the sandbox created."""
        await asyncio.to_thread(self._reset, instance, state, keep_services)
        self._forget(instance.id)

    async def take_snapshot(self, instance: Instance, name: str) -> Snapshot:
        """Store an instance's state under a name. Raises Problem."""
        with _problems():
            return await asyncio.to_thread(self.snapshots.take, instance, name)

    async def upload_snapshot(self, instance: Instance, name: str, file: Path) -> Snapshot:
        """Store the file of a snapshot under a name. Raises Problem."""
        with _problems():
            return await asyncio.to_thread(self.snapshots.unpack, instance, name, file)

    async def restore_snapshot(self, instance: Instance, name: str) -> None:
        """Take an instance back to a snapshot."""

        def note(tx: Tx) -> None:
            audit.note(tx, "instance.restored", name, actor=SANDBOX)

        await asyncio.to_thread(self.snapshots.restore, instance, name, note)
        self._forget(instance.id)

    async def describe(self, instance_id: str, base_url: str) -> dict[str, Any]:
        """An instance's addresses and credentials, as in a ready file."""
        instance = self.registry.find(instance_id)
        assert instance is not None, "the instance was made a moment ago"
        return block(base_url, instance_id, await instance.read(access.credentials))

    async def renew_tokens(self, instance: Instance, caller: Caller) -> None:
        """Replace Tencent tokens that expired."""
        await instance.write(access.renewed, caller)

    def is_operation(self, name: str, protocol: str | None) -> bool:
        """Whether an operation of a protocol, or of either, has this id, path, or method with path."""
        protocols = coverage.PROTOCOLS if protocol is None else (protocol,)
        operations = (one for each in protocols for one in coverage.declared(each))
        return any(is_named(name, one.id, one.method, one.path) for one in operations)

    def is_code(self, protocol: str, code: str) -> bool:
        """Whether a protocol documents an error code."""
        from mercat.tencent import errors as tencent_errors  # it names the refusals of all engines

        return code in (marketo_errors if protocol == "marketo" else tencent_errors).documented()

    def permissions(self) -> list[str]:
        """The exact names of all permissions."""
        return list(permissions.EVERY)

    def permission(self, name: str) -> str | None:
        """The exact spelling of a permission; None if there is no such permission."""
        return permissions.exact(name)

    def close(self) -> None:
        """Close the templates."""
        if self._templates is not None:
            self._templates.close()

    def _forget(self, instance_id: str) -> None:
        self._complete = {entry for entry in self._complete if entry[0] != instance_id}

    def _reset(self, instance: Instance, state: State, keep_services: bool) -> None:
        template = self._template(state)
        row_copy.copy_files(template.files, instance.files.folder)

        def replace(tx: Tx) -> None:
            credential_rows = credentials.collect(tx, keep_passing=keep_services)
            row_copy.replace_all_rows(
                tx.connection,
                tx.dialect,
                template.database,
                skip=credentials.TABLES,
                between=lambda: credentials.put_back(tx, credential_rows),
            )
            credentials.remember_again(tx, credential_rows)
            settings.put(tx, KIND, DEMO)
            audit.note(tx, "instance.reset", state, actor=SANDBOX)

        with instance.jobs.paused():
            instance.reset(replace)

    def _template(self, state: State) -> Instance:
        """The instance that others are copied from, created when first needed. Its clock dates the sample data."""
        with self._lock:
            if self._templates is None:
                self._templates = self.registry.sibling(self.registry.data_dir / "templates")
            instance_id, content = CONTENTS[state]
            made = self._templates.find(instance_id)
            if made is None:
                self._templates.discard(instance_id)
                made = self._templates.create(content, instance_id, now_ms=self.start_ms, frozen=self.frozen)
            return made


@contextlib.contextmanager
def _problems() -> Iterator[None]:
    """Turn what keeps a snapshot from being stored into a problem."""
    try:
        yield
    except NotEmbedded:
        raise Problem(409, "Snapshots are of databases in a file, and this one is in PostgreSQL.") from None
    except TooManySnapshots:
        raise Problem(409, f"An instance has {SNAPSHOTS} snapshots at most; delete one first.") from None
    except NoSnapshot as problem:
        raise Problem(422, f"This is not the file of a snapshot. {problem}") from None


def _attach(instance: Instance) -> Instance:
    instance.journal, instance.faults = Journal(), FaultOrders()
    return instance


def chapters_of(path: str) -> tuple[Chapter, ...]:
    """The chapters of the sample data that a request of this path may meet."""
    first = path[1:].partition("/")[0]
    if first in TENCENT:
        return (Chapter.ADVERTISING,)
    if first in MARKETO:
        return (Chapter.DESIGN,) if path.startswith("/rest/asset/") else ()
    return tuple(Chapter)


def pages(server: SandboxServer) -> dict[str, AsgiApplication]:
    """The applications that `demo` mounts beside the protocols."""
    return {"sandbox": mounts.sandbox_of(server), "console": mounts.console_with(lambda: _controls(server))}


def _controls(server: SandboxServer) -> "DemoControls":
    from mercat.app.demo_controls import DemoControls

    return DemoControls(server)


def _fill(tx: Tx) -> None:
    sample.fill(tx)
    for chapter in Chapter:
        settings.put(tx, chapter, "due")  # until it is filled in


def _is_due(tx: Tx, chapter: Chapter) -> bool:
    return settings.find(tx, chapter) is not None


def _complete(tx: Tx, chapter: Chapter) -> None:
    if _is_due(tx, chapter):
        settings.delete(tx, chapter)
        sample.fill_chapter(tx, chapter)


def complete(instance: Instance, chapter: Chapter) -> None:
    """Fill in a chapter, if it is due."""
    if instance.read_now(functools.partial(_is_due, chapter=chapter)):
        instance.write_now(functools.partial(_complete, chapter=chapter), SYSTEM)


def _fill_chapters(template: Instance) -> None:
    """Fill in all chapters of a template, and do the work that they order."""
    for chapter in Chapter:
        complete(template, chapter)
    template.jobs.run_due()


def take_over_access(tx: Tx) -> None:
    """Make credentials that were copied from another instance those of this one. Raises NotFound."""
    credentials.drop_secrets(tx)
    access.take_over(tx)
    credentials.remember(tx)


def fill_access(tx: Tx) -> None:
    """Create the credentials that every instance of a demo has."""
    access.fill(tx, list(permissions.EVERY), list(scopes.ALL))
    settings.put(tx, KIND, DEMO)
    credentials.remember(tx)


CONTENTS: Final = {"seed": ("000-SED-000", _fill), "empty": ("000-EMP-000", sample.fill_empty)}
