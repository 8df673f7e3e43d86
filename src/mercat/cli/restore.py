"""`mercat restore FILE`: the instances of a backup."""

from pathlib import Path
from typing import Annotated

import typer

from mercat.app.config import StorageOptions
from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def restore(
    file: Annotated[Path, typer.Argument(help="file that `mercat backup` wrote; - is standard input")],
    where: StorageOptions,
    out: Out,
) -> None:
    """Check FILE completely, and restore it to an empty place."""
    from mercat.app.instances import backups

    instance_ids = backups.restore(where, file, out.note)
    out.done(f"Restored {', '.join(instance_ids)}.", {"file": str(file), "instances": instance_ids})
