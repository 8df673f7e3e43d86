"""/console/login, /console/logout, /console/language: the way in, the way out, and in which language."""

import dataclasses
from typing import Any, Final

from starlette.responses import Response

from mercat.console import proof
from mercat.console.visits import LOG_IN_FORM, Visit, anybody, before_log_in, set_session
from mercat.domain import authenticators, identity, sessions
from mercat.domain.authenticators import CodeWrong
from mercat.domain.sessions import TooManyLogins
from mercat.model.caller import Caller
from mercat.store.identity import User
from mercat.store.tx import Tx
from mercat.wire import pages

YEAR_SECONDS: Final = 31_536_000


@anybody
async def show(visit: Visit) -> Response:
    """The log-in form, or the one for its second step if the first is done."""
    if visit.visitor is not None:
        return visit.go_to(_next(visit))
    session_id = visit.session_id
    pending = await visit.host.read(lambda tx: sessions.find_pending(tx, session_id))
    if pending is not None and not visit.request.query_params.get("again"):
        return await _ask_code(visit)
    return await _form(visit)


@anybody
async def log_in(visit: Visit) -> Response:
    """Check the password; begin a session under a new id and go on, or ask for the second step."""
    email, password = visit.text("email"), visit.form.get("password", [""])[0]
    try:
        user = await proof.by_password(visit, email, password)
    except TooManyLogins as refusal:
        return _later(refusal, await _form(visit, 429, email=email, problem=visit.problem(refusal)))
    if user is None:
        return await _form(visit, 403, email=email, wrong=True)

    def work(tx: Tx) -> tuple[str, bool]:
        if authenticators.is_on(tx, user.id):
            sessions.succeed_half(tx, email, visit.address)
            return sessions.begin_pending(tx, user, visit.session_id), True
        sessions.succeed(tx, email, visit.address)
        return sessions.begin(tx, user, visit.session_id), False

    session_id, pending = await visit.host.write(work, _caller(visit, user))
    if not pending:
        return await _enter(visit, user, session_id)
    visit.session_id = session_id
    answer = await _ask_code(visit)
    set_session(visit, answer, session_id)
    return answer


@anybody
async def enter_code(visit: Visit) -> Response:
    """The second step: a code of the authenticator, or a recovery code."""
    session_id, code = visit.session_id, visit.text("code")
    user = await visit.host.read(lambda tx: sessions.find_pending(tx, session_id))
    if user is None:
        return await _form(visit, 403, problem=visit.say("Your sign-in timed out. Sign in again."))

    def work(tx: Tx) -> str | None:
        sessions.attempt(tx, user.email, visit.address)
        try:
            authenticators.check(tx, user, code)
        except CodeWrong:
            sessions.fail(tx, user.email, visit.address)
            return None
        sessions.succeed(tx, user.email, visit.address)
        return sessions.begin(tx, user, session_id)

    try:
        begun = await visit.host.write(work, _caller(visit, user))
    except TooManyLogins as refusal:
        return _later(refusal, await _ask_code(visit, 429, visit.problem(refusal)))
    if begun is None:
        return await _ask_code(visit, 403, visit.problem(CodeWrong()))
    return await _enter(visit, user, begun)


@anybody
async def log_out(visit: Visit) -> Response:
    """End the session."""
    session_id = visit.session_id
    await visit.host.write(lambda tx: sessions.end(tx, session_id), Caller(0, "", address=visit.address))
    answer = visit.go("/login", "logged-out")
    set_session(visit, answer, "", max_age_seconds=0)
    return answer


@anybody
async def choose_language(visit: Visit) -> Response:
    """Keep the chosen language in the browser and go back."""
    answer = visit.go_to(_next(visit))
    keep_language(visit, answer, visit.request.query_params.get("to", ""))
    return answer


def keep_language(visit: Visit, answer: Response, chosen: str) -> None:
    """Let the browser remember a language, if it is one that pages have."""
    if chosen in pages.LANGUAGES:
        cookie = pages.set_cookie(
            pages.LANGUAGE_COOKIE, chosen, visit.view.prefix, secure=visit.secure, max_age_seconds=YEAR_SECONDS
        )
        answer.headers.append("Set-Cookie", cookie)


async def _enter(visit: Visit, user: User, session_id: str) -> Response:
    """On to where the visitor wanted; what a form held before the session ended is there to be sent again."""
    onward, home = _next(visit), visit.view.prefix + "/console/"
    token, administers = await visit.host.read(
        lambda tx: (sessions.form_token(tx, session_id), identity.administers(tx, user.id))
    )
    if "kept" in visit.form:
        visit.view = dataclasses.replace(
            visit.view, form_token=token, here=onward, user=user.email, administers=administers
        )
        kept = pages.form_fields(visit.text("kept").encode())
        answer = visit.page("kept.html", onward=onward, kept=kept)
    else:
        answer = visit.go_to(home + "account" if onward == home and not administers else onward)
    set_session(visit, answer, session_id)
    keep_language(visit, answer, user.language)
    return answer


def _later(refusal: TooManyLogins, answer: Response) -> Response:
    answer.headers["Retry-After"] = str(-(-refusal.wait_ms // 1_000))
    return answer


async def _form(visit: Visit, status: int = 200, **shown: Any) -> Response:
    kept = {"kept": visit.text("kept")} if "kept" in visit.form else {}
    return await before_log_in(visit, "login.html", status, **{**LOG_IN_FORM, **kept, "onward": _next(visit), **shown})


async def _ask_code(visit: Visit, status: int = 200, problem: str = "") -> Response:
    kept = visit.text("kept") if "kept" in visit.form else None
    return await before_log_in(visit, "code.html", status, kept=kept, onward=_next(visit), problem=problem)


def _caller(visit: Visit, user: User) -> Caller:
    return Caller(user.id, user.email, address=visit.address)


def _next(visit: Visit) -> str:
    wanted = visit.text("next") or visit.request.query_params.get("next", "")
    return pages.local_path(wanted, visit.view.prefix + "/console/")
