"""The schema of all instances brought up to date."""

import contextlib
from typing import Any

from mercat.app.config import StorageOptions
from mercat.app.instances.locations import exclusive_lock, registry
from mercat.store.engines.database import latest, version


def migrate(where: StorageOptions) -> list[dict[str, Any]]:
    """Bring every instance to this program's schema version; before and after for each. Raises DirectoryInUse."""
    known = registry(where, migrates=True)
    with contextlib.closing(known), exclusive_lock(known):
        before = known.versions()
        known.open_all()
        return [
            {"instance": instance_id, "version_before": found, "version": version(known.database(instance_id))}
            for instance_id, found in before.items()
        ]


def behind(where: StorageOptions) -> list[str]:
    """The instances that `migrate` would change."""
    with contextlib.closing(registry(where)) as known:
        return [instance_id for instance_id, found in known.versions().items() if found < latest()]
