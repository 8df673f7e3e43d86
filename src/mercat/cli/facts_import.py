"""`mercat ads facts import`: what ads delivered, from a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from mercat.app.config import InstanceOptions
from mercat.cli.failures import Failure
from mercat.cli.framework import command, group
from mercat.cli.output import Out

if TYPE_CHECKING:
    from mercat.app.fact_files import Result

FIRST: Final = 5

ads = group("ads", "Advertising: what ads delivered.")
facts = group("facts", "Facts of delivery: impressions, clicks, conversions and cost by hour and creative.", ads)

Source = Annotated[Path, typer.Argument(help="CSV file with a header row; - is standard input")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="check every row without changing anything")]
Replaces = Annotated[bool, typer.Option("--replace", help="replace facts that are there; otherwise they are refused")]
ToFailures = Annotated[Path | None, typer.Option(help="write all refused rows to this file: line,reason")]


@command(facts, "import")
def import_facts(
    file: Source,
    place: InstanceOptions,
    out: Out,
    dry_run: DryRun = False,
    replace: Replaces = False,
    failures: ToFailures = None,
) -> None:
    """Import what ads delivered from FILE. A row that is refused does not stop the others; the exit code is then 1.

    Columns: account_id, date and hour (of China's time), dynamic_creative_id, impressions, clicks, conversions, cost
    (in cents). The cost is paid from the account's funds.
    """
    from mercat.app import fact_files
    from mercat.app.instances.locations import open_instance

    with open_instance(place) as instance, out.progress(f"Importing {file.name}") as watch:
        result = fact_files.import_facts(instance, file, watch, replaces=replace, dry_run=dry_run)
    count = len(result.refused)
    words = f"Dry run: nothing was changed. {result.imported} rows can be imported, {count} cannot."
    if not dry_run:
        words = f"{result.imported} rows are imported, {count} are refused."
    if count:
        raise Failure(_with_reasons(words, result, failures))
    out.done(words, {"imported": result.imported, "refused": 0})


def _with_reasons(words: str, result: "Result", failures: Path | None) -> str:
    from mercat.app import streams
    from mercat.cli.refusals import message_for

    lines = [f"line {one.line}: {message_for(one.reason)}" for one in result.refused]
    if failures is not None:
        with streams.writing(failures) as report:
            report.write("".join(f"{line}\n" for line in lines).encode())
    more = len(lines) - FIRST
    rest = [f"and {more} more" + ("" if failures else "; --failures FILE writes all of them")] if more > 0 else []
    return "\n  ".join([words, *lines[:FIRST], *rest])
