"""/console/login, /console/logout, /console/language: signing in and out, and the language before signing in."""

from typing import Any, Final

import msgspec
from starlette.responses import Response

from mercat.console.access import reauthentication
from mercat.console.request import LOG_IN_FORM, ConsoleRequest, login_page, public, set_session
from mercat.domain.access import mfa, sessions, users
from mercat.domain.access.mfa import CodeWrong
from mercat.domain.access.sessions import TooManyLogins
from mercat.model.access import User
from mercat.model.caller import Caller
from mercat.store.tx import Tx
from mercat.wire import pages

YEAR_SECONDS: Final = 31_536_000


@public
async def show(request: ConsoleRequest) -> Response:
    """The sign-in form, or that of the second step after the first."""
    if request.visitor is not None:
        return request.go_to(_next(request))
    session_id = request.session_id
    pending = await request.host.read(lambda tx: sessions.find_pending(tx, session_id))
    if pending is not None and not request.http.query_params.get("again"):
        return await _ask_code(request)
    return await _form(request)


@public
async def log_in(request: ConsoleRequest) -> Response:
    """Check the password. Begin a session under a new id, or ask for the second step."""
    email, password = request.text("email"), request.form.get("password", [""])[0]
    try:
        user = await reauthentication.by_password(request, email, password)
    except TooManyLogins as refusal:
        return _later(refusal, await _form(request, 429, email=email, problem=request.problem(refusal)))
    if user is None:
        return await _form(request, 403, email=email, wrong=True)

    def work(tx: Tx) -> tuple[str, bool]:
        if mfa.is_on(tx, user.id):
            sessions.succeed_half(tx, email, request.address)
            return sessions.begin_pending(tx, user, request.session_id), True
        sessions.succeed(tx, email, request.address)
        return sessions.begin(tx, user, request.session_id), False

    session_id, pending = await request.host.write(work, _caller(request, user))
    if not pending:
        return await _enter(request, user, session_id)
    request.session_id = session_id
    answer = await _ask_code(request)
    set_session(request, answer, session_id)
    return answer


@public
async def enter_code(request: ConsoleRequest) -> Response:
    """Check the second step: a code of the authenticator, or a recovery code."""
    session_id, code = request.session_id, request.text("code")
    user = await request.host.read(lambda tx: sessions.find_pending(tx, session_id))
    if user is None:
        return await _form(request, 403, problem=request.say("Your sign-in timed out. Sign in again."))

    def work(tx: Tx) -> str | None:
        sessions.attempt(tx, user.email, request.address)
        try:
            mfa.check(tx, user, code)
        except CodeWrong:
            sessions.fail(tx, user.email, request.address)
            return None
        sessions.succeed(tx, user.email, request.address)
        return sessions.begin(tx, user, session_id)

    try:
        begun = await request.host.write(work, _caller(request, user))
    except TooManyLogins as refusal:
        return _later(refusal, await _ask_code(request, 429, request.problem(refusal)))
    if begun is None:
        return await _ask_code(request, 403, request.problem(CodeWrong()))
    return await _enter(request, user, begun)


@public
async def log_out(request: ConsoleRequest) -> Response:
    """End the session."""
    session_id = request.session_id
    await request.host.write(lambda tx: sessions.end(tx, session_id), Caller(0, "", address=request.address))
    answer = request.go("/login", "logged-out")
    set_session(request, answer, "", max_age_seconds=0)
    return answer


@public
async def choose_language(request: ConsoleRequest) -> Response:
    """Store the language in a cookie and go back."""
    answer = request.go_to(_next(request))
    keep_language(request, answer, request.http.query_params.get("to", ""))
    return answer


def keep_language(request: ConsoleRequest, answer: Response, language: str) -> None:
    """Set the language cookie, if pages exist in that language."""
    if language in pages.LANGUAGES:
        cookie = pages.set_cookie(
            pages.LANGUAGE_COOKIE, language, request.view.prefix, secure=request.secure, max_age_seconds=YEAR_SECONDS
        )
        answer.headers.append("Set-Cookie", cookie)


async def _enter(request: ConsoleRequest, user: User, session_id: str) -> Response:
    """Redirect to the page that the visitor asked for. If a form came after its session expired, show it once more."""
    onward, home = _next(request), request.view.prefix + "/console/"
    token, administers = await request.host.read(
        lambda tx: (sessions.form_token(tx, session_id), users.administers(tx, user.id))
    )
    if "kept" in request.form:
        request.view = msgspec.structs.replace(
            request.view, form_token=token, here=onward, user=user.email, administers=administers
        )
        fields = pages.form_fields(request.text("kept").encode())
        answer = request.page("unsent_form.html", onward=onward, fields=fields)
    else:
        answer = request.go_to(home + "account" if onward == home and not administers else onward)
    set_session(request, answer, session_id)
    keep_language(request, answer, user.language)
    return answer


def _later(refusal: TooManyLogins, answer: Response) -> Response:
    answer.headers["Retry-After"] = str(-(-refusal.wait_ms // 1_000))
    return answer


async def _form(request: ConsoleRequest, status: int = 200, **context: Any) -> Response:
    earlier_form = {"earlier_form": request.text("kept")} if "kept" in request.form else {}
    return await login_page(
        request, "login.html", status, **{**LOG_IN_FORM, **earlier_form, "onward": _next(request), **context}
    )


async def _ask_code(request: ConsoleRequest, status: int = 200, problem: str = "") -> Response:
    earlier_form = request.text("kept") if "kept" in request.form else None
    return await login_page(
        request, "code.html", status, earlier_form=earlier_form, onward=_next(request), problem=problem
    )


def _caller(request: ConsoleRequest, user: User) -> Caller:
    return Caller(user.id, user.email, address=request.address)


def _next(request: ConsoleRequest) -> str:
    target = request.text("next") or request.http.query_params.get("next", "")
    return pages.local_path(target, request.view.prefix + "/console/")
