"""Looking people up by how a value begins, for somebody who does not know all of it: in what has an index only."""

from typing import Final

import msgspec

from mercat.domain.people import fields, partitions
from mercat.store import people as rows
from mercat.store.fields import FieldRow
from mercat.store.people import ANYBODY, Key, Person
from mercat.store.tx import Tx

TEXT_LENGTH: Final = 255
START: Final[Key] = ("", 0)


class Found(msgspec.Struct, frozen=True):
    """Some of the people; `end` is where the next ones begin, None if these are the last."""

    people: list[Person]
    end: Key | None


def searched(tx: Tx) -> list[FieldRow]:
    """The fields whose beginnings can be looked for: the address, then the other indexed ones by display name."""
    catalog = fields.catalog(tx)
    others = [catalog.by_name[name] for name in catalog.keyed]
    return [catalog.by_name["email"], *sorted(others, key=lambda field: field.display_name.casefold())]


def everybody(tx: Tx, *, after: Key, limit: int) -> Found:
    """All people that the caller reaches, by id."""
    match = rows.within(tx, ANYBODY, partitions.reached(tx))
    found = rows.matching(tx, match, after=after[1], limit=limit + 1)
    return _part([(("", person.id), person) for person in found], limit)


def with_id(tx: Tx, text: str) -> Found:
    """The person of an id, as somebody typed it."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    match = rows.within(tx, rows.match_ids(tx, [number]), partitions.reached(tx))
    return Found(rows.matching(tx, match, after=0, limit=1), None)


def beginning(tx: Tx, name: str, text: str, *, after: Key, limit: int) -> Found:
    """People whose value of a field begins with a text, whatever its case, by that value.

    Raises UnknownField, FieldNotSupported (it has no index).
    """
    catalog = fields.catalog(tx)
    match = rows.within(tx, ANYBODY, partitions.reached(tx))
    folded = fields.folded(text[:TEXT_LENGTH])
    if name == "email":
        return _part(rows.by_email_beginning(tx, folded, match, after=after, limit=limit + 1), limit)
    field = catalog.get_searchable(name)
    return _part(rows.by_key_beginning(tx, field.id, folded, match, after=after, limit=limit + 1), limit)


def _part(found: list[tuple[Key, Person]], limit: int) -> Found:
    return Found([person for _, person in found[:limit]], found[limit - 1][0] if len(found) > limit else None)
