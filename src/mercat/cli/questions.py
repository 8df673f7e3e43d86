"""Questions to the user: confirmation before irreversible actions, and values that options do not give."""

import contextlib
import sys
from collections.abc import Iterator
from typing import Annotated, Final

import typer

from mercat.cli.failures import USAGE, Failure

Yes = Annotated[bool, typer.Option("--yes", "-y", help="do not ask")]
UNDONE: Final = "This cannot be undone."


class Unanswered(Failure):
    """There is no terminal to ask at."""

    code = USAGE


def confirm(question: str, *, yes: bool) -> None:
    """Return if the answer is yes. Raises Failure, and Unanswered without a terminal."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Unanswered(f"{question} {UNDONE} Without a terminal, confirm it with --yes.")
    if not typer.confirm(f"{question} {UNDONE} Go on?", err=True):
        raise Failure("Nothing was changed.")


@contextlib.contextmanager
def asking(options: str) -> Iterator[None]:
    """A context for questions. `options` are those that answer them. Raises Unanswered without a terminal."""
    try:
        yield
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        raise Unanswered(f"Nobody answers here. Give {options}.") from None
