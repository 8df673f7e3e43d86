"""The initial content for people: the standard fields, and the Default workspace and partition."""

from mercat.domain.people import fields, partitions
from mercat.store.tx import Tx


def prepare(tx: Tx) -> None:
    """Fill an empty instance."""
    partitions.prepare(tx)
    fields.prepare(tx)
