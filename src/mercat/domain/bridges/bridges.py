"""Bridges: what is brought from where to where, and how often."""

from typing import Final

import msgspec

from mercat.domain import audit, jobs
from mercat.domain.bridges.bridge_kind import BridgeKind
from mercat.domain.bridges.leads_to_people import KIND as LEADS
from mercat.domain.bridges.list_to_audience import KIND as LISTS
from mercat.domain.oauth import ad_accounts
from mercat.model.bridges import KIND, LIST_TO_AUDIENCE, Bridge, Settings
from mercat.model.refusals import NotFound, Refusal
from mercat.store import bridge_rows
from mercat.store.tx import Tx

KINDS: Final[dict[str, BridgeKind]] = {kind.name: kind for kind in (LISTS, LEADS)}
PAGE: Final = 100


class TargetTaken(Refusal):
    """Another bridge goes there already, or the same one with other settings."""

    bridge_id: int


def kind_of(bridge: Bridge) -> BridgeKind:
    """The kind of a bridge."""
    return KINDS[bridge.kind]


def get(tx: Tx, bridge_id: int) -> Bridge:
    """The bridge with this id. Raises NotFound."""
    bridge = bridge_rows.find(tx, bridge_id) if abs(bridge_id) < 2**63 else None
    if bridge is None:
        raise NotFound(KIND, bridge_id)
    return bridge


def browse(tx: Tx, *, after: int = 0, limit: int = PAGE) -> list[Bridge]:
    """Bridges after an id, by id."""
    return bridge_rows.browse(tx, after=after, limit=limit)


def draft(tx: Tx, kind: BridgeKind, account_id: int, settings: Settings) -> Bridge:
    """The bridge with these settings, or what it would be: then its id is 0. Raises TargetTaken, and what checks do."""
    ad_accounts.get_account(tx, account_id)
    kind.check(tx, account_id, settings)
    target, plain = kind.target(settings), msgspec.to_builtins(settings)
    present = bridge_rows.find_target(tx, kind.name, account_id, target)
    if present is None:
        return Bridge(0, kind.name, account_id, target, plain, False, tx.caller.name, tx.now)
    if present.settings != plain:
        raise TargetTaken(present.id)
    return present


def ensure(tx: Tx, kind: BridgeKind, account_id: int, settings: Settings, *, daily: bool | None = None) -> Bridge:
    """The bridge with these settings; it is created if there is none. Raises what `draft` does.

    `daily` says whether it runs each day; None leaves that as it is.
    """
    present = draft(tx, kind, account_id, settings)
    if present.id:
        return present if daily is None else set_daily(tx, present.id, daily=daily)
    bridge_id = bridge_rows.add(tx, kind.name, account_id, present.target, present.settings, daily=bool(daily))
    bridge = get(tx, bridge_id)
    audit.note(tx, "bridge.created", name_of(bridge), after={"account_id": account_id, **bridge.settings})
    return bridge


def set_daily(tx: Tx, bridge_id: int, *, daily: bool) -> Bridge:
    """Say whether a bridge runs each day. Raises NotFound."""
    bridge = get(tx, bridge_id)
    bridge_rows.set_daily(tx, bridge_id, daily=daily)
    audit.note(tx, "bridge.changed", name_of(bridge), before={"daily": bridge.daily}, after={"daily": daily})
    return get(tx, bridge_id)


def delete(tx: Tx, bridge_id: int) -> None:
    """Delete a bridge and its runs. What it brought across stays. Raises NotFound."""
    bridge = get(tx, bridge_id)
    jobs.cancel(tx, key_of(bridge_id))
    bridge_rows.delete(tx, bridge_id)
    audit.note(tx, "bridge.deleted", name_of(bridge), before={"account_id": bridge.account_id, **bridge.settings})


def settings_of(bridge: Bridge) -> Settings:
    """The settings of a bridge, as its kind reads them."""
    return bridge.of_list if bridge.kind == LIST_TO_AUDIENCE else bridge.of_leads


def name_of(bridge: Bridge) -> str:
    """What the audit trail calls a bridge."""
    return f"{bridge.kind} {bridge.id}"


def key_of(bridge_id: int) -> str:
    """The key of a bridge's job."""
    return f"bridge/{bridge_id}"
