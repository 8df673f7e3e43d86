"""/console/account/authenticator: the second step of the user's own sign-in, with an authenticator."""

from typing import Any

from starlette.responses import Response

from mercat.console.access import reauthentication
from mercat.console.request import ConsoleRequest, login_required
from mercat.domain.access import mfa
from mercat.domain.access.mfa import CodeWrong, Setup
from mercat.model.access import User
from mercat.model.refusals import AlreadyExists, Refusal
from mercat.store.tx import Tx


@login_required
async def show(request: ConsoleRequest) -> Response:
    """The state of the user's authenticator; during its setup, the secret to enter there."""
    return await _page(request)


@login_required
async def begin(request: ConsoleRequest) -> Response:
    """Begin the setup with a new secret."""
    try:
        await request.write(lambda tx: mfa.begin(tx, _self(request)))
    except AlreadyExists:
        return request.go("/account/authenticator")
    return request.go("/account/authenticator")


@login_required
async def confirm(request: ConsoleRequest) -> Response:
    """Finish the setup with a correct code. From then on sign-in asks for codes. The recovery codes are shown once."""
    code = request.text("code")

    def work(tx: Tx) -> list[str] | None:
        return None if mfa.is_on(tx, _self(request).id) else mfa.confirm(tx, _self(request), code)

    try:
        codes = await request.write(work)
    except CodeWrong as refusal:
        return await _page(request, 400, **request.refused(refusal))
    return request.go("/account/authenticator") if codes is None else await _page(request, codes=codes)


@login_required
async def renew(request: ConsoleRequest) -> Response:
    """Replace the recovery codes, if the password is correct."""
    return await _proved(request, lambda tx: mfa.replace_recovery_codes(tx, _self(request)))


@login_required
async def disable(request: ConsoleRequest) -> Response:
    """Switch the second step off, if the password is correct."""
    return await _proved(request, lambda tx: mfa.disable(tx, _self(request)))


async def _proved(request: ConsoleRequest, work: Any) -> Response:
    try:
        if not await reauthentication.of_visitor(request):
            return await _page(
                request, 403, **request.beside({"password": request.say("The current password is incorrect.")})
            )
    except Refusal as refusal:
        return await _page(request, 429, problem=request.problem(refusal))
    codes = await request.write(work)
    return request.go("/account", "changed") if codes is None else await _page(request, codes=codes)


def _self(request: ConsoleRequest) -> User:
    assert request.visitor is not None, "checked before"
    return request.visitor.user


async def _page(
    request: ConsoleRequest, status: int = 200, codes: list[str] | None = None, **extra_context: Any
) -> Response:
    def work(tx: Tx) -> tuple[mfa.State, Setup | None]:
        state = mfa.state(tx, _self(request))
        return state, mfa.setup(tx, _self(request)) if state.begun else None

    state, setup = await request.read(work)
    picture = _picture(setup.url) if setup else ""
    context = {"state": state, "setup": setup, "picture": picture, "codes": codes or [], **extra_context}
    return request.page("authenticator.html", status, **context)


def _picture(url: str) -> str:
    """The address as a QR code, an SVG element without styles."""
    import segno  # rare, so it is not imported at the start

    return segno.make(url, micro=False, error="m").svg_inline(scale=5, border=4, light="#fff", svgclass=None)
