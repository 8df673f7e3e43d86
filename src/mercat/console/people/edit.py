"""/console/people/{id}/edit, .../delete, .../lists/{list}/remove: editing a person."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console import form_conflicts
from mercat.console.errors import EditConflict
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.activity_log import Origin
from mercat.domain.lists import static_lists
from mercat.domain.people import edit, find, remove
from mercat.model.outcomes import Skipped
from mercat.model.people import FieldRow, Person
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

FIELD: Final = "field."  # prefix of input names: a person's field cannot collide with a field of the form itself
CHOICES: Final = ("", "true", "false")
LONG: Final = frozenset({"text", "textarea"})
MAXLENGTH: Final = 30_000


@admin_required
async def ask(request: ConsoleRequest) -> Response:
    """The form with all fields that can be set."""
    return await _form(request)


@admin_required
async def change(request: ConsoleRequest) -> Response:
    """Save the changed fields, unless another user has changed the person meanwhile."""
    origin = Origin("Console", f"Edited by {request.caller.name}")

    def work(tx: Tx) -> dict[str, Refusal]:
        there = _values(tx, find.by_id(tx, request.id))
        typed = {**there, **_typed(request, there)}
        if not form_conflicts.changes_values(tx, request, there, typed):
            return {}
        changed = {name.removeprefix(FIELD): value for name, value in typed.items() if value != there[name]}
        return edit.change(tx, request.id, changed, origin)

    try:
        problems = await request.write(work)
    except EditConflict as refusal:
        return await _form(request, refusal)
    if edit.WHOLE in problems:
        return await _form(request, status=400, problem=request.problem(problems[edit.WHOLE]))
    if problems:
        marked = request.marked({FIELD + name: refusal for name, refusal in problems.items()})
        return await _form(request, status=400, **marked)
    return request.go(f"/people/{request.id}", "changed")


@admin_required
async def remove_from_list(request: ConsoleRequest) -> Response:
    """Remove the person from a list. This can be repeated."""
    list_id: int = request.http.path_params["list"]
    origin = Origin("Console", f"Removed by {request.caller.name}")
    await request.write(lambda tx: static_lists.remove(tx, list_id, [request.id], origin))
    return request.go(f"/people/{request.id}", "removed")


@admin_required
async def ask_deletion(request: ConsoleRequest) -> Response:
    """Ask whether to delete the person."""
    person = await request.read(lambda tx: find.by_id(tx, request.id))
    return request.page(
        "confirm.html",
        title="Delete the person {name}?",
        text="Fields, activities and memberships are deleted too. This can't be undone.",
        button="Delete",
        name=person.name,
        back=f"/people/{person.id}",
    )


@admin_required
async def delete(request: ConsoleRequest) -> Response:
    """Delete the person."""
    (outcome,) = await request.write(lambda tx: remove.delete(tx, [request.id]))
    if isinstance(outcome, Skipped):
        return request.message(404, "Not found", "This page or item doesn't exist.")
    return request.go("/people", "deleted")


def _values(tx: Tx, person: Person) -> dict[str, str]:
    """The stored values, by the names of inputs."""
    return {FIELD + field.name: _plain(edit.text_of(person, field.name)) for field in edit.editable(tx)}


def _typed(request: ConsoleRequest, there: dict[str, str]) -> dict[str, str]:
    return {name: _plain(request.text(name)) for name in there if name in request.form}


async def _form(
    request: ConsoleRequest, refusal: Refusal | None = None, status: int = 0, **extra_context: Any
) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        person = find.by_id(tx, request.id)
        there = _values(tx, person)
        typed = {**there, **_typed(request, there)} if request.form else None
        form = form_conflicts.context(tx, request, there, typed, refusal)
        inputs = [_input(field, there, form["values"]) for field in edit.editable(tx)]
        return {
            "person": person,
            "name": person.name,
            "filled": [one for one in inputs if one["filled"]],
            "empty": [one for one in inputs if not one["filled"]],
            **form,
        }

    return request.page(
        "person_form.html", status or form_conflicts.status_of(refusal), **{**await request.read(work), **extra_context}
    )


def _input(field: FieldRow, there: dict[str, str], values: dict[str, str]) -> dict[str, Any]:
    """The input of a field."""
    name = FIELD + field.name
    value = values[name]
    kind = "choice" if field.data_type == "boolean" and value in CHOICES else "line"
    return {
        "field": field,
        "id": name,
        "value": value,
        "kind": "area" if field.data_type in LONG else kind,
        "maxlength": field.length or (MAXLENGTH if field.data_type in LONG else 255),
        "filled": bool(there[name] or value),
    }


def _plain(text: str) -> str:
    """A text with plain line ends and without blanks around it, so that stored and submitted texts compare equal."""
    return text.replace("\r\n", "\n").strip()
