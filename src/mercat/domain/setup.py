"""What every instance holds before anybody used it. Each engine prepares its own."""

from mercat.domain import identity
from mercat.domain.assets import channels, tree
from mercat.domain.people import setup as people
from mercat.store.tx import Tx


def prepare(tx: Tx) -> None:
    """Fill an empty instance."""
    identity.prepare(tx)
    tree.prepare(tx)
    people.prepare(tx)
    channels.prepare(tx)
