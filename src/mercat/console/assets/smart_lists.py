"""/console/assets/smart-list and .../smart-list/new: a smart list is made and edited."""

from typing import Any

from starlette.responses import Response

from mercat.console import form_conflicts
from mercat.console.assets import filter_rows
from mercat.console.assets.tree import breadcrumbs, ref_of
from mercat.console.form_conflicts import Values
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.assets import tree as nodes
from mercat.domain.segments import smart_lists
from mercat.model.assets import Ref
from mercat.model.refusals import NotFound, Refusal
from mercat.model.smart_lists import SmartList, SmartListRules
from mercat.store.tx import Tx


@admin_required
async def ask(request: ConsoleRequest) -> Response:
    """A form for a new smart list in a folder or program."""
    return await _new_form(request)


@admin_required
async def create(request: ConsoleRequest) -> Response:
    """Make the smart list."""
    place, values = ref_of(request), _typed(request)

    def work(tx: Tx) -> str:
        check_place(tx, place)
        rules = filter_rows.rules_of(tx, values, SmartListRules())
        return _address(smart_lists.create(tx, place, values["name"], values["description"], rules).id)

    try:
        return await request.create(work)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _new_form(request, values, refusal)


@admin_required
async def edit(request: ConsoleRequest) -> Response:
    """A form for a smart list."""
    return await _form(request)


@admin_required
async def change(request: ConsoleRequest) -> Response:
    """Save the smart list, unless somebody else changed it meanwhile."""
    values = _typed(request)

    def work(tx: Tx) -> str:
        one = _get(tx, request)
        if form_conflicts.changes_values(tx, request, _values(tx, one), values):
            smart_lists.define(tx, one.id, filter_rows.rules_of(tx, values, smart_lists.rules_of(one)))
            if one.owner == "document":
                document = smart_lists.KIND.get(tx, one.id)
                smart_lists.KIND.describe(tx, document, name=values["name"], description=values["description"])
        return _home(one)

    try:
        home = await request.write(work)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _form(request, values, refusal)
    return request.go(home, "changed")


def check_place(tx: Tx, place: Ref) -> None:
    """Raises NotFound if no smart list may lie there."""
    if not smart_lists.KIND.fits(tx, nodes.get(tx, place)):
        raise NotFound("folder")


def _get(tx: Tx, request: ConsoleRequest) -> SmartList:
    one = smart_lists.get(tx, request.id)
    if one.owner == "campaign":
        raise NotFound("smart list")
    return one


def _address(smart_list_id: int) -> str:
    return f"/assets/smart-list/{smart_list_id}"


def _home(one: SmartList) -> str:
    return _address(one.id) if one.owner == "document" else f"/assets/program/{one.owner_id}"


def _typed(request: ConsoleRequest) -> Values:
    about = {"name": request.text("name"), "description": request.text("description")}
    return about | filter_rows.typed(request)


def _values(tx: Tx, one: SmartList) -> Values:
    about = {"name": one.name, "description": one.description or ""} if one.owner == "document" else {}
    return {"name": "", "description": ""} | about | filter_rows.values_of(tx, smart_lists.rules_of(one))


async def _new_form(request: ConsoleRequest, values: Values | None = None, refusal: Refusal | None = None) -> Response:
    place = ref_of(request)

    def work(tx: Tx) -> dict[str, Any]:
        check_place(tx, place)
        there = values or {"name": "", "description": "", "match": "all", "logic": ""}
        return {
            **form_conflicts.context(tx, request, there, values, refusal),
            **filter_rows.context(tx, there),
            "one": None,
            "breadcrumbs": breadcrumbs(tx, place),
        }

    context = await request.read(work)
    back = f"/assets/{place.kind.value.lower()}/{place.id}"
    return request.page("smart_list_form.html", form_conflicts.status_of(refusal), back=back, named=True, **context)


async def _form(request: ConsoleRequest, values: Values | None = None, refusal: Refusal | None = None) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        one = _get(tx, request)
        form = form_conflicts.context(tx, request, _values(tx, one), values, refusal)
        return {
            **form,
            **filter_rows.context(tx, form["values"]),
            "one": one,
            "named": one.owner == "document",
            "back": _home(one),
            "breadcrumbs": breadcrumbs(tx, one.parent),
        }

    return request.page("smart_list_form.html", form_conflicts.status_of(refusal), **await request.read(work))
