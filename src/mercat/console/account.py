"""/console/account: My Account, for everybody who is logged in: password, language, sessions."""

from typing import Any

from starlette.responses import Response

from mercat.console import proof
from mercat.console.login import keep_language
from mercat.console.visits import Visit, user
from mercat.domain import authenticators, identity, sessions, user_management
from mercat.domain.sessions import TooManyLogins
from mercat.model.refusals import Refusal
from mercat.store.identity import User
from mercat.store.tx import Tx
from mercat.wire import pages


@user
async def show(visit: Visit) -> Response:
    """What one may change of oneself."""
    return await _page(visit)


@user
async def set_password(visit: Visit) -> Response:
    """Another password, for who knows the present one; all other sessions end."""
    wanted, again = (visit.form.get(name, [""])[0] for name in ("new_password", "new_password_again"))
    if wanted != again:
        return await _page(visit, 400, **visit.beside({"new_password_again": visit.say("The passwords don't match.")}))
    try:
        if not await proof.of_visitor(visit):
            return await _page(
                visit, 403, **visit.beside({"password": visit.say("The current password is incorrect.")})
            )
        email, session_id = _self(visit).email, visit.session_id
        await visit.write(lambda tx: sessions.change_password(tx, email, wanted, session_id))
    except TooManyLogins as refusal:
        return await _page(visit, 429, problem=visit.problem(refusal))
    except Refusal as refusal:
        return await _page(visit, 400, **visit.marked({"new_password": refusal}))
    return visit.go("/account", "changed")


@user
async def choose_language(visit: Visit) -> Response:
    """The language of the console, in this browser and after each log-in."""
    chosen = visit.text("language")
    answer = visit.go("/account", "changed")
    if chosen in pages.LANGUAGES:
        await visit.write(lambda tx: user_management.choose_language(tx, _self(visit), chosen))
        keep_language(visit, answer, chosen)
    return answer


@user
async def end_sessions(visit: Visit) -> Response:
    """End one session, or all but this one."""
    session_id, mark = visit.session_id, visit.text("session")

    def work(tx: Tx) -> None:
        if mark:
            sessions.end_marked(tx, _self(visit), mark)
        else:
            sessions.end_others(tx, _self(visit), session_id)

    await visit.write(work)
    return visit.go("/account", "ended")


def _self(visit: Visit) -> User:
    assert visit.visitor is not None, "checked before"
    return visit.visitor.user


async def _page(visit: Visit, status: int = 200, **told: Any) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        own = _self(visit)
        return {
            "roles": identity.grants_of(tx, own.id),
            "sessions": sessions.of_user(tx, own.id),
            "this": sessions.mark(tx, visit.session_id),
            "authenticator": authenticators.state(tx, own),
        }

    shown = await visit.read(work)
    shown |= {"user": _self(visit), "workspaces": identity.WORKSPACES}
    return visit.page("account.html", status, **shown, **told)
