"""/console/account/authenticator: the second step of one's own log-in, with codes of an authenticator."""

from typing import Any

from starlette.responses import Response

from mercat.console import proof
from mercat.console.visits import Visit, user
from mercat.domain import authenticators
from mercat.domain.authenticators import CodeWrong, Setup
from mercat.model.refusals import AlreadyExists, Refusal
from mercat.store.identity import User
from mercat.store.tx import Tx


@user
async def show(visit: Visit) -> Response:
    """How one stands with it; while it is being set up, what the authenticator has to be told."""
    return await _page(visit)


@user
async def begin(visit: Visit) -> Response:
    """Begin to set it up; beginning again is another secret."""
    try:
        await visit.write(lambda tx: authenticators.begin(tx, _self(visit)))
    except AlreadyExists:
        return visit.go("/account/authenticator")
    return visit.go("/account/authenticator")


@user
async def confirm(visit: Visit) -> Response:
    """The authenticator shows right codes: ask for them from now on, and show the recovery codes once."""
    code = visit.text("code")

    def work(tx: Tx) -> list[str] | None:
        return None if authenticators.is_on(tx, _self(visit).id) else authenticators.confirm(tx, _self(visit), code)

    try:
        codes = await visit.write(work)
    except CodeWrong as refusal:
        return await _page(visit, 400, **visit.refused(refusal))
    return visit.go("/account/authenticator") if codes is None else await _page(visit, codes=codes)


@user
async def renew(visit: Visit) -> Response:
    """Other recovery codes, for who knows the password."""
    return await _proved(visit, lambda tx: authenticators.replace_recovery_codes(tx, _self(visit)))


@user
async def disable(visit: Visit) -> Response:
    """No second step any more, for who knows the password."""
    return await _proved(visit, lambda tx: authenticators.disable(tx, _self(visit)))


async def _proved(visit: Visit, work: Any) -> Response:
    try:
        if not await proof.of_visitor(visit):
            return await _page(
                visit, 403, **visit.beside({"password": visit.say("The current password is incorrect.")})
            )
    except Refusal as refusal:
        return await _page(visit, 429, problem=visit.problem(refusal))
    codes = await visit.write(work)
    return visit.go("/account", "changed") if codes is None else await _page(visit, codes=codes)


def _self(visit: Visit) -> User:
    assert visit.visitor is not None, "checked before"
    return visit.visitor.user


async def _page(visit: Visit, status: int = 200, codes: list[str] | None = None, **told: Any) -> Response:
    def work(tx: Tx) -> tuple[authenticators.State, Setup | None]:
        state = authenticators.state(tx, _self(visit))
        return state, authenticators.setup(tx, _self(visit)) if state.begun else None

    state, setup = await visit.read(work)
    picture = _picture(setup.url) if setup else ""
    shown = {"state": state, "setup": setup, "picture": picture, "codes": codes or [], **told}
    return visit.page("authenticator.html", status, **shown)


def _picture(url: str) -> str:
    """The address as a QR code, an SVG element without styles."""
    import segno  # rare, like jinja2

    return segno.make(url, micro=False, error="m").svg_inline(scale=5, border=4, light="#fff", svgclass=None)
