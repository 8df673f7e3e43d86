"""/console/people: searching and reading the lead database."""

from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.activity import custom, read
from mercat.domain.lists import static_lists
from mercat.domain.members import memberships
from mercat.domain.people import edit, fields, find, partitions, view
from mercat.domain.people import search as searches
from mercat.model.people import FieldRow, Key, Person
from mercat.store.tx import Tx

PEOPLE: Final = 50
ACTIVITIES: Final = 25  # rows; an activity with several changed fields takes several
FIRST_ACTIVITIES: Final = 8
LISTS: Final = 50
PROGRAMS: Final = 50
NEWEST: Final = 2**62
WORDS: Final = "words"


@admin_required
async def search(request: ConsoleRequest) -> Response:
    """Search people by words, by id or by the start of an indexed value. Without a text, list everybody."""
    by, text = request.query("by") or WORDS, request.query("text")
    after = (request.query("key"), request.number("after", 0))

    def work(tx: Tx) -> dict[str, Any]:
        indexed_fields = searches.searched(tx)
        page = _people(tx, by, text, after)
        return {"fields": indexed_fields, "people": [line(person) for person in page.people], "end": page.end}

    context = await request.read(work, offload=bool(text) and by == WORDS)
    onward = _onward(by, text, context["end"])
    return request.page(
        "people.html",
        by=by,
        text=text,
        onward=onward,
        later=after != searches.START,
        looked=searches.LOOKED,
        **context,
    )


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """One person: fields with a value, the last activities, lists and programs."""

    def work(tx: Tx) -> dict[str, Any]:
        person = find.by_id(tx, request.id)
        happened, more = read.of_person(tx, person.id, below=None, limit=FIRST_ACTIVITIES)
        return {
            **_head(tx, person),
            **_values(tx, person),
            "activities": _activities(tx, happened),
            "more_activities": more is not None,
            "lists": static_lists.named_lists_of(tx, person.id, below=request.number("lists", NEWEST), limit=LISTS),
            "programs": memberships.of_person(tx, person.id, after=request.number("programs", 0), limit=PROGRAMS),
        }

    return request.page("person.html", **await request.read(work))


@admin_required
async def activities(request: ConsoleRequest) -> Response:
    """The activities of a person, latest first."""

    def work(tx: Tx) -> dict[str, Any]:
        person = find.by_id(tx, request.id)
        below = (request.number("before", 0), request.number("below", 0)) if request.query("below") else None
        happened, cursor = read.of_person(tx, person.id, below=below, limit=ACTIVITIES)
        return {**_head(tx, person), "activities": _activities(tx, happened), "cursor": cursor}

    return request.page("person_activities.html", **await request.read(work))


def _people(tx: Tx, by: str, text: str, after: Key) -> searches.Found:
    if not text:
        return searches.everybody(tx, after=after, limit=PEOPLE)
    if by == WORDS:
        return searches.containing(tx, text, after=after, limit=PEOPLE)
    if by == "id":
        return searches.with_id(tx, text)
    return searches.beginning(tx, by, text, after=after, limit=PEOPLE)


def _onward(by: str, text: str, end: Key | None) -> str:
    """The query of the next page."""
    if end is None:
        return ""
    return urlencode({"by": by, "text": text, "key": end[0], "after": end[1]})


def line(person: Person) -> dict[str, Any]:
    """The columns of a person in a list."""
    get = person.document.get
    return {
        "id": person.id,
        "name": " ".join(filter(None, (get("firstName"), get("lastName")))),
        "email": get("email"),
        "company": get("company"),
        "updated_ms": person.updated_ms,
    }


def _head(tx: Tx, person: Person) -> dict[str, Any]:
    return {
        "person": person,
        "name": person.name,
        "partition": partitions.access(tx).partitions[person.partition_id].name,
    }


def _values(tx: Tx, person: Person) -> dict[str, Any]:
    """The fields with a value, and those without, sorted by display name."""
    visible_fields = [field for field in fields.catalog(tx).by_name.values() if not field.hidden]
    visible_fields.sort(key=lambda field: field.display_name.casefold())
    values = view.view(tx, [field.name for field in visible_fields])(person)
    filled: list[tuple[FieldRow, Any]] = [
        (field, values[field.name]) for field in visible_fields if _is(values[field.name])
    ]
    empty = [field for field in visible_fields if not _is(values[field.name])]
    own = {field.name for field in edit.editable(tx)}
    return {"filled": filled, "empty": empty, "own": own}


def _is(value: Any) -> bool:
    return value is not None and value != ""


def _activities(tx: Tx, events: list[read.Activity]) -> list[dict[str, Any]]:
    """Activities with the names of their types; attributes stand in the order of the type."""
    types = custom.types_by_id(tx)
    rows = []
    for activity in events:
        kind = types.get(activity.type_id)
        order = list(kind.attributes) if kind else []
        attributes = sorted(activity.attributes.items(), key=lambda pair: _place(order, pair[0]))
        about = kind.primary[0] if kind and kind.primary else ""
        name = kind.name if kind else str(activity.type_id)
        attributes = [(label, _plain(value)) for label, value in attributes]
        rows.append({"activity": activity, "type": name, "about": about, "attributes": attributes})
    return rows


def _plain(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _place(order: list[str], name: str) -> int:
    return order.index(name) if name in order else len(order)
