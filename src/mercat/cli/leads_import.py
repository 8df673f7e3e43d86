"""`mercat leads import`: people from a file, with the engine of the bulk API."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from mercat.app.config import InstanceOptions
from mercat.cli.failures import Failure, Interrupted, Misused, warning
from mercat.cli.framework import command
from mercat.cli.leads import Format, format_of, leads, pair_of
from mercat.cli.output import Out

if TYPE_CHECKING:
    from mercat.app.instances.instance import Instance
    from mercat.app.lead_files import Trial
    from mercat.domain.bulk.imports import Order
    from mercat.model.import_jobs import FailedRow, Import, Request

FIRST: Final = 5
VALUE_LENGTH: Final = 60
OTHER_ENCODING: Final = "Name the encoding of the file with --encoding, such as cp1252."
DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|"}

Mapped = Annotated[
    list[str], typer.Option("--map", help="COLUMN=FIELD: the field of a column; may be given several times")
]
SkipsUnknown = Annotated[bool, typer.Option("--ignore-unknown", help="ignore columns that match no field")]
Delimiter = Annotated[
    str | None, typer.Option(help="what separates values, such as ';' or tab; by default from the file")
]
Encoding = Annotated[str | None, typer.Option(help="encoding of the file, such as cp1252 or gb18030; by default UTF-8")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="check every row without changing anything")]
ToFailures = Annotated[Path | None, typer.Option(help="write all failed rows to this file, with the reasons")]
Resume = Annotated[int | None, typer.Option(metavar="ID", help="resume an interrupted import")]
Cancel = Annotated[int | None, typer.Option(metavar="ID", help="cancel an interrupted import; its imported rows stay")]


@command(leads, "import")
def import_leads(
    place: InstanceOptions,
    out: Out,
    file: Annotated[Path | None, typer.Argument(help="file with a header row; - is standard input")] = None,
    form: Annotated[Format | None, typer.Option("--format", help="csv, tsv or ssv; by default from the file")] = None,
    lookup_field: Annotated[str, typer.Option(help="field to match existing people by")] = "email",
    partition: Annotated[str | None, typer.Option(help="partition for new people")] = None,
    list_id: Annotated[int | None, typer.Option(help="ID of the static list to add them to")] = None,
    mapped: Mapped = [],  # noqa: B006  # Typer's way
    ignore_unknown: SkipsUnknown = False,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    dry_run: DryRun = False,
    failures: ToFailures = None,
    resume: Resume = None,
    cancel: Cancel = None,
) -> None:
    """Create or update people from FILE. A row that fails does not stop the others; the exit code is then 1."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.bulk.columns import Columns
    from mercat.domain.bulk.files import FORMATS
    from mercat.domain.bulk.imports import Order

    if [file, resume, cancel].count(None) != 2:
        raise Misused("Give one of FILE, --resume ID and --cancel ID.")
    with open_instance(place) as instance:
        if cancel is not None:
            _cancel(instance, out, cancel)
        elif resume is not None:
            _resume(instance, out, resume, failures)
        elif file is not None:
            separator = DELIMITERS.get(delimiter or "", delimiter) or (FORMATS[form.upper()] if form else None)
            columns = Columns(dict(pair_of(text, "COLUMN=FIELD") for text in mapped), ignore_unknown)
            order = Order(
                form or format_of(file),
                lookup_field,
                partition,
                list_id,
                delimiter=separator,
                encoding=encoding,
                columns=columns,
            )
            (_try if dry_run else _import)(instance, out, file, order, failures)


def _import(instance: "Instance", out: Out, file: Path, order: "Order", failures: Path | None) -> None:
    from mercat.app import lead_files

    with out.progress(f"Importing {file.name}") as watch, _hints():
        done = lead_files.import_people(instance, file, order, watch, _tell_first)
    _say(instance, out, done, failures)


def _resume(instance: "Instance", out: Out, number: int, failures: Path | None) -> None:
    from mercat.app.lead_files import resume_import

    with out.progress(f"Importing the rest of {number}") as watch, _hints():
        done = resume_import(instance, number, watch, _tell_first)
    _say(instance, out, done, failures)


def _cancel(instance: "Instance", out: Out, number: int) -> None:
    from mercat.app.lead_files import cancel_import

    done = cancel_import(instance, number)
    counts = {"import": number, "imported": done.imported, "failed": done.failed, "warnings": done.warned}
    out.done(f"Import {number} is cancelled. The {done.imported} rows that it imported stay.", counts)


