"""`mercat doctor`: what is wrong, and what to do about it."""

from mercat.app.config import Where
from mercat.cli.failures import REFUSED
from mercat.cli.output import Out
from mercat.cli.shape import command


@command()
def doctor(where: Where, out: Out) -> None:
    """Check the machine, the data and the services; exit code 1 if a check failed."""
    from mercat.app import checks

    found = checks.run(where)
    out.rows([check.row() for check in found])
    if any(check.failed for check in found):
        raise SystemExit(REFUSED)
