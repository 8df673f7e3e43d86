"""The content of a new instance. Each engine prepares its own part."""

from mercat.domain import jobs
from mercat.domain.access import users
from mercat.domain.assets import channels, tree
from mercat.domain.people import bootstrap
from mercat.store import settings
from mercat.store.tx import Tx

_CREATED = "instance.created_ms"


def prepare(tx: Tx) -> None:
    """Fill an empty instance."""
    settings.put(tx, _CREATED, str(tx.now))
    users.prepare(tx)
    jobs.prepare(tx)
    tree.prepare(tx)
    bootstrap.prepare(tx)
    channels.prepare(tx)


def created_ms(tx: Tx) -> int:
    """The time at which the instance and its initial content were created."""
    return int(settings.find(tx, _CREATED) or 0)
