"""`mercat routes [WORD]`: what the server answers."""

from typing import Annotated

import typer

from mercat.cli.output import Out
from mercat.cli.shape import command


@command()
def routes(out: Out, word: Annotated[str, typer.Argument(help="part of a path, permission or module")] = "") -> None:
    """List operations with permission and module."""
    from mercat.app import coverage

    out.rows(
        [
            {"method": row.method, "path": row.path, "permission": row.permission, "module": row.module}
            for row in coverage.routes(word)
        ]
    )
