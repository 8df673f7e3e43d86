"""Types of objects: their fields, keys and relations. The standard ones are facts in `standard.json`."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Final

import msgspec

from mercat.domain.fields.values import Convert, converter
from mercat.model.refusals import LookupNotSupported, UnknownField, UnknownLookup

SYSTEM_FIELDS: Final = frozenset({"createdAt", "updatedAt"})


class Field(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """A field of an object. `updateable` says whether it can change once the record exists."""

    name: str
    display_name: str
    data_type: str
    length: int | None = None
    updateable: bool = True
    description: str | None = None
    is_sensitive: bool = False
    is_html_encoding_in_email: bool = True


class Relation(msgspec.Struct, frozen=True, rename="camel"):
    """A link field: its value is the key of another object."""

    field: str
    object: str
    object_field: str


@dataclass(frozen=True)
class ObjectType:
    """One type. `kind` is the key of its records; `id_field` is `id` (a number) or a GUID's name."""

    kind: str
    name: str
    display_name: str
    description: str
    id_field: str
    dedupe_fields: tuple[str, ...]
    searchable: tuple[tuple[str, ...], ...]
    fields: dict[str, Field]
    required: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    converters: dict[str, Convert] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.fields.values():
            self.converters[one.name] = converter(one.name, one.data_type, one.length)

    @property
    def numeric_id(self) -> bool:
        """Whether records are identified by a number instead of a GUID."""
        return self.id_field == "id"

    @property
    def default_fields(self) -> tuple[str, ...]:
        """The fields that a query answers by default."""
        return (self.id_field, *self.dedupe_fields, "createdAt", "updatedAt")

    @property
    def key_fields(self) -> frozenset[str]:
        """The single fields that records can be looked up by, beside their id."""
        singles = {names[0] for names in self.searchable if len(names) == 1}
        return frozenset(singles | {relation.field for relation in self.relations}) - {self.id_field}

    def has(self, name: str) -> bool:
        """Whether there is a field with this name, in any case."""
        return name in self.fields or name.lower() in self._folded

    def canonical(self, name: str) -> str:
        """The exact spelling of a field's name, which may be in any case. Raises UnknownField."""
        if name in self.fields:
            return name
        spelling = self._folded.get(name.lower())
        if spelling is None:
            raise UnknownField(name)
        return spelling

    def filter_fields(self, filter_type: str) -> tuple[str, ...]:
        """The fields that a filter type stands for. Raises UnknownLookup, LookupNotSupported."""
        if filter_type == "dedupeFields":
            return self.dedupe_fields
        if filter_type == "idField":
            return (self.id_field,)
        try:
            name = self.canonical(filter_type)
        except UnknownField as unknown:
            raise UnknownLookup(unknown.field) from None
        if name != self.id_field and name not in self.key_fields and (name,) != self.dedupe_fields:
            raise LookupNotSupported(filter_type)
        return (name,)

    @functools.cached_property
    def _folded(self) -> dict[str, str]:
        return {name.lower(): name for name in self.fields}


def fold(values: Iterable[Any]) -> str:
    """A key of one or several values in the form that comparisons use: case-folded."""
    return "\x1f".join(("" if value is None else str(value)).strip().lower() for value in values)


class _Standard(msgspec.Struct, rename="camel", kw_only=True):
    kind: str
    name: str
    display_name: str = ""
    description: str = ""
    id_field: str
    dedupe_fields: tuple[str, ...]
    searchable: tuple[tuple[str, ...], ...]
    fields: list[Field]
    required: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()


@functools.cache
def standard() -> dict[str, ObjectType]:
    """The standard types by kind."""
    text = (resources.files("mercat.domain.records") / "standard.json").read_bytes()
    read = msgspec.json.decode(text, type=list[_Standard])
    return {
        one.kind: ObjectType(
            **{name: getattr(one, name) for name in one.__struct_fields__ if name != "fields"},
            fields={each.name: each for each in one.fields},
        )
        for one in read
    }
