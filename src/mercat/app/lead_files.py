"""Import and export of people at the command line: the bulk engines with progress and Ctrl-C."""

import dataclasses
import functools
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from mercat.app import interrupts, streams
from mercat.app.instances.instance import Instance
from mercat.domain.bulk import csv_rows, exporters, files, filters, imports
from mercat.domain.bulk.csv_rows import Lines
from mercat.domain.bulk.file_importers import PeopleFileImporter
from mercat.domain.bulk.imports import Order
from mercat.domain.people import fields
from mercat.model.export_jobs import Request
from mercat.model.import_jobs import Import, Remark
from mercat.model.import_jobs import Request as ImportRequest
from mercat.store import people
from mercat.store.tx import Tx

Watch = Callable[[int, int | None], None]  # gets the number of rows done, and their total or None
Tell = Callable[[int], None]  # gets the number of an import that runs before this one

PEOPLE: Final = PeopleFileImporter.kind
SLICE_ROWS: Final = 5_000
CHUNK_BYTES: Final = 1_048_576
PAUSE_SECONDS: Final = 0.1  # between looks at an import that another process runs


@dataclasses.dataclass
class Trial:
    """The result of a dry run."""

    request: ImportRequest
    imported: int = 0
    failed: int = 0
    warned: int = 0
    failures: list[Remark] = dataclasses.field(default_factory=list)  # all, or the first ones


class _Undone(Exception):
    """Raised to roll the transaction of a dry run back."""

    def __init__(self, failures: list[Remark], warnings: list[Remark]) -> None:
        super().__init__()
        self.failures, self.warnings = failures, warnings


def import_people(instance: Instance, file: Path, order: Order, watch: Watch, tell: Tell) -> Import:
    """Import a file and wait for its end. Ctrl-C pauses the import."""
    with streams.reading(file) as content, interrupts.deferred() as interrupted:
        whole = _lines_of(content)
        settled = _settled(content, file, order)
        job = instance.write_now(lambda tx: imports.create(tx, PeopleFileImporter(), content, settled))
        return _follow(instance, job, lambda done: watch(done, whole), tell, interrupted)


def resume_import(instance: Instance, number: int, watch: Watch, tell: Tell) -> Import:
    """Resume an import and wait for its end. Raises NotFound, RuleBroken (it is over)."""
    with interrupts.deferred() as interrupted:
        job = instance.write_now(lambda tx: imports.resume(tx, PeopleFileImporter.kind, number))
        return _follow(instance, job, lambda done: watch(done, None), tell, interrupted)


def cancel_import(instance: Instance, number: int) -> Import:
    """Cancel an import; the rows that it wrote stay. Raises NotFound, RuleBroken (it is over)."""
    return instance.write_now(lambda tx: imports.cancel(tx, PeopleFileImporter.kind, number))


def _follow(
    instance: Instance, job: Import, watch: Callable[[int], None], tell: Tell, interrupted: Callable[[], bool]
) -> Import:
    """Run the jobs of an import and of the imports before it, unless another process runs them."""
    number = current = job.id
    look = functools.partial(imports.get, kind=PeopleFileImporter.kind, number=number)
    while job.state in ("queued", "processing"):
        if interrupted():
            return instance.write_now(lambda tx: imports.pause(tx, PeopleFileImporter.kind, number))
        ahead, current = current, instance.read_now(lambda tx: imports.next_in_line(tx, number))
        if current not in (ahead, number):
            tell(current)
        if not instance.jobs.step(imports.key_of(current)):
            time.sleep(PAUSE_SECONDS)
        job = instance.read_now(look)
        watch(job.imported + job.failed)
    return job


def try_people(instance: Instance, file: Path, order: Order, watch: Watch, keep: int | None) -> Trial:
    """Check every row as an import would, and change nothing. The trial holds the first `keep` failures, or all."""
    with streams.reading(file) as content, tempfile.TemporaryFile() as text:
        whole = _lines_of(content)
        settled = _settled(content, file, order)
        text.writelines(csv_rows.chunks(content, CHUNK_BYTES, settled.encoding))
        size = text.tell()

        def chunk(number: int) -> bytes:
            text.seek(number * CHUNK_BYTES)
            return text.read(CHUNK_BYTES)

        request = instance.read_now(lambda tx: imports.check(tx, PeopleFileImporter(), chunk(0), settled))
        trial = Trial(request)
        lines = Lines(chunk, CHUNK_BYTES, csv_rows.place_at(chunk, CHUNK_BYTES, request.begin))
        while lines.position < size:
            _try_slice(instance, trial, lines, settled.list_id)
            if keep is not None:
                del trial.failures[keep:]
            watch(trial.imported + trial.failed, whole)
    return trial


def _try_slice(instance: Instance, trial: Trial, lines: Lines, list_id: int | None) -> None:
    part, place = imports.slice_of(lines, trial.request)
    lines.seek(place)

    def attempt(tx: Tx) -> None:
        raise _Undone(*imports.write(tx, PeopleFileImporter(), trial.request, part, list_id))

    try:
        instance.write_now(attempt)
    except _Undone as undone:
        trial.imported += len(part) - len(undone.failures)
        trial.failed += len(undone.failures)
        trial.warned += len(undone.warnings)
        trial.failures += undone.failures


def _settled(content: BinaryIO, file: Path, order: Order) -> Order:
    """The order with the file's name and the delimiter that the file uses."""
    default = files.FORMATS.get(order.format.upper(), ",")
    delimiter = order.delimiter or csv_rows.delimiter(content, order.encoding, default)
    return msgspec.structs.replace(order, file_name=file.name, delimiter=delimiter)


def export_people(instance: Instance, file: Path, export_request: Request, watch: Watch) -> int:
    """Write people into a file. Returns their number.

    Without a filter it writes everybody; without field names, all fields that an import takes. Raises UnknownField, and
    the refusals of a bulk export of people.
    """
    source = exporters.PeopleExporter()

    def begin(tx: Tx) -> tuple[Request, int]:
        catalog = fields.catalog(tx)
        names = export_request.fields or list(catalog.converters)
        person_filter = filters.resolve_list(tx, export_request.filter)
        request = msgspec.structs.replace(export_request, fields=names, filter=person_filter)
        if person_filter:
            source.check(tx, request)
            return request, 0
        filters.check_fields(request, lambda name: bool(catalog.get(name)))
        return request, people.count(tx)

    request, whole = instance.read_now(begin)
    separator = files.FORMATS[request.format]
    done, position = 0, None
    with streams.writing(file) as out:
        out.write(files.write([instance.read_now(lambda tx: source.header(tx, request))], separator))
        while True:
            read = functools.partial(source.rows, request=request, position=position, limit=SLICE_ROWS)
            rows, position = instance.read_now(read)
            out.write(files.write(rows, separator))
            done += len(rows)
            watch(done, max(whole, done))
            if position is None:
                break
    return done


def _lines_of(content: BinaryIO) -> int:
    count = sum(chunk.count(b"\n") for chunk in iter(lambda: content.read(CHUNK_BYTES), b""))
    content.seek(0)
    return max(0, count - 1)
