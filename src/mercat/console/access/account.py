"""/console/account: My Account, for all users: password, language, sessions."""

from typing import Any

from starlette.responses import Response

from mercat.console.access import reauthentication
from mercat.console.access.login import keep_language
from mercat.console.request import ConsoleRequest, login_required
from mercat.domain.access import invitations, mfa, sessions, users
from mercat.domain.access.sessions import TooManyLogins
from mercat.model.access import User
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx
from mercat.wire import pages


@login_required
async def show(request: ConsoleRequest) -> Response:
    """My Account with its forms."""
    return await _page(request)


@login_required
async def set_password(request: ConsoleRequest) -> Response:
    """Change the password, if the current one is correct. All other sessions end."""
    new_password, again = (request.form.get(name, [""])[0] for name in ("new_password", "new_password_again"))
    if new_password != again:
        return await _page(
            request, 400, **request.beside({"new_password_again": request.say("The passwords don't match.")})
        )
    try:
        if not await reauthentication.of_visitor(request):
            return await _page(
                request, 403, **request.beside({"password": request.say("The current password is incorrect.")})
            )
        email, session_id = _self(request).email, request.session_id
        await request.write(lambda tx: sessions.change_password(tx, email, new_password, session_id))
    except TooManyLogins as refusal:
        return await _page(request, 429, problem=request.problem(refusal))
    except Refusal as refusal:
        return await _page(request, 400, **request.marked({"new_password": refusal}))
    return request.go("/account", "changed")


@login_required
async def choose_language(request: ConsoleRequest) -> Response:
    """Set the language of the console, in this browser and after each sign-in."""
    language = request.text("language")
    answer = request.go("/account", "changed")
    if language in pages.LANGUAGES:
        await request.write(lambda tx: invitations.choose_language(tx, _self(request), language))
        keep_language(request, answer, language)
    return answer


@login_required
async def end_sessions(request: ConsoleRequest) -> Response:
    """End one session, or all sessions except this one."""
    session_id, mark = request.session_id, request.text("session")

    def work(tx: Tx) -> None:
        if mark:
            sessions.end_marked(tx, _self(request), mark)
        else:
            sessions.end_others(tx, _self(request), session_id)

    await request.write(work)
    return request.go("/account", "ended")


def _self(request: ConsoleRequest) -> User:
    assert request.visitor is not None, "checked before"
    return request.visitor.user


async def _page(request: ConsoleRequest, status: int = 200, **extra_context: Any) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        own = _self(request)
        return {
            "roles": users.grants_of(tx, own.id),
            "sessions": sessions.of_user(tx, own.id),
            "this": sessions.mark(tx, request.session_id),
            "authenticator": mfa.state(tx, own),
        }

    context = await request.read(work)
    context |= {"user": _self(request), "workspaces": users.WORKSPACES}
    return request.page("account.html", status, **context, **extra_context)
