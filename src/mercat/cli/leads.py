"""`mercat leads`: people to and from files, with the engines of the bulk API."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from mercat.app.config import InstanceOptions
from mercat.cli.failures import Failure
from mercat.cli.framework import command, group
from mercat.cli.output import Out

leads = group("leads", "Leads: import people from files, and export them to files.")

Format = Literal["csv", "tsv", "ssv"]
OfFormat = Annotated[Format | None, typer.Option("--format", help="csv, tsv or ssv; by default from the file name")]


@command(leads, "export")
def export_leads(
    file: Annotated[Path, typer.Argument(help="file to write; - is standard output")],
    place: InstanceOptions,
    out: Out,
    form: OfFormat = None,
    field: Annotated[list[str], typer.Option(help="API name of a field; may be given several times")] = [],  # noqa: B006  # Typer's way
    header: Annotated[list[str], typer.Option(help="FIELD=TITLE: title of the field's column")] = [],  # noqa: B006  # Typer's way
    created: Annotated[str | None, typer.Option(help="START..END: people created then; at most 31 days")] = None,
    updated: Annotated[str | None, typer.Option(help="START..END: people changed then; at most 31 days")] = None,
    list_id: Annotated[int | None, typer.Option(help="people on the static list with this ID")] = None,
    list_name: Annotated[str | None, typer.Option(help="people on the static list with this name")] = None,
) -> None:
    """Export people to FILE: everybody or those that one filter selects, with the given fields or all of them."""
    from mercat.app import lead_files, streams
    from mercat.app.instances.locations import open_instance
    from mercat.model.export_jobs import Request

    if streams.is_standard_output(file):
        out.leave_stdout()

    asked = {
        "createdAt": _range(created),
        "updatedAt": _range(updated),
        "staticListId": list_id,
        "staticListName": list_name,
    }
    filters = {name: value for name, value in asked.items() if value is not None}
    request = Request(
        field, (form or format_of(file)).upper(), dict(pair_of(text, "FIELD=TITLE") for text in header), filters
    )
    with open_instance(place) as instance, out.progress(f"Exporting {file.name}") as watch:
        count = lead_files.export_people(instance, file, request, watch)
    out.done(f"{file} holds {count} people.", {"file": str(file), "exported": count})


def _range(text: str | None) -> dict[str, str] | None:
    if text is None:
        return None
    start, _, end = text.partition("..")
    return {"startAt": start, "endAt": end}


def pair_of(text: str, form: str) -> tuple[str, str]:
    """The two sides of an option's `=`. Raises Failure."""
    name, _, value = text.partition("=")
    if not name or not value:
        raise Failure(f"'{text}' is not of the form {form}.")
    return name, value


def format_of(file: Path) -> Format:
    """The format that the extension of a file's name stands for."""
    formats: dict[str, Format] = {".tsv": "tsv", ".ssv": "ssv"}
    return formats.get(file.suffix.lower(), "csv")
