"""`mercat leads`: people from and to files, with the engines of the bulk API."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from mercat.app.config import Place
from mercat.cli.failures import Failure
from mercat.cli.output import Out
from mercat.cli.shape import command, group

leads = group("leads", "Leads: people from and to files of separated values.")

Format = Literal["csv", "tsv", "ssv"]
OfFormat = Annotated[Format | None, typer.Option("--format", help="csv, tsv or ssv; told from the name if absent")]
ToFailures = Annotated[Path | None, typer.Option(help="write the rows that failed to this file, with the reasons")]


@command(leads, "import")
def bring(
    file: Annotated[Path, typer.Argument(help="CSV file with a header row; - is standard input")],
    place: Place,
    out: Out,
    form: OfFormat = None,
    lookup_field: Annotated[str, typer.Option(help="field used to match existing people")] = "email",
    partition: Annotated[str | None, typer.Option(help="partition of new people")] = None,
    list_id: Annotated[int | None, typer.Option(help="static list to put them on")] = None,
    failures: ToFailures = None,
) -> None:
    """Create or update people from FILE. Exit code 1 if a row failed; the others are imported all the same."""
    from mercat.app import exchange, streams
    from mercat.app.places import opened
    from mercat.domain.exchange.imports import Order
    from mercat.marketo import imports

    order = Order(form or _format(file), lookup_field, partition, list_id)
    with opened(place) as instance, out.progress(f"Importing {file.name}") as watch:
        done = exchange.import_people(instance, file, order, watch)
        if failures is not None and done.failed:
            with streams.writing(failures) as report:
                report.write(
                    instance.read_now(lambda tx: imports.report(tx, done, "failure")).encode("utf-8", "replace")
                )
    counts = {"imported": done.imported, "failed": done.failed, "warnings": done.warned}
    words = imports.message(done)
    if done.state == "failed" or done.failed:
        raise Failure(words if failures is None else f"{words}; see {failures}")
    out.done(words, counts)


@command(leads, "export")
def take(
    file: Annotated[Path, typer.Argument(help="the file to make; - is standard output")],
    place: Place,
    out: Out,
    form: OfFormat = None,
    field: Annotated[list[str], typer.Option(help="name of a field; may be given several times")] = [],  # noqa: B006  # Typer's way
    header: Annotated[list[str], typer.Option(help="FIELD=TITLE: another name for its column")] = [],  # noqa: B006  # Typer's way
    created: Annotated[str | None, typer.Option(help="START..END: those made then; at most 31 days")] = None,
    updated: Annotated[str | None, typer.Option(help="START..END: those changed then; at most 31 days")] = None,
    list_id: Annotated[int | None, typer.Option(help="those on this static list")] = None,
    list_name: Annotated[str | None, typer.Option(help="those on the static list of this name")] = None,
) -> None:
    """Write people into FILE: everybody, or those of one filter; the fields named, or all that `leads import` takes."""
    from mercat.app import exchange, streams
    from mercat.app.places import opened
    from mercat.store.exports import Request

    if streams.is_standard_output(file):
        out.leave_stdout()

    asked = {
        "createdAt": _range(created),
        "updatedAt": _range(updated),
        "staticListId": list_id,
        "staticListName": list_name,
    }
    chosen = {name: value for name, value in asked.items() if value is not None}
    request = Request(field, (form or _format(file)).upper(), dict(map(_title, header)), chosen)
    with opened(place) as instance, out.progress(f"Exporting {file.name}") as watch:
        count = exchange.export_people(instance, file, request, watch)
    out.done(f"{file} holds {count} people.", {"file": str(file), "exported": count})


def _range(text: str | None) -> dict[str, str] | None:
    if text is None:
        return None
    start, _, end = text.partition("..")
    return {"startAt": start, "endAt": end}


def _title(text: str) -> tuple[str, str]:
    name, _, title = text.partition("=")
    if not title:
        raise Failure(f"'{text}' is not of the form FIELD=TITLE.")
    return name, title


def _format(file: Path) -> str:
    return {".tsv": "tsv", ".ssv": "ssv"}.get(file.suffix.lower(), "csv")
