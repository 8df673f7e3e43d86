"""/console/login, /console/logout, /console/language: the way in, the way out, and in which language."""

import asyncio
import functools
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from starlette.responses import Response

from mercat.console.visits import Visit, anybody
from mercat.domain import identity, sessions
from mercat.domain.sessions import TooManyLogins
from mercat.store.identity import User
from mercat.store.tx import Tx
from mercat.wire import pages

AT_ONCE: Final = 2  # passwords checked at the same time: each takes 64 MiB for a moment
YEAR_SECONDS: Final = 31_536_000


@anybody
async def show(visit: Visit) -> Response:
    """The log-in form. It is bound to the browser by a session id that opens nothing yet."""
    if visit.visitor is not None:
        return visit.go_to(_next(visit))
    return await _form(visit)


@anybody
async def log_in(visit: Visit) -> Response:
    """Check the password, begin a session under a new id, and go on."""
    email, password, address = visit.text("email"), visit.form.get("password", [""])[0], _address(visit)
    try:
        user = await _check(visit, email, password, address)
    except TooManyLogins as refusal:
        answer = await _form(visit, 429, email=email, problem=visit.problem(refusal))
        answer.headers["Retry-After"] = str(-(-refusal.wait_ms // 1_000))
        return answer
    if user is None:
        return await _form(visit, 403, email=email, wrong=True)

    def work(tx: Tx) -> str:
        sessions.succeed(tx, email, address)
        return sessions.begin(tx, user, visit.session_id)

    session_id = await visit.host.write(work)
    answer = visit.go_to(_next(visit))
    _set_session(visit, answer, session_id)
    return answer


@anybody
async def log_out(visit: Visit) -> Response:
    """End the session."""
    session_id = visit.session_id
    await visit.host.write(lambda tx: sessions.end(tx, session_id))
    answer = visit.go("/login", "logged-out")
    _set_session(visit, answer, "", max_age_seconds=0)
    return answer


@anybody
async def choose_language(visit: Visit) -> Response:
    """Keep the chosen language in the browser and go back."""
    answer = visit.go_to(_next(visit))
    chosen = visit.request.query_params.get("to", "")
    if chosen in pages.LANGUAGES:
        cookie = pages.set_cookie(
            pages.LANGUAGE_COOKIE, chosen, visit.view.prefix, secure=visit.secure, max_age_seconds=YEAR_SECONDS
        )
        answer.headers.append("Set-Cookie", cookie)
    return answer


async def _check(visit: Visit, email: str, password: str, address: str) -> User | None:
    """The user with this password, or None. The attempt counts before the password is looked at."""

    def work(tx: Tx) -> User | None:
        sessions.attempt(tx, email, address)
        return identity.find_user(tx, email)

    user = await visit.host.write(work)
    loop = asyncio.get_running_loop()
    matches = await loop.run_in_executor(_threads(), identity.password_matches, user, password)
    return user if matches else None


async def _form(
    visit: Visit, status: int = 200, *, email: str = "", problem: str = "", wrong: bool = False
) -> Response:
    session_id = visit.session_id
    if len(session_id) != 64:
        session_id = await visit.host.read(sessions.fresh_id)
    token = await visit.host.read(lambda tx: sessions.form_token(tx, session_id))
    onward = _next(visit)
    answer = visit.page(
        "login.html", status, email=email, problem=problem, wrong=wrong, form_token=token, onward=onward
    )
    if session_id != visit.session_id:
        _set_session(visit, answer, session_id)
    return answer


def _set_session(visit: Visit, answer: Response, session_id: str, max_age_seconds: int | None = None) -> None:
    name = pages.session_cookie(visit.host.id)
    cookie = pages.set_cookie(name, session_id, visit.view.prefix, secure=visit.secure, max_age_seconds=max_age_seconds)
    answer.headers.append("Set-Cookie", cookie)


def _next(visit: Visit) -> str:
    wanted = visit.text("next") or visit.request.query_params.get("next", "")
    return pages.local_path(wanted, visit.view.prefix + "/console/")


def _address(visit: Visit) -> str:
    return visit.request.client.host if visit.request.client else ""


@functools.cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mercat_password")
