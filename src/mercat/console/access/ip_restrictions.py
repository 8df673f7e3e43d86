"""/console/web-services/ip-restrictions: Admin > Web Services > IP Restrictions, addresses that may call the API."""

from typing import Any

from starlette.responses import Response

from mercat.console import form_conflicts
from mercat.console.errors import NotEnabled
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.access import ip_allowlist
from mercat.model.refusals import Missing, Refusal
from mercat.store.tx import Tx


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """The current addresses."""
    return await _form(request)


@admin_required
async def change(request: ConsoleRequest) -> Response:
    """Replace the addresses. A list without the visitor's own address has to be confirmed."""
    text = request.form.get("addresses", [""])[0].replace(",", "\n")
    addresses = [line.strip() for line in text.splitlines() if line.strip()]
    typed: form_conflicts.Values = {"enabled": request.text("enabled"), "addresses": addresses}
    entries = addresses if typed["enabled"] else []

    def work(tx: Tx) -> bool:
        if typed["enabled"] and not entries:
            raise Missing("addresses")
        if not typed["enabled"] and addresses not in ([], ip_allowlist.entries(tx)):
            raise NotEnabled
        outside = not ip_allowlist.would_admit(entries, request.address) and not request.text("confirmed")
        if (
            form_conflicts.changes_values(tx, request, _values(ip_allowlist.entries(tx)), _values(entries))
            and not outside
        ):
            ip_allowlist.replace(tx, entries)
        return not outside

    try:
        done = await request.write(work)
    except Refusal as refusal:
        return await _form(request, typed, refusal)
    return request.go("/web-services/ip-restrictions", "changed") if done else await _form(request, typed, outside=True)


def _values(entries: list[str]) -> form_conflicts.Values:
    return {"enabled": "1" if entries else "", "addresses": entries}


async def _form(
    request: ConsoleRequest,
    typed: form_conflicts.Values | None = None,
    refusal: Refusal | None = None,
    *,
    outside: bool = False,
) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        return form_conflicts.context(tx, request, _values(ip_allowlist.entries(tx)), typed, refusal)

    context = {"outside": outside, "own": request.address, **await request.read(work)}
    return request.page("ip_restrictions.html", form_conflicts.status_of(refusal), **context)
