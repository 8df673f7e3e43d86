"""The migration of all instances' schemas."""

import contextlib
from typing import Any

from mercat.app.config import StorageOptions
from mercat.app.instances.locations import exclusive_lock, registry
from mercat.store.engines.database import latest, version


def migrate(where: StorageOptions) -> list[dict[str, Any]]:
    """Migrate every instance to this program's schema version. Returns both versions of each. Raises DirectoryInUse."""
    instances = registry(where, migrates=True)
    with contextlib.closing(instances), exclusive_lock(instances):
        before = instances.versions()
        instances.open_all()
        return [
            {
                "instance": instance_id,
                "version_before": version_before,
                "version": version(instances.database(instance_id)),
            }
            for instance_id, version_before in before.items()
        ]


def behind(where: StorageOptions) -> list[str]:
    """The ids of the instances that `migrate` would change."""
    with contextlib.closing(registry(where)) as instances:
        return [
            instance_id for instance_id, schema_version in instances.versions().items() if schema_version < latest()
        ]
