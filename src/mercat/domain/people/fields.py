"""The field catalogue in compiled form: the fields of people, the values they allow, and how values compare."""

import csv
import re
from collections.abc import Callable
from importlib import resources
from typing import Any, Final

import msgspec

from mercat.domain.fields import values
from mercat.domain.people import phones
from mercat.model.people import FieldRow
from mercat.model.refusals import InvalidData, LookupNotSupported, UnknownField, UnknownLookup, WrongValue
from mercat.store import field_catalog
from mercat.store.tx import Tx

MEMORY: Final = "person_fields"
SEARCHABLE_TYPES: Final = frozenset({"string", "email", "integer"})

# Fields of the company. They cannot be changed on a person that is linked to a company record.
COMPANY_FIELDS: Final = frozenset(
    {
        "company", "site", "billingStreet", "billingCity", "billingState", "billingCountry", "billingPostalCode",
        "website", "mainPhone", "annualRevenue", "numberOfEmployees", "industry", "sicCode", "mktoCompanyNotes",
    }
)  # fmt: skip

# Fields outside the document. Some are not described as read-only, and yet no record can set them.
SYSTEM_FIELDS: Final = frozenset({"id", "createdAt", "updatedAt", "leadPartitionId", "cookies", "ecids", "isAnonymous"})

PHONES: Final = ("mobilePhone", "phone")  # people have keys by them, which no filter of the API takes

_UNSET: Final = {"isLead": True, "personType": "contact", "emailSuspended": None}  # values of unset fields

_PLAIN: Final = frozenset({"string", "phone", "url"})
_EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+")


class Catalog(msgspec.Struct, frozen=True):
    """All fields, ready for use."""

    by_name: dict[str, FieldRow]
    by_id: dict[int, FieldRow]
    by_display_name: dict[str, FieldRow]  # in lower case, as tokens name fields
    spellings: dict[str, str]  # name in lower case -> exact name
    converters: dict[str, Callable[[Any], Any]]  # of the fields that a record can set
    addresses: dict[str, Callable[[Any], Any]]  # of the email fields among them, where any text is allowed
    plain: dict[str, int]  # those of them that take any text, with their longest length
    unset: dict[str, Any]  # values of unset fields that are not null
    keyed: dict[str, int]  # searchable fields of the document except the email address: name -> id
    keys: dict[str, tuple[int, Callable[[Any], str | None]]]  # of people: field -> its id, and the key of a value
    projections: dict[tuple[str, ...], Any]  # filled by `view`, as queries ask

    def get(self, name: str) -> FieldRow:
        """The field with this name. Raises UnknownField."""
        field = self.by_name.get(name)
        if field is None:
            raise UnknownField(name)
        return field

    def spelled(self, name: str) -> str:
        """The exact spelling of a field's name, which may be in any case. An unknown name is returned unchanged."""
        return name if name in self.by_name else self.spellings.get(name.lower(), name)

    def get_searchable(self, name: str) -> FieldRow:
        """The searchable field with this name. Raises UnknownLookup, LookupNotSupported."""
        field = self.by_name.get(name)
        if field is None:
            raise UnknownLookup(name)
        if not field.searchable:
            raise LookupNotSupported(name)
        return field

    def refuse(self, name: str) -> Exception:
        """The refusal of a field that a record cannot set."""
        if name not in self.by_name:
            return UnknownField(name)
        return InvalidData()


def catalog(tx: Tx) -> Catalog:
    """The current catalogue."""
    return tx.cached(MEMORY, _compile)


def _compile(tx: Tx) -> Catalog:
    rows = field_catalog.all_fields(tx)
    keyed = {
        field.name: field.id
        for field in rows
        if field.searchable and field.name != "email" and field.name not in SYSTEM_FIELDS
    }
    writable = [field for field in rows if not field.read_only and field.name not in SYSTEM_FIELDS]
    return Catalog(
        by_name={field.name: field for field in rows},
        by_id={field.id: field for field in rows},
        by_display_name={field.display_name.casefold(): field for field in reversed(rows)},
        spellings={field.name.lower(): field.name for field in rows},
        converters={field.name: _converter(field) for field in writable},
        addresses={
            field.name: values.converter(field.name, field.data_type, field.length)
            for field in writable
            if field.data_type == "email"
        },
        plain={field.name: field.length for field in writable if field.length and field.data_type in _PLAIN},
        unset={field.name: unset for field in rows if (unset := _unset(field)) is not None},
        keyed=keyed,
        keys={
            **{field.name: (field.id, phones.key) for field in rows if field.name in PHONES and not field.custom},
            **{name: (field_id, folded) for name, field_id in keyed.items()},
        },
        projections={},
    )


def _unset(field: FieldRow) -> Any:
    """The value of a field that was never set."""
    return _UNSET[field.name] if field.name in _UNSET else values.UNSET.get(field.data_type)


def _converter(field: FieldRow) -> Callable[[Any], Any]:
    plain = values.converter(field.name, field.data_type, field.length)
    if field.data_type in values.UNSET:
        unset = _unset(field)
        return lambda value: unset if (result := plain(value)) is None else result
    if field.data_type != "email":
        return plain

    limit, matches = field.length or values.STRING_CHARACTERS, _EMAIL.fullmatch

    def convert(value: Any) -> Any:
        if value.__class__ is str and len(value) <= limit and matches(value):  # as nearly every address
            return value
        address = plain(value)
        if address is not None and not is_address(address):
            raise WrongValue(field.name, values.excerpt(value), field.data_type)
        return address

    return convert


def is_address(text: str) -> bool:
    """Whether a text looks like an email address."""
    return _EMAIL.fullmatch(text) is not None


def folded(value: Any) -> str:
    """A value of a searchable field in the form that comparisons use."""
    return str(value).lower()


def keys_of(definitions: Catalog, document: dict[str, Any], person_id: int) -> list[tuple[int, str, int]]:
    """The search keys of a person: field id, key, person id."""
    keys = definitions.keys
    if keys.keys().isdisjoint(document):
        return []
    rows = []
    for name, value in document.items():
        if name in keys and value is not None:
            field_id, key_of = keys[name]
            key = key_of(value)
            if key is not None:
                rows.append((field_id, key, person_id))
    return rows


def phone_ids(definitions: Catalog) -> list[int]:
    """The ids of the fields with phones."""
    return [definitions.keys[name][0] for name in PHONES if name in definitions.keys]


def prepare(tx: Tx) -> None:
    """The standard fields."""
    text = (resources.files("mercat.domain.people") / "standard_fields.csv").read_text("utf-8")
    field_catalog.add(
        tx,
        [
            FieldRow(
                id=int(row["id"]),
                name=row["name"],
                soap_name=row["soap_name"] or None,
                display_name=row["display_name"],
                data_type=row["data_type"],
                length=int(row["length"]) if row["length"] else None,
                description=None,
                read_only=row["read_only"] == "1",
                searchable=row["searchable"] == "1",
                html_encoded=row["data_type"] in ("string", "text", "email", "phone", "url"),
            )
            for row in csv.DictReader(text.splitlines())
        ],
    )
    tx.invalidate(MEMORY)