def _try(instance: "Instance", out: Out, file: Path, order: "Order", failures: Path | None) -> None:
    from mercat.app.lead_files import PEOPLE, try_people
    from mercat.marketo import import_report

    with out.progress(f"Checking {file.name}") as watch, _hints():
        trial = try_people(instance, file, order, watch, FIRST if failures is None else None)
    request, failed_rows = trial.request, trial.failures
    _name_skipped(request)
    words = f"Dry run: nothing was changed. {trial.imported} rows can be imported, {trial.failed} cannot."
    if trial.failed:
        if failures is not None:
            _write(failures, import_report.file_of(PEOPLE, request, failed_rows, "failure"))
        first = import_report.failures_of(PEOPLE, request, failed_rows[:FIRST])
        raise Failure(_with_failures(words, first, trial.failed, failures))
    out.done(words, _counts(request, trial))


def _say(instance: "Instance", out: Out, done: "Import", failures: Path | None) -> None:
    """Print the result of an import, or how to resume it."""
    from mercat.marketo import import_report

    if done.state == "paused":
        rows = f"{done.imported + done.failed} rows are done, {done.imported} of them imported"
        raise Interrupted(
            f"Import {done.id} is interrupted: {rows}. To go on: mercat leads import --resume {done.id}."
            f" To end it: mercat leads import --cancel {done.id}."
        )
    _name_skipped(done.request)
    words = import_report.message(done)
    if done.state == "failed":
        raise Failure(words)
    if done.failed:
        if failures is not None:
            _write(failures, instance.read_now(lambda tx: import_report.file(tx, done, "failure")))
        first = instance.read_now(lambda tx: import_report.first_failures(tx, done, FIRST))
        raise Failure(_with_failures(words, first, done.failed, failures))
    out.done(words, _counts(done.request, done))


def _write(target: Path, text: str) -> None:
    from mercat.app import streams

    with streams.writing(target) as report:
        report.write(text.encode("utf-8", "replace"))


def _counts(request: "Request", done: "Import | Trial") -> dict[str, object]:
    counts = {"imported": done.imported, "failed": done.failed, "warnings": done.warned}
    return {**counts, "ignored_columns": _skipped(request)}


def _skipped(request: "Request") -> list[str]:
    return [column for column, name in zip(request.header, request.names, strict=True) if not name]


def _name_skipped(request: "Request") -> None:
    if skipped := _skipped(request):
        warning(f"These columns match no field and were ignored: {', '.join(skipped)}.")


def _with_failures(words: str, first: "list[FailedRow]", count: int, failures: Path | None) -> str:
    from mercat.model.rules import Rule

    lines = [f"{words}; see {failures}" if failures else words]
    for row in first:
        at_fault = f"{row.column} '{_short(row.value)}'" if row.column else _short(row.value)
        lines.append(f"  line {row.number}: {at_fault}: {row.reason}")
    if count > len(first):
        lines.append(f"  and {count - len(first)} more" + ("" if failures else "; --failures FILE writes all of them"))
    if any(row.rule == Rule.TEXT_NOT_UTF8 for row in first):
        lines.append(OTHER_ENCODING)
    return "\n".join(lines)


def _short(value: str) -> str:
    return value if len(value) <= VALUE_LENGTH else value[: VALUE_LENGTH - 1] + "…"


def _tell_first(number: int) -> None:
    warning(f"Import {number} was started earlier and is finished first.")


@contextlib.contextmanager
def _hints() -> Iterator[None]:
    """Explain what to do about columns or an encoding that are not recognised, and after a second Ctrl-C."""
    from mercat.app.interrupts import PressedAgain
    from mercat.cli.refusals import message_for
    from mercat.model.refusals import InvalidData, UnknownFields
    from mercat.model.rules import Rule

    try:
        yield
    except UnknownFields as refusal:
        names = ", ".join(f"'{name}'" for name in refusal.fields)
        raise Failure(
            f"There is no field for these columns: {names}. Name the field of each with --map 'COLUMN=FIELD', or ignore"
            " such columns with --ignore-unknown."
        ) from None
    except InvalidData as refusal:
        if refusal.rule is not Rule.TEXT_NOT_UTF8:
            raise
        raise Failure(f"{message_for(refusal)} {OTHER_ENCODING}") from None
    except PressedAgain:
        raise Interrupted(
            "Interrupted at once. If the file was stored, its import goes on when a server runs, or with --resume ID;"
            " Bulk Jobs in the console shows the ID."
        ) from None
