"""`mercat restore FILE`: a backup made good again."""

from pathlib import Path
from typing import Annotated

import typer

from mercat.app.config import StorageOptions
from mercat.cli.output import Out
from mercat.cli.shape import command


@command()
def restore(
    file: Annotated[Path, typer.Argument(help="a file of `mercat backup`; - is standard input")],
    where: StorageOptions,
    out: Out,
) -> None:
    """Check FILE to the last byte, and put it where no data is yet."""
    from mercat.app.instances import backups

    kept = backups.restore(where, file, out.note)
    out.done(f"Restored {', '.join(kept)}.", {"file": str(file), "instances": kept})
