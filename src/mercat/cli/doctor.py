"""`mercat doctor`: what is wrong, and what to do about it."""

from mercat.app.config import Serve
from mercat.cli.failures import REFUSED
from mercat.cli.output import Out
from mercat.cli.shape import command


@command()
def doctor(wanted: Serve, out: Out) -> None:
    """Check the machine, the data and the services that `serve` would use; exit code 1 if a check failed."""
    from mercat.app.doctor import run

    found = run(wanted)
    out.rows([check.row() for check in found])
    if any(check.failed for check in found):
        raise SystemExit(REFUSED)
