"""`mercat coverage`: how many operations have each grade."""

from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def coverage(out: Out) -> None:
    """Count the documented operations by protocol and grade; docs/coverage.md lists them."""
    from mercat.app.catalogue import coverage

    tables = [(protocol, coverage.rows(protocol)) for protocol in coverage.PROTOCOLS]
    out.rows(
        [
            {"protocol": protocol, "operations": len(rows)}
            | {str(grade): count for grade, count in coverage.counts(rows).items()}
            for protocol, rows in tables
        ]
    )
