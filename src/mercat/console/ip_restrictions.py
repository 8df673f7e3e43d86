"""/console/web-services/ip-restrictions: Admin > Web Services > IP Restrictions, from where the API may be called."""

from typing import Any

from starlette.responses import Response

from mercat.console import edits
from mercat.console.refusals import NotEnabled
from mercat.console.visits import Visit, administrator
from mercat.domain import allowlist
from mercat.model.refusals import Missing, Refusal
from mercat.store.tx import Tx


@administrator
async def show(visit: Visit) -> Response:
    """The addresses that there are."""
    return await _form(visit)


@administrator
async def change(visit: Visit) -> Response:
    """Have other addresses. A list that leaves the visitor's own address out wants to be confirmed."""
    text = visit.form.get("addresses", [""])[0].replace(",", "\n")
    addresses = [line.strip() for line in text.splitlines() if line.strip()]
    typed: edits.Values = {"enabled": visit.text("enabled"), "addresses": addresses}
    entries = addresses if typed["enabled"] else []

    def work(tx: Tx) -> bool:
        if typed["enabled"] and not entries:
            raise Missing("addresses")
        if not typed["enabled"] and addresses not in ([], allowlist.entries(tx)):
            raise NotEnabled
        outside = not allowlist.would_admit(entries, visit.address) and not visit.text("confirmed")
        if edits.wanted(tx, visit, _values(allowlist.entries(tx)), _values(entries)) and not outside:
            allowlist.replace(tx, entries)
        return not outside

    try:
        done = await visit.write(work)
    except Refusal as refusal:
        return await _form(visit, typed, refusal)
    return visit.go("/web-services/ip-restrictions", "changed") if done else await _form(visit, typed, outside=True)


def _values(entries: list[str]) -> edits.Values:
    return {"enabled": "1" if entries else "", "addresses": entries}


async def _form(
    visit: Visit, typed: edits.Values | None = None, refusal: Refusal | None = None, *, outside: bool = False
) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        return edits.shown(tx, visit, _values(allowlist.entries(tx)), typed, refusal)

    shown = {"outside": outside, "own": visit.address, **await visit.read(work)}
    return visit.page("ip_restrictions.html", edits.status_of(refusal), **shown)
