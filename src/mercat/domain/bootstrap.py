"""What every instance holds before anybody used it. Each engine prepares its own."""

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
    """When the instance was created, and with it all that it holds from the start."""
    return int(settings.find(tx, _CREATED) or 0)
