"""`mercat backup FILE`: all instances in one file."""

from pathlib import Path
from typing import Annotated

import typer

from mercat.app.config import StorageOptions
from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def backup(
    file: Annotated[Path, typer.Argument(help="file to write; - is standard output")],
    where: StorageOptions,
    out: Out,
    force: Annotated[bool, typer.Option("--force", help="replace FILE if it exists")] = False,
) -> None:
    """Copy all instances into FILE, also while the server runs. FILE contains secrets, so protect it."""
    from mercat.app import streams
    from mercat.app.instances import backups

    if streams.is_standard_output(file):
        out.leave_stdout()
    instance_ids = backups.write(where, file, out.note, force=force)
    out.done(f"{file} holds {', '.join(instance_ids)}.", {"file": str(file), "instances": instance_ids})
