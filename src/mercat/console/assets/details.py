"""/console/assets/list, /console/assets/form, /console/assets/campaign: what lies in folders and programs, to read."""

from typing import Any, Final

import msgspec
from starlette.responses import Response

from mercat.console.assets import tree
from mercat.console.assets.listing import STATES
from mercat.console.people import browse
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.assets import form_fields, forms, lifecycle
from mercat.domain.campaigns import assets as campaigns
from mercat.domain.campaigns import rules, runs
from mercat.domain.lists import static_lists
from mercat.model.assets import AssetFilter
from mercat.model.forms import Field, Form
from mercat.model.refusals import NotFound
from mercat.store.assets.documents import Document, Version
from mercat.store.campaigns.campaigns import Campaign, Rule
from mercat.store.lists.static_lists import StaticList
from mercat.store.tx import Tx

MEMBERS: Final = 50
COUNTED: Final = 100_000  # members; who is on a longer list is not counted to the end
RUNS: Final = 100  # as many runs of a batch campaign may wait
VERSIONS: Final[dict[str, Version | None]] = {"": None, "approved": "approved", "draft": "draft"}


@admin_required
async def show_list(request: ConsoleRequest) -> Response:
    """A static list, and some of its members by id."""
    after = request.number("after", 0)

    def work(tx: Tx) -> dict[str, Any]:
        found = static_lists.get(tx, request.id)
        part = static_lists.members(tx, found.id, after=after, limit=MEMBERS)
        return {
            **_head(tx, request, found, static_lists.KIND),
            "count": static_lists.count(tx, found.id, at_most=COUNTED),
            "people": [browse.line(person) for person in part.items],
            "cursor": part.cursor,
        }

    return request.page("list.html", counted=COUNTED, later=after > 0, **await request.read(work))


@admin_required
async def show_form(request: ConsoleRequest) -> Response:
    """A form: the version asked for, or else the approved one before the draft."""
    wanted = request.query("version")

    def work(tx: Tx) -> dict[str, Any]:
        found = lifecycle.get(tx, forms.KIND, request.id)
        seen = lifecycle.pick_version(found, VERSIONS[wanted]) if wanted in VERSIONS else None
        if seen is None:
            raise NotFound("version")
        version, content = seen
        form = forms.form_of(content)
        return {
            **_head(tx, request, found, forms.KIND.value, *(STATES[one] for one in found.versions)),
            "title": found.title_of(version),
            "version": version,
            "words": STATES,
            "content": form,
            "fields": _fields(form),
        }

    return request.page("form.html", inputs=form_fields.INPUTS, **await request.read(work))


@admin_required
async def show_campaign(request: ConsoleRequest) -> Response:
    """A smart campaign: its smart list, its flow, and the runs that wait."""

    def work(tx: Tx) -> dict[str, Any]:
        found = campaigns.get(tx, request.id)
        waiting = runs.waiting(tx, found.id, limit=RUNS + 1)
        return {
            **_head(tx, request, found, campaigns.KIND, found.status),
            "triggers": [_rule(rule) for rule in found.content.triggers],
            "filters": _filters(tx, found),
            "steps": [_rule(rule) for rule in found.content.steps],
            "runs": waiting[:RUNS],
            "more_runs": len(waiting) > RUNS,
            "now_ms": tx.now,
        }

    return request.page("campaign.html", **await request.read(work))


def _head(
    tx: Tx, request: ConsoleRequest, found: StaticList | Document | Campaign, kind_name: str, *states: str
) -> dict[str, Any]:
    """What all pages tell: what it is, how it stands, and the way to the folder or program that it lies in."""
    here = request.view.prefix + request.http.scope["path"]
    return {
        "leaf": found,
        "title": found,
        "kind_name": kind_name,
        "states": states,
        "here": here,
        "way": tree.breadcrumbs(tx, found.parent),
    }


def _fields(form: Form) -> list[tuple[Field, str]]:
    """The fields as they stand, each with what the set is called that it is in."""
    labels = {field.id: field.label or field.id for field in form.fields}
    return [(field, labels[field.inside] if field.inside else "") for field in form_fields.arranged(form)]


def _filters(tx: Tx, campaign: Campaign) -> list[tuple[str, int, str | None]]:
    """Name of each filter, with id and name of the list that it names; no name if the list is gone."""
    ids = rules.list_ids(campaign.content)
    known = {one.id: one.name for one in static_lists.browse(tx, AssetFilter(ids=ids), limit=rules.MOST).items}
    return [(rule.name, rule.values["list"], known.get(rule.values["list"])) for rule in campaign.content.filters]


def _rule(rule: Rule) -> tuple[str, list[tuple[str, str]]]:
    """A trigger or step: its name, and what it is set to as texts."""
    return rule.name, [
        (name, value if isinstance(value, str) else msgspec.json.encode(value).decode())
        for name, value in rule.values.items()
    ]
