"""/console/assets/list, /campaign and a path for each kind of the catalog: one asset."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from starlette.responses import Response

from mercat.console.assets import designs, filter_rows, landing_pages, steps, templates, tree, versions
from mercat.console.assets.listing import SEGMENTS, STATES, states_of
from mercat.console.people import browse
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.asset_kinds import catalog
from mercat.domain.asset_kinds.previews import COMPOSERS
from mercat.domain.campaigns import assets as campaigns
from mercat.domain.campaigns import rules, runs
from mercat.domain.forms import form_fields
from mercat.domain.lists import static_lists
from mercat.domain.segments import smart_lists
from mercat.model.assets import AssetFilter, AssetType
from mercat.model.campaigns import Campaign, Rule
from mercat.model.documents import Document
from mercat.model.forms import Field, Form
from mercat.model.lists import StaticList
from mercat.model.refusals import NotFound, RuleBroken
from mercat.model.smart_lists import Segmentation, SmartListRules
from mercat.model.versions import Version
from mercat.store.tx import Tx

MEMBERS: Final = 50
SOME: Final = 20  # people of a smart list
COUNTED: Final = 100_000  # the most members that are counted
RUNS: Final = 100  # the most runs that can be scheduled for a batch campaign
USERS: Final = 50  # assets that use the one shown
BOTH: Final = "both"  # versions side by side
VERSIONS: Final[dict[str, Version | None]] = {"": None, BOTH: None, "approved": "approved", "draft": "draft"}


@admin_required
async def show_list(request: ConsoleRequest) -> Response:
    """A static list, and a page of its members by id."""
    after = request.number("after", 0)

    def work(tx: Tx) -> dict[str, Any]:
        static_list = static_lists.get(tx, request.id)
        part = static_lists.members(tx, static_list.id, after=after, limit=MEMBERS)
        return {
            **_head(tx, request, static_list, static_lists.KIND),
            "count": static_lists.count(tx, static_list.id, at_most=COUNTED),
            "people": [browse.line(person) for person in part.items],
            "cursor": part.cursor,
        }

    return request.page("list.html", counted=COUNTED, later=after > 0, **await request.read(work))


def _document_page(type: AssetType) -> Callable[[ConsoleRequest], Awaitable[Response]]:
    async def show(request: ConsoleRequest) -> Response:
        return await _show_document(request, type)

    return show


async def _show_document(request: ConsoleRequest, type: AssetType) -> Response:
    """An asset of a kind of the catalog: the version asked for, or else the approved one before the draft."""
    asked_version = request.query("version")
    kind = catalog.KIND_OF[type]
    template, variables = _CONTENTS.get(type, ("document.html", versions.text_variables))
    if asked_version == BOTH:
        template, variables = "versions.html", versions.both_variables

    def work(tx: Tx) -> dict[str, Any]:
        document = kind.get(tx, request.id)
        version, content = _pick(document, asked_version)
        users = kind.users(tx, document, offset=0, limit=USERS + 1)
        return {
            **_head(tx, request, document, type, *(states_of(document.versions.names) if kind.needs_approval else ())),
            "title": document.title_of(version),
            "version": asked_version if asked_version == BOTH else version,
            "steps": steps.available(kind, document),
            "versions": document.versions.names,
            "version_labels": STATES,
            "content": content,
            "users": users[:USERS],
            "more_users": len(users) > USERS,
            "segments": SEGMENTS,
            "renderable": COMPOSERS,
            **variables(tx, document, version, content),
        }

    offload = type is AssetType.SMART_LIST or asked_version == BOTH
    return request.page(template, **await request.read(work, offload=offload))


def _pick(document: Document[Any], name: str) -> tuple[Version, Any]:
    """The version to show, and its content. Raises NotFound."""
    if name == BOTH and len(document.versions.names) < 2:
        raise NotFound("version")
    picked = document.versions.pick(VERSIONS[name]) if name in VERSIONS else None
    if picked is None:
        raise NotFound("version")
    return picked


@admin_required
async def show_campaign(request: ConsoleRequest) -> Response:
    """A smart campaign: its smart list, its flow, and its waiting runs."""

    def work(tx: Tx) -> dict[str, Any]:
        campaign = campaigns.get(tx, request.id)
        waiting = runs.waiting(tx, campaign.id, limit=RUNS + 1)
        return {
            **_head(tx, request, campaign, campaigns.KIND, campaigns.status_of(campaign)),
            "requestable": campaigns.is_requestable(campaign),
            "triggers": [_rule(rule) for rule in campaign.content.triggers],
            "filters": _filters(tx, campaign),
            "steps": [_rule(rule) for rule in campaign.content.steps],
            "runs": waiting[:RUNS],
            "more_runs": len(waiting) > RUNS,
            "now_ms": tx.now,
        }

    return request.page("campaign.html", **await request.read(work))


def _head(
    tx: Tx, request: ConsoleRequest, asset: StaticList | Document[Any] | Campaign, kind_name: str, *states: str
) -> dict[str, Any]:
    """The template variables that all assets share: the asset, its kind and states, and its breadcrumbs."""
    here = request.view.prefix + request.http.scope["path"]
    return {
        "asset": asset,
        "title": asset,
        "kind_name": kind_name,
        "states": states,
        "here": here,
        "breadcrumbs": tree.breadcrumbs(tx, asset.parent),
    }


def _no_variables(tx: Tx, document: Document[Any], version: Version, content: Any) -> dict[str, Any]:
    return {}


def _smart_list_variables(tx: Tx, document: Document[Any], version: Version, rules: SmartListRules) -> dict[str, Any]:
    """The filters, and some of the people; or why nobody can be found."""
    filters = filter_rows.summaries(tx, rules)
    try:
        page = smart_lists.people(tx, document.id, limit=SOME)
    except RuleBroken as refusal:
        return {"filters": filters, "refusal": refusal}
    people = [browse.line(person) for person in page.items]
    return {"filters": filters, "refusal": None, "people": people, "more_people": page.cursor is not None}


def _segmentation_variables(
    tx: Tx, document: Document[Any], version: Version, segmentation: Segmentation
) -> dict[str, Any]:
    return {
        "segment_rows": [(one, filter_rows.summaries(tx, one.rules)) for one in segmentation.segments],
        "draft_ids": {one.id for one in document.versions.latest.segments},
    }


def _form_variables(tx: Tx, document: Document[Any], version: Version, form: Form) -> dict[str, Any]:
    return {"inputs": form_fields.INPUTS, "fields": _fields(form)}


def _fields(form: Form) -> list[tuple[Field, str]]:
    """The fields in their order, each with the label of the field set that contains it."""
    labels = {field.id: field.label or field.id for field in form.fields}
    return [(field, labels[field.inside] if field.inside else "") for field in form_fields.arranged(form)]


def _filters(tx: Tx, campaign: Campaign) -> list[tuple[str, int, str | None]]:
    """The name of each filter, with id and name of its list. The list's name is None if the list was deleted."""
    ids = rules.list_ids(campaign.content)
    names = {one.id: one.name for one in static_lists.browse(tx, AssetFilter(ids=ids), limit=rules.MOST).items}
    return [(rule.name, rule.values["list"], names.get(rule.values["list"])) for rule in campaign.content.filters]


