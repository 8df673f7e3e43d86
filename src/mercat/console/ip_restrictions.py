"""/console/web-services/ip-restrictions: Admin > Web Services > IP Restrictions, from where the API may be called."""

from starlette.responses import Response

from mercat.console.visits import Visit, administrator
from mercat.domain import allowlist
from mercat.model.refusals import Refusal


@administrator
async def show(visit: Visit) -> Response:
    """The addresses that there are."""
    entries = await visit.read(allowlist.entries)
    return _form(visit, entries, enabled=bool(entries))


@administrator
async def change(visit: Visit) -> Response:
    """Have other addresses. A list that leaves the visitor's own address out wants to be confirmed."""
    enabled = bool(visit.text("enabled"))
    text = visit.form.get("addresses", [""])[0]
    wanted = [part.strip() for part in text.replace(",", "\n").splitlines() if part.strip()]
    try:
        if enabled and not wanted:
            return _form(visit, [], enabled=True, status=400, problem=visit.say("Name an address at least."))
        outside = enabled and not allowlist.would_admit(wanted, visit.address)
        if outside and not visit.text("confirmed"):
            return _form(visit, wanted, enabled=True, outside=True)
        await visit.write(lambda tx: allowlist.replace(tx, wanted if enabled else []))
    except Refusal as refusal:
        return _form(visit, wanted, enabled=enabled, status=400, problem=visit.problem(refusal))
    return visit.go("/web-services/ip-restrictions", "changed")


def _form(
    visit: Visit, entries: list[str], *, enabled: bool, status: int = 200, outside: bool = False, problem: str = ""
) -> Response:
    shown = {"addresses": "\n".join(entries), "enabled": enabled, "outside": outside, "own": visit.address}
    return visit.page("ip_restrictions.html", status, problem=problem, **shown)
