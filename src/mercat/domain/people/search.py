"""Searching for people by words of their names, or by the beginning of a value."""

from typing import Final

import msgspec

from mercat.domain.people import fields, partitions
from mercat.model.people import FieldRow, Key, Person
from mercat.store.people import ANYBODY, by_email_beginning, by_key_beginning, match_ids, matching, within
from mercat.store.tx import Tx

TEXT_LENGTH: Final = 255
START: Final[Key] = ("", 0)
LOOKED: Final = 20_000  # the most people that one search for words reads
SLICE: Final = 1_000
WORDS_IN: Final = ("firstName", "middleName", "lastName", "email", "company")


class Found(msgspec.Struct, frozen=True):
    """A page of people. `end` is the beginning of the next page, None on the last one."""

    people: list[Person]
    end: Key | None


def searched(tx: Tx) -> list[FieldRow]:
    """The fields to search by the beginning of a value: the email address, then other indexed ones by display name."""
    catalog = fields.catalog(tx)
    others = [catalog.by_name[name] for name in catalog.keyed]
    return [catalog.by_name["email"], *sorted(others, key=lambda field: field.display_name.casefold())]


def everybody(tx: Tx, *, after: Key, limit: int) -> Found:
    """All people whom the caller has access to, by id."""
    match = within(tx, ANYBODY, partitions.reached(tx))
    batch = matching(tx, match, after=after[1], limit=limit + 1)
    return _part([(("", person.id), person) for person in batch], limit)


def containing(tx: Tx, text: str, *, after: Key, limit: int) -> Found:
    """People with all words of a text in their names, email address or company, in any case, by id.

    No index supports this, so it reads at most LOOKED people. A page may be empty although more people follow.
    """
    words = fields.folded(text[:TEXT_LENGTH]).split()
    match = within(tx, ANYBODY, partitions.reached(tx))
    matches: list[tuple[Key, Person]] = []
    last = after[1]
    for _ in range(LOOKED // SLICE):
        part = matching(tx, match, after=last, limit=SLICE)
        matches += [(("", person.id), person) for person in part if _has(person, words)]
        if len(matches) > limit or len(part) < SLICE:
            return _part(matches, limit)
        last = part[-1].id
    return Found([person for _, person in matches], ("", last))


def with_id(tx: Tx, text: str) -> Found:
    """The person with the id in a text."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    match = within(tx, match_ids(tx, [number]), partitions.reached(tx))
    return Found(matching(tx, match, after=0, limit=1), None)


def beginning(tx: Tx, name: str, text: str, *, after: Key, limit: int) -> Found:
    """People whose value of a field begins with a text, in any case, ordered by that value.

    Raises UnknownLookup, LookupNotSupported (it has no index).
    """
    catalog = fields.catalog(tx)
    match = within(tx, ANYBODY, partitions.reached(tx))
    folded = fields.folded(text[:TEXT_LENGTH])
    if name == "email":
        return _part(by_email_beginning(tx, folded, match, after=after, limit=limit + 1), limit)
    field = catalog.get_searchable(name)
    return _part(by_key_beginning(tx, field.id, folded, match, after=after, limit=limit + 1), limit)


def _has(person: Person, words: list[str]) -> bool:
    text = fields.folded("\n".join(str(person.document.get(name) or "") for name in WORDS_IN))
    return all(word in text for word in words)


def _part(matches: list[tuple[Key, Person]], limit: int) -> Found:
    return Found([person for _, person in matches[:limit]], matches[limit - 1][0] if len(matches) > limit else None)