def _rule(rule: Rule) -> tuple[str, list[tuple[str, str]]]:
    """The name of a trigger or step, and its settings as texts."""
    return rule.name, [
        (name, value if isinstance(value, str) else msgspec.json.encode(value).decode())
        for name, value in rule.values.items()
    ]


# The template of a kind whose content has one of its own, and its variables.
_Variables = Callable[[Tx, Document[Any], Version, Any], dict[str, Any]]
_CONTENTS: Final[dict[AssetType, tuple[str, _Variables]]] = {
    AssetType.DESIGNER_EMAIL: ("design.html", designs.variables),
    AssetType.DESIGNER_TEMPLATE: ("design.html", designs.variables),
    AssetType.EMAIL_TEMPLATE: ("template.html", templates.variables),
    AssetType.FILE: ("file.html", _no_variables),
    AssetType.FRAGMENT: ("design.html", designs.variables),
    AssetType.FORM: ("form.html", _form_variables),
    AssetType.LANDING_PAGE: ("landing_page.html", landing_pages.variables),
    AssetType.LANDING_PAGE_TEMPLATE: ("template.html", templates.variables),
    AssetType.SEGMENTATION: ("segmentation.html", _segmentation_variables),
    AssetType.SMART_LIST: ("smart_list.html", _smart_list_variables),
}

# A page for each kind, by the segment of its path.
DOCUMENT_PAGES: Final = {SEGMENTS[kind.type]: admin_required(_document_page(kind.type)) for kind in catalog.KINDS}
