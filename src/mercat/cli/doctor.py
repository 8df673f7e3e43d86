"""`mercat doctor`: problems of the installation, and what to do about them."""

from mercat.app.config import Serve
from mercat.cli.failures import REFUSED
from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def doctor(options: Serve, out: Out) -> None:
    """Check the machine, the data and the services that `serve` would use; exit code 1 if a check failed."""
    from mercat.app.doctor import run

    checks = run(options)
    out.rows([check.row() for check in checks])
    if any(check.failed for check in checks):
        raise SystemExit(REFUSED)
