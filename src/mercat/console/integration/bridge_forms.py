"""/console/bridges/new: the forms for a new bridge, with the lists, audiences and accounts that it may connect."""

from collections.abc import Sequence
from typing import Any, Final

from starlette.responses import Response

from mercat.console.errors import FieldRefused
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.advertising.audiences.audiences import audiences
from mercat.domain.advertising.users.audience_rules import CUSTOMER_FILE
from mercat.domain.asset_kinds import search
from mercat.domain.bridges import bridges, list_to_audience, runs
from mercat.domain.bridges.identifiers import ID_TYPES
from mercat.domain.oauth import ad_accounts
from mercat.domain.people import partitions
from mercat.model.advertising import Condition
from mercat.model.assets import AssetType, NamedAsset
from mercat.model.bridges import LEADS_TO_PEOPLE, LIST_TO_AUDIENCE, LeadsToPeople, ListToAudience, Settings
from mercat.model.oauth import ADVERTISER
from mercat.model.refusals import Missing, Refusal, UnknownField
from mercat.store.tx import Tx

CHOICES: Final = 500  # of a list; the command line takes any number
NEWEST: Final = 2**62  # above every id
INPUTS: Final = ("list", "audience", "fields", "identifier", "account", "partition", "daily")


@admin_required
async def ask(request: ConsoleRequest) -> Response:
    """The form for a bridge of the kind that the address names."""
    return await _form(request, LEADS_TO_PEOPLE if request.query("kind") == LEADS_TO_PEOPLE else LIST_TO_AUDIENCE)


@admin_required
async def create(request: ConsoleRequest) -> Response:
    """Create the bridge and show its page. It has not run yet."""
    kind = LEADS_TO_PEOPLE if request.text("kind") == LEADS_TO_PEOPLE else LIST_TO_AUDIENCE

    def work(tx: Tx) -> str:
        account_id, settings = _of_leads(request) if kind == LEADS_TO_PEOPLE else _of_list(request)
        bridge = bridges.ensure(tx, bridges.KINDS[kind], account_id, settings, daily=request.text("daily") == "1")
        runs.schedule(tx, bridge)
        return f"/bridges/{bridge.id}"

    try:
        return await request.create(work)
    except Refusal as refusal:
        return await _form(request, kind, 400, **request.refused(_beside(kind, refusal)))


def _beside(kind: str, refusal: Refusal) -> Refusal:
    """The refusal with the field of the form that it is about."""
    if isinstance(refusal, UnknownField):
        return FieldRefused("fields", refusal)
    if isinstance(refusal, bridges.TargetTaken):
        return FieldRefused("account" if kind == LEADS_TO_PEOPLE else "audience", refusal)
    return refusal


async def _form(request: ConsoleRequest, kind: str, status: int = 200, **context: Any) -> Response:
    choices = await request.read(_leads_choices if kind == LEADS_TO_PEOPLE else _list_choices)
    usual = {"fields": list_to_audience.USUAL_FIELD, "identifier": list_to_audience.USUAL_TYPE}
    values = {name: request.text(name) for name in INPUTS} | ({} if request.form else usual)
    return request.page("bridge_form.html", status, kind=kind, values=values, **choices, **context)


def _list_choices(tx: Tx) -> dict[str, Any]:
    only = Condition("type", "equals", (CUSTOMER_FILE,))
    advertisers = [one for one in ad_accounts.accounts(tx) if one.role == ADVERTISER][:CHOICES]
    of_accounts = [
        (one, audiences.latest(tx, one.account_id, only, below=NEWEST, limit=CHOICES)) for one in advertisers
    ]
    return {
        "static_lists": _named(tx, AssetType.STATIC_LIST),
        "smart_lists": _named(tx, AssetType.SMART_LIST),
        "audiences": [(one, items) for one, items in of_accounts if items],
        "id_types": list(ID_TYPES),
    }


def _leads_choices(tx: Tx) -> dict[str, Any]:
    advertisers = [one for one in ad_accounts.accounts(tx) if one.role == ADVERTISER]
    return {
        "accounts": advertisers[:CHOICES],
        "partitions": partitions.visible(tx),
        "static_lists": _named(tx, AssetType.STATIC_LIST),
    }


def _named(tx: Tx, type: AssetType) -> list[NamedAsset]:
    return search.beginning(tx, "", type, after=search.START, limit=CHOICES).assets


def _of_list(request: ConsoleRequest) -> tuple[int, Settings]:
    """The account and the settings of the form from a list to an audience. Raises Missing."""
    source, list_id = _chosen(request, "list")
    account, audience_id = _chosen(request, "audience")
    names = request.text("fields").replace(",", " ").split()
    if not names:
        raise Missing("fields")
    origin = "smart" if source == "smart" else "static"
    return int(account), ListToAudience(origin, list_id, audience_id, names, request.text("identifier"))  # type: ignore[arg-type]  # one of two words


def _of_leads(request: ConsoleRequest) -> tuple[int, Settings]:
    """The account and the settings of the form from leads to people. Raises Missing."""
    accounts: Sequence[int] = request.numbers("account")
    if not accounts:
        raise Missing("account")
    return accounts[0], LeadsToPeople(request.text("partition") or None, next(iter(request.numbers("list")), None))


def _chosen(request: ConsoleRequest, name: str) -> tuple[str, int]:
    """The two parts of a choice such as `static:7`. Raises Missing."""
    first, _, number = request.text(name).partition(":")
    if not (first.isascii() and number.isascii() and number.isdigit() and len(number) <= 18 and len(first) <= 18):
        raise Missing(name)
    if name == "audience" and not first.isdigit():
        raise Missing(name)
    return first, int(number)
