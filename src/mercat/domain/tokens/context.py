"""The values of tokens in a text for a person: fields, My Tokens, the program, the time, links."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from mercat.domain.assets import my_tokens, programs
from mercat.domain.people import fields, view
from mercat.domain.records import sales
from mercat.domain.tokens import template
from mercat.domain.tokens.template import Place, Value
from mercat.model.assets import Kind, MyToken, Ref, TokenType, key_of
from mercat.model.clock import SUBSCRIPTION_ZONE, to_datetime
from mercat.model.people import FieldRow, Person
from mercat.store import people
from mercat.store.tx import Tx

ZONE: Final = SUBSCRIPTION_ZONE
Find = Callable[[str], Value | None]

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NESTING: Final = frozenset({TokenType.TEXT, TokenType.RICH_TEXT})

# Company tokens omit "Billing", and some have other names than the fields.
_COMPANY: Final = {
    "address": "billingStreet",
    "city": "billingCity",
    "state": "billingState",
    "country": "billingCountry",
    "postal code": "billingPostalCode",
}

# Lead tokens about the sales person of the lead, with the sales person's field.
_OWNER: Final = {
    "lead owner email address": "email",
    "lead owner first name": "firstName",
    "lead owner job title": "title",
    "lead owner last name": "lastName",
    "lead owner phone number": "phone",
}


def nothing(name: str) -> Value | None:
    """A family without values."""
    return None


def values_of(mapping: Mapping[str, Any]) -> Find:
    """A family with these names and values. Case and blanks in names do not matter."""
    folded = {key_of(name): value for name, value in mapping.items()}

    def find(name: str) -> Value | None:
        return Value(_text(folded[name])) if name in folded else None

    return find


@dataclass(frozen=True, slots=True)
class Context:
    """The values for one text, which stands in a place, and one person."""

    place: Place = Place.HTML
    families: Mapping[str, Find] = field(default_factory=dict)

    def find(self, family: str, name: str) -> Value | None:
        """The value of a token. Family and name are folded."""
        return self.families.get(family, nothing)(name)


def for_person(
    tx: Tx,
    person: Person | Mapping[str, Any] | int | None,
    program_id: int | None = None,
    *,
    folder_id: int | None = None,
    company: Mapping[str, Any] | None = None,
    campaign: Mapping[str, Any] | None = None,
    member: Mapping[str, Any] | None = None,
    trigger: Mapping[str, Any] | None = None,
    links: Mapping[str, str] | None = None,
    place: Place = Place.HTML,
    zone: str = ZONE,
) -> Context:
    """The context of a text that belongs to a program, a folder, or a folder of a program, for a person.

    `person` is one, an id, or display names with values. `links` are those of the message: unsubscribeLink,
    viewAsWebpageLink, forwardToFriendLink. `zone` is the subscription's.
    """
    lead, company_found = _person(tx, person, zone)
    families: dict[str, Find] = {
        "lead": lead,
        "company": values_of(company) if company is not None else company_found,
        "campaign": values_of(campaign or {}),
        "member": values_of(member or {}),
        "trigger": values_of(trigger or {}),
        "system": partial(_system, to_datetime(tx.now).astimezone(ZoneInfo(zone)), values_of(links or {})),
    }
    if program_id is not None:
        families["program"] = partial(_program, tx, program_id)
    owner = _owner(program_id, folder_id)
    if owner is not None:
        families["my"] = _my_tokens(my_tokens.seen(tx, owner), place, dict(families))
    return Context(place, families)


def _owner(program_id: int | None, folder_id: int | None) -> Ref | None:
    if folder_id is not None:
        return Ref(Kind.FOLDER, folder_id)
    return Ref(Kind.PROGRAM, program_id) if program_id is not None else None


# -- the families -----------------------------------------------------------------------------------------------------


def _my_tokens(seen: Mapping[str, MyToken], place: Place, families: Mapping[str, Find]) -> Find:
    """The values of My Tokens. They may contain tokens of these families, but no My Tokens."""
    rendered: dict[str, Value] = {}

    def find(name: str) -> Value | None:
        if name not in rendered:
            token = seen.get(name)
            if token is None:
                return None
            nests = token.type in _NESTING and "{{" in token.value
            rich = token.type is TokenType.RICH_TEXT
            inner = Context(Place.HTML if rich else place, families)
            text = template.compile(token.value).render(inner) if nests else token.value
            rendered[name] = Value(text, trusted=True, rich=rich)
        return rendered[name]

    return find


def _program(tx: Tx, program_id: int, name: str) -> Value | None:
    program = programs.find(tx, program_id)
    if program is None:
        return None
    return values_of({"name": program.name, "id": program.id, "description": program.description})(name)


def _system(moment: datetime, links: Find, name: str) -> Value | None:
    match name:
        case "date":
            return Value(f"{_MONTHS[moment.month - 1]} {moment:%d, %Y}")
        case "time":
            half = "AM" if moment.hour < 12 else "PM"
            return Value(f"{moment:%I:%M} {half} (GMT {moment:%z})")
        case "datetime":
            return Value(f"{moment:%Y-%m-%d %H:%M:%S}")
        case _:
            return links(name)


def _person(tx: Tx, person: Person | Mapping[str, Any] | int | None, zone: str) -> tuple[Find, Find]:
    if isinstance(person, Mapping):
        return values_of(person), values_of({})
    subject = people.find(tx, person) if isinstance(person, int) else person
    if subject is None:
        return nothing, nothing
    catalog = fields.catalog(tx)

    def lead(name: str) -> Value | None:
        if name in _OWNER:
            return Value(_text(sales.owner(tx, subject.document).get(_OWNER[name])))
        field_row = catalog.by_display_name.get(name)
        return _field(tx, subject, field_row, zone) if field_row else None

    def company(name: str) -> Value | None:
        field_row = catalog.by_name[_COMPANY[name]] if name in _COMPANY else catalog.by_display_name.get(name)
        return _field(tx, subject, field_row, zone) if field_row and field_row.name in fields.COMPANY_FIELDS else None

    return lead, company


def _field(tx: Tx, person: Person, field_row: FieldRow, zone: str) -> Value:
    value = view.view(tx, (field_row.name,))(person)[field_row.name]
    if field_row.data_type == "datetime" and isinstance(value, str):
        value = datetime.fromisoformat(value).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
    return Value(_text(value), trusted=not field_row.html_encoded)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
