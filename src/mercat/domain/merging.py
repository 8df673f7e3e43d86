"""Merging people with everything that points to them, whichever engine keeps it."""

from mercat.domain.people import merge as people
from mercat.domain.records import links
from mercat.store.tx import Tx


def merge(tx: Tx, winner_id: int, merged_ids: list[int], *, in_crm: bool = False) -> None:
    """Merge people into one; records that link to a merged person link to the winner. Raises as `people.merge`."""
    winner, merged_people = people.merge(tx, winner_id, merged_ids, in_crm=in_crm)
    links.follow(tx, merged_people, winner)
