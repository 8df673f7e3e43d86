"""`mercat migrate`: the schema brought up to date."""

from mercat.app.config import StorageOptions
from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def migrate(where: StorageOptions, out: Out) -> None:
    """Bring all databases to this program's schema version; files are copied first."""
    from mercat.app.instances import maintenance

    out.rows(maintenance.migrate(where))
