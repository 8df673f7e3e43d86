"""Merging people with everything that refers to them, in all engines."""

from mercat.domain.people import merge as people
from mercat.domain.records import links
from mercat.store.tx import Tx


def merge(tx: Tx, winner_id: int, merged_ids: list[int], *, in_crm: bool = False) -> None:
    """Merge people into a winner, to which records of merged people then link. Raises what `people.merge` raises."""
    winner, merged_people = people.merge(tx, winner_id, merged_ids, in_crm=in_crm)
    links.follow(tx, merged_people, winner)
