"""/console/assets/segmentation and .../segmentation/new: a segmentation is made and edited."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console import form_conflicts
from mercat.console.assets import filter_rows
from mercat.console.assets.tree import breadcrumbs, ref_of
from mercat.console.errors import FieldRefused
from mercat.console.form_conflicts import Values
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.assets import tree as nodes
from mercat.domain.segments import segmentations
from mercat.domain.segments.segmentations import KIND
from mercat.model.assets import Ref, key_of
from mercat.model.documents import Document
from mercat.model.refusals import AlreadyExists, NotFound, Refusal, WrongType
from mercat.model.smart_lists import DEFAULT, Segment, Segmentation
from mercat.store.tx import Tx

BLANK: Final = 3  # rows for more segments
NEW: Final = tuple(f"new{number}" for number in range(1, BLANK + 1))  # their keys; the others are ids


@admin_required
async def ask(request: ConsoleRequest) -> Response:
    """A form for a new segmentation in a folder of the Lead Database."""
    return await _new_form(request)


@admin_required
async def create(request: ConsoleRequest) -> Response:
    """Make the segmentation; its segments get their filters afterwards."""
    place, values = ref_of(request), _typed(request, NEW)

    def work(tx: Tx) -> str:
        _check_place(tx, place)
        segments = _segments(values, NEW, {})
        return _address(segmentations.create(tx, place, values["name"], values["description"], segments).id)

    try:
        return await request.create(work)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _new_form(request, values, refusal)


@admin_required
async def edit(request: ConsoleRequest) -> Response:
    """A form for the name, the segments and their order."""
    return await _form(request)


@admin_required
async def change(request: ConsoleRequest) -> Response:
    """Save the draft, unless somebody else changed it meanwhile."""
    values = _typed(request, [key.partition("-")[2] for key in request.form if key.startswith("segment-")])

    def work(tx: Tx) -> None:
        document = KIND.get(tx, request.id)
        before = {str(one.id): one for one in document.versions.latest.segments[:-1]}
        if form_conflicts.changes_values(tx, request, _values(document), values):
            segments = _segments(values, (*before, *NEW), before)
            segmentations.define(tx, document.id, segments)
            document = KIND.get(tx, document.id)
            KIND.describe(tx, document, name=values["name"], description=values["description"])

    try:
        await request.write(work)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _form(request, values, refusal)
    return request.go(_address(request.id), "changed")


@admin_required
async def edit_segment(request: ConsoleRequest) -> Response:
    """A form for the filters of a segment."""
    return await _segment_form(request)


@admin_required
async def change_segment(request: ConsoleRequest) -> Response:
    """Save the filters of a segment in the draft, unless somebody else changed them meanwhile."""
    values = filter_rows.typed(request)

    def work(tx: Tx) -> None:
        document, segment = _segment(tx, request)
        if form_conflicts.changes_values(tx, request, filter_rows.values_of(tx, segment.rules), values):
            rules = filter_rows.rules_of(tx, values, segment.rules)
            changed = Segment(segment.id, segment.name, rules)
            others = document.versions.latest.segments[:-1]
            segmentations.define(tx, document.id, [changed if one.id == segment.id else one for one in others])

    try:
        await request.write(work)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _segment_form(request, values, refusal)
    return request.go(_address(request.id), "changed")


# -- the fields of the forms ----------------------------------------------------------------------------------------


def _typed(request: ConsoleRequest, keys: Any) -> Values:
    values: Values = {"name": request.text("name"), "description": request.text("description")}
    for key in list(keys)[: segmentations.SEGMENTS + BLANK]:
        for part in ("segment", "order"):
            if request.text(f"{part}-{key}") and request.text(f"segment-{key}"):
                values[f"{part}-{key}"] = request.text(f"{part}-{key}")
    return values


def _values(document: Document[Segmentation]) -> Values:
    title = document.title_of("draft")
    values: Values = {"name": title.name, "description": title.description or ""}
    for number, one in enumerate(document.versions.latest.segments[:-1], 1):
        values |= {f"segment-{one.id}": one.name, f"order-{one.id}": str(number)}
    return values


def _segments(values: Values, keys: Any, before: dict[str, Segment]) -> list[Segment]:
    """The segments that a form asks for, in order; those without an order come last. Raises FieldRefused."""
    ordered: list[tuple[int, Segment]] = []
    names = {key_of(DEFAULT)}
    for key in keys:
        name = values.get(f"segment-{key}", "")
        if not name:
            continue
        try:
            name = nodes.checked_name(name)
        except Refusal as refusal:
            raise FieldRefused(f"segment-{key}", refusal) from None
        if key_of(name) in names:
            raise FieldRefused(f"segment-{key}", AlreadyExists(segmentations.SEGMENT, name))
        names.add(key_of(name))
        old = before.get(key)
        segment = Segment(segmentations.NEW, name) if old is None else Segment(old.id, name, old.rules)
        ordered.append((_order(values, key), segment))
    return [segment for _, segment in sorted(ordered, key=lambda pair: pair[0])]


def _order(values: Values, key: str) -> int:
    text = values.get(f"order-{key}", "")
    if text and not (text.isascii() and text.isdigit()):
        raise FieldRefused(f"order-{key}", WrongType("order", text, "integer"))
    return int(text[:6]) if text else 1_000_000


def _check_place(tx: Tx, place: Ref) -> None:
    if not KIND.fits(tx, nodes.get(tx, place)):
        raise NotFound("folder")


def _address(segmentation_id: int) -> str:
    return f"/assets/segmentation/{segmentation_id}"


def _segment(tx: Tx, request: ConsoleRequest) -> tuple[Document[Segmentation], Segment]:
    document = KIND.get(tx, request.id)
    number = request.http.path_params["segment"]
    for one in document.versions.latest.segments[:-1]:
        if one.id == number:
            return document, one
    raise NotFound(segmentations.SEGMENT)


async def _new_form(request: ConsoleRequest, values: Values | None = None, refusal: Refusal | None = None) -> Response:
    place = ref_of(request)

    def work(tx: Tx) -> dict[str, Any]:
        _check_place(tx, place)
        there = values or {"name": "", "description": ""}
        return {
            **form_conflicts.context(tx, request, there, values, refusal),
            "one": None,
            "breadcrumbs": breadcrumbs(tx, place),
        }

    context = await request.read(work)
    back = f"/assets/{place.kind.value.lower()}/{place.id}"
    return request.page("segmentation_form.html", form_conflicts.status_of(refusal), back=back, rows=NEW, **context)


async def _form(request: ConsoleRequest, values: Values | None = None, refusal: Refusal | None = None) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        document = KIND.get(tx, request.id)
        return {
            **form_conflicts.context(tx, request, _values(document), values, refusal),
            "one": document,
            "rows": [*(one.id for one in document.versions.latest.segments[:-1]), *NEW],
            "breadcrumbs": breadcrumbs(tx, document.parent),
        }

    context = await request.read(work)
    back = _address(request.id)
    return request.page("segmentation_form.html", form_conflicts.status_of(refusal), back=back, **context)


async def _segment_form(
    request: ConsoleRequest, values: Values | None = None, refusal: Refusal | None = None
) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        document, segment = _segment(tx, request)
        form = form_conflicts.context(tx, request, filter_rows.values_of(tx, segment.rules), values, refusal)
        return {
            **form,
            **filter_rows.context(tx, form["values"]),
            "segment": segment,
            "breadcrumbs": breadcrumbs(tx, document.parent),
        }

    context = await request.read(work)
    back = _address(request.id)
    return request.page("segment_form.html", form_conflicts.status_of(refusal), back=back, **context)
