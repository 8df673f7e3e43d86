"""`mercat ready FILE`: wait for a server."""

from pathlib import Path
from typing import Annotated

import typer

from mercat.cli.failures import Failure
from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def ready(
    file: Annotated[Path, typer.Argument(help="the ready file, which may not exist yet")],
    out: Out,
    wait: Annotated[float, typer.Option(min=0, metavar="SECONDS", help="how long to wait for the server")] = 0,
) -> None:
    """Wait until the server of a ready file answers; exit code 1 if it does not."""
    from mercat.app import readiness

    document = readiness.wait(file, wait)
    if document is None:
        there = "describes a server that does not answer" if file.exists() else "is not there"
        raise Failure(f"{file} {there}. Give a server that is starting more time: --wait SECONDS.")
    out.done(f"{document['base_url']} is ready.", document)
