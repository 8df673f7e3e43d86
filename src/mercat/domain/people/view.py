"""Views of a person with selected fields: values of the document, and derived values."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from mercat.domain.people import fields
from mercat.domain.people.fields import Catalog
from mercat.domain.people.links import COMPANY, KINDS
from mercat.model import iso8601
from mercat.model.people import Person
from mercat.store import people
from mercat.store.records import typed_records
from mercat.store.tx import Tx

DEFAULT: Final = ("id", "firstName", "lastName", "email", "updatedAt", "createdAt")
PROJECTIONS: Final = 200  # the most compiled views in the cache

View = Callable[[Person], dict[str, Any]]

_DERIVED: Final[dict[str, Callable[[Person], Any]]] = {
    "id": lambda person: person.id,
    "createdAt": lambda person: iso8601.text(person.created_ms),
    "updatedAt": lambda person: iso8601.text(person.updated_ms),
    "leadPartitionId": lambda person: person.partition_id,
    "mktoName": lambda person: person.name,
    "isAnonymous": lambda person: False,
    "leadPerson": lambda person: person.id,
    "personPrimaryLeadInterest": lambda person: person.id,
    "ecids": lambda person: None,
}

_IN_COMPANY: Final = {"mktoCompanyNotes": "companyNotes"}  # names that differ: of a person -> of the company


def view(tx: Tx, names: Iterable[str] | None = None) -> View:
    """A function that returns these fields of a person (None: the default ones). Raises UnknownField."""
    catalog = fields.catalog(tx)
    field_names = ("id", *dict.fromkeys(name for name in names if name != "id")) if names else DEFAULT
    compiled = catalog.projections.get(field_names)
    if compiled is None:
        compiled = _compile(catalog, field_names)
        if len(catalog.projections) < PROJECTIONS:
            catalog.projections[field_names] = compiled
    show: View = compiled
    if not fields.COMPANY_FIELDS.isdisjoint(field_names):
        show = _with_company(tx, show, [name for name in field_names if name in fields.COMPANY_FIELDS])
    if "cookies" in field_names:
        show = _with_cookies(tx, show)
    return show


def _compile(catalog: Catalog, names: tuple[str, ...]) -> View:
    for name in names:
        catalog.get(name)
    derived = [(name, _DERIVED[name]) for name in names if name in _DERIVED]
    plain = [(name, catalog.unset.get(name)) for name in names if name not in _DERIVED]

    def show(person: Person) -> dict[str, Any]:
        get = person.document.get
        document: dict[str, Any] = {name: derive(person) for name, derive in derived}
        for name, unset in plain:
            document[name] = get(name, unset)
        return document

    return show


def _with_company(tx: Tx, show: View, names: list[str]) -> View:
    """The view with the values of the company record that a person is linked to."""
    companies: dict[str, dict[str, Any] | None] = {}

    def show_company(person: Person) -> dict[str, Any]:
        document = show(person)
        link = person.document.get(COMPANY)
        if link is None:
            return document
        key = fields.folded(link)
        if key not in companies:
            records = typed_records.by_field(tx, KINDS[COMPANY], COMPANY, [key], after=0, limit=1)
            companies[key] = records[0].values if records else None
        company = companies[key]
        if company is not None:
            document |= {name: company.get(_IN_COMPANY.get(name, name)) for name in names}
        return document

    return show_company


def _with_cookies(tx: Tx, show: View) -> View:
    def show_all(person: Person) -> dict[str, Any]:
        return {**show(person), "cookies": ",".join(people.cookies_of(tx, person.id)) or None}

    return show_all
