"""People from and to files, for those who sit at the machine: the bulk engines, with somebody who watches."""

import dataclasses
import functools
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from mercat.app import streams
from mercat.app.instance import Instance
from mercat.domain.exchange import files, filters, imports, sources
from mercat.domain.exchange.imports import Order
from mercat.domain.exchange.targets import People
from mercat.domain.people import fields
from mercat.store import people
from mercat.store.exports import Request
from mercat.store.imports import Import
from mercat.store.tx import Tx

Watch = Callable[[int, int], None]  # how many rows are done, of how many

SLICE_ROWS: Final = 5_000
PIECE_BYTES: Final = 1_048_576
PAUSE_SECONDS: Final = 0.1  # while another process does the work


def import_people(instance: Instance, file: Path, order: Order, watch: Watch) -> Import:
    """Import a file and wait until it is done. What is cut short goes on with the next import, or in the server."""
    with streams.reading(file) as content:
        whole = _lines_of(content)
        named = dataclasses.replace(order, file_name=file.name)
        found = instance.write_now(lambda tx: imports.create(tx, People(), content, named))
    look = functools.partial(imports.get, kind=People.kind, number=found.id)
    while found.state in ("queued", "processing"):
        if not instance.jobs.step():
            time.sleep(PAUSE_SECONDS)
        found = instance.read_now(look)
        watch(found.imported + found.failed, whole)
    return found


def export_people(instance: Instance, file: Path, wanted: Request, watch: Watch) -> int:
    """Write people into a file, everybody without a filter, all fields that an import takes if none is named; how many.

    Raises UnknownField, and what an extract of people refuses.
    """
    source = sources.People()

    def begin(tx: Tx) -> tuple[Request, int]:
        catalog = fields.catalog(tx)
        names, chosen = wanted.fields or list(catalog.converters), filters.settled(tx, wanted.filter)
        request = msgspec.structs.replace(wanted, fields=names, filter=chosen)
        if chosen:
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
            found, position = instance.read_now(read)
            out.write(files.write(found, separator))
            done += len(found)
            watch(done, max(whole, done))
            if position is None:
                break
    return done


def _lines_of(content: BinaryIO) -> int:
    count = sum(piece.count(b"\n") for piece in iter(lambda: content.read(PIECE_BYTES), b""))
    content.seek(0)
    return max(0, count - 1)
