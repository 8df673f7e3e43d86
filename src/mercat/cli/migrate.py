"""`mercat migrate`: schemas of this program's version."""

from mercat.app.config import StorageOptions
from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def migrate(where: StorageOptions, out: Out) -> None:
    """Migrate all databases to this program's schema version; SQLite files are copied first."""
    from mercat.app.instances import maintenance

    out.rows(maintenance.migrate(where))
