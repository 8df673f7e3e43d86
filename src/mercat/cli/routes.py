"""`mercat routes [WORD]`: the operations of both protocols, whether they are implemented or not."""

from typing import Annotated

import typer

from mercat.cli.failures import Failure
from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def routes(out: Out, word: Annotated[str, typer.Argument(help="part of a path, permission or module")] = "") -> None:
    """List operations with permission and module. The column `built` says whether one is implemented."""
    from mercat.app.catalogue import coverage

    rows = coverage.routes(word)
    if not rows:
        raise Failure(f"No operation has '{word}' in its path, permission or module. `mercat routes` lists them all.")
    out.rows(
        [
            {
                "method": row.method,
                "path": row.path,
                "permission": row.permission,
                "module": row.module,
                "built": row.built,
            }
            for row in rows
        ]
    )
