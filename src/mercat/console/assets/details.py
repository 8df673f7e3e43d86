"""/console/assets/list, /console/assets/form, /console/assets/campaign: one static list, form or smart campaign."""

from typing import Any, Final

import msgspec
from starlette.responses import Response

from mercat.console.assets import tree
from mercat.console.assets.listing import STATES
from mercat.console.people import browse
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.assets import lifecycle
from mercat.domain.campaigns import assets as campaigns
from mercat.domain.campaigns import rules, runs
from mercat.domain.forms import form_fields, forms
from mercat.domain.lists import static_lists
from mercat.model.assets import AssetFilter
from mercat.model.campaigns import Campaign, Rule
from mercat.model.documents import Document, Version
from mercat.model.forms import Field, Form
from mercat.model.lists import StaticList
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

MEMBERS: Final = 50
COUNTED: Final = 100_000  # members; the count of a longer list stops here
RUNS: Final = 100  # the most runs that can be scheduled for a batch campaign
VERSIONS: Final[dict[str, Version | None]] = {"": None, "approved": "approved", "draft": "draft"}


@admin_required
async def show_list(request: ConsoleRequest) -> Response:
    """A static list, and some of its members by id."""
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


@admin_required
async def show_form(request: ConsoleRequest) -> Response:
    """A form: the version asked for, or else the approved one before the draft."""
    asked_version = request.query("version")

    def work(tx: Tx) -> dict[str, Any]:
        document = lifecycle.get(tx, forms.KIND, request.id)
        seen = lifecycle.pick_version(document, VERSIONS[asked_version]) if asked_version in VERSIONS else None
        if seen is None:
            raise NotFound("version")
        version, content = seen
        form = forms.form_of(content)
        return {
            **_head(tx, request, document, forms.KIND.value, *(STATES[one] for one in document.versions)),
            "title": document.title_of(version),
            "version": version,
            "version_labels": STATES,
            "content": form,
            "fields": _fields(form),
        }

    return request.page("form.html", inputs=form_fields.INPUTS, **await request.read(work))


@admin_required
async def show_campaign(request: ConsoleRequest) -> Response:
    """A smart campaign: its smart list, its flow, and the runs that wait."""

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
    tx: Tx, request: ConsoleRequest, asset: StaticList | Document | Campaign, kind_name: str, *states: str
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
