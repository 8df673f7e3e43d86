"""A request to the console: its visitor, session and language, and its answers."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from mercat.console.messages import field_message_for, field_of, message_for
from mercat.console.ports import DemoControls, ProtocolTexts
from mercat.domain import idempotency
from mercat.domain.access import sessions
from mercat.domain.access.sessions import FormForged, Visitor
from mercat.model.caller import Caller
from mercat.model.clock import to_datetime
from mercat.model.keys import fingerprint
from mercat.model.refusals import NotFound, PersonNotFound, Refusal
from mercat.store.engines.accidents import report
from mercat.store.tx import Tx
from mercat.wire import pages
from mercat.wire.call import Host
from mercat.wire.pages import View

T = TypeVar("T")
Handler = Callable[["ConsoleRequest"], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]

BODY_SECONDS: Final = 30.0
KEPT_LENGTH: Final = 16_384
LOG_IN_FORM: Final[dict[str, Any]] = {
    "email": "",
    "wrong": False,
    "earlier_form": None,
}  # the variables of an empty sign-in form
_SECRET: Final = re.compile("form_token|form_once|password|code|secret")
renderer: Final = pages.Renderer("mercat.console")
log = logging.getLogger("mercat.console")


@dataclass
class ConsoleRequest:
    """One request to the console. `form` holds the fields of a POST."""

    http: Request
    host: Host
    view: View
    session_id: str
    visitor: Visitor | None
    form: dict[str, list[str]] = field(default_factory=dict)

    @property
    def secure(self) -> bool:
        """Whether the browser came over TLS."""
        return bool(self.http.scope["scheme"] == "https")

    @property
    def caller(self) -> Caller:
        """The caller of the units of work of this request."""
        assert self.visitor is not None
        return Caller(user_id=self.visitor.user.id, name=self.visitor.user.email, address=self.address)

    @property
    def address(self) -> str:
        """The IP address of the browser."""
        return self.http.client.host if self.http.client else ""

    @property
    def id(self) -> int:
        """The number in the path."""
        number: int = self.http.path_params["id"]
        return number

    def text(self, name: str) -> str:
        """A field of the form, without blanks around it; empty if it is absent."""
        return self.form.get(name, [""])[0].strip()

    def query(self, name: str, longest: int = 255) -> str:
        """A parameter of the address, without blanks around it; empty if it is absent."""
        return self.http.query_params.get(name, "").strip().replace("\0", "")[:longest]

    def texts(self, name: str) -> list[str]:
        """All values of a field."""
        return [value.strip() for value in self.form.get(name, []) if value.strip()]

    def numbers(self, name: str) -> list[int]:
        """All values of a field that are whole numbers."""
        return [int(value) for value in self.texts(name) if value.isascii() and value.isdigit() and len(value) <= 18]

    async def read(self, work: Callable[[Tx], T], *, offload: bool = False) -> T:
        """Run `work` in a unit of work that reads; `offload` marks work that may take long."""
        return await self.host.read(work, self.caller, offload=offload)

    async def write(self, work: Callable[[Tx], T]) -> T:
        """Run `work` in a unit of work that writes, once the delivery of ads has caught up with the clock."""
        pending = self.host.catch_up()
        if pending is not None:
            await pending
        return await self.host.write(work, self.caller)

    async def create(self, work: Callable[[Tx], str], done: str = "created") -> Response:
        """Run `work` once, however often the form is submitted; it returns the path to redirect to."""
        return self.go(await self.once(work), done)

    async def once(self, work: Callable[[Tx], str]) -> str:
        """Run `work` once, however often the form is submitted; every submission gets the first result."""
        once = self.text(pages.FORM_ONCE)[:64]

        def made(tx: Tx) -> str:
            if not once:
                return work(tx)
            key = f"form {self.session_id} {once}"
            earlier = idempotency.begin(tx, fingerprint(key), self.http.url.path)
            if earlier is not None:
                return str(earlier[0])
            answer = work(tx)
            idempotency.end(tx, fingerprint(key), answer)
            return answer

        return await self.write(made)

    def page(self, template: str, status: int = 200, /, **values: Any) -> Response:
        """A page."""
        done = self.http.query_params.get("done", "")
        context = {"done": done, "problem": "", "problems": {}, "sandbox": self.sandbox(), **values}
        return _response(renderer.html(template, self.view, request=self, **context), status)

    def foreign_html(self, html: str) -> Response:
        """HTML that somebody else wrote, for a frame. It has neither scripts nor an origin."""
        return Response(html.encode(), headers={**dict(pages.frame_headers()), "Content-Type": pages.HTML})

    @property
    def demo_controls(self) -> DemoControls | None:
        """The controls of a demo; None in `serve`."""
        controls: DemoControls | None = self.http.app.state.demo_controls
        return controls

    @property
    def protocol_texts(self) -> ProtocolTexts:
        """Texts that only the protocols have."""
        texts: ProtocolTexts = self.http.app.state.protocol_texts
        return texts

    @property
    def base_url(self) -> str:
        """The base address under which the browser reached the instance."""
        scope = self.http.scope
        return f"{scope['scheme']}://{self.http.headers.get('host', '')}{self.view.prefix}"

    def number(self, name: str, fallback: int) -> int:
        """A parameter of the query that is a whole number."""
        text = self.query(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else fallback

    def sandbox(self) -> dict[str, Any] | None:
        """The head of every page of a demo: the instance's time and its limits."""
        if self.demo_controls is None or not self.view.administers:
            return None
        here = self.view.here if self.http.method == "GET" else self.view.here.removesuffix("/token")
        return {
            "now_ms": self.host.clock.now(),
            "frozen": self.host.clock.frozen_ms is not None,
            "calls": self.host.rate_limiter.limits,
            "count": self.demo_controls.count(self.host),
            "here": here,  # the page that its forms redirect to; it answers GET
        }

    @staticmethod
    def time(at_ms: int) -> str:
        """A time to the minute, in UTC."""
        return to_datetime(at_ms).strftime("%Y-%m-%d %H:%M")

    def problem(self, refusal: Refusal) -> str:
        """The message of a refusal, in the visitor's language."""
        return message_for(refusal, self.view.language)

    def say(self, text: str, **facts: Any) -> str:
        """A sentence in the visitor's language."""
        return renderer.translate(text, self.view, **facts)

    def refused(self, refusal: Refusal) -> dict[str, Any]:
        """The template variables of a refusal: a message beside the field that it names, or above the page."""
        field = field_of(refusal)
        if not field:
            return {"problem": self.problem(refusal)}
        return self.marked({field: refusal})

    def marked(self, refusals: dict[str, Refusal]) -> dict[str, Any]:
        """The template variables of several refusals, by field."""
        return self.beside({name: field_message_for(refusal, self.view.language) for name, refusal in refusals.items()})

    def beside(self, problems: dict[str, str]) -> dict[str, Any]:
        """The template variables of messages beside fields."""
        return {"problems": problems, "problem": self.say("Fix the fields marked below.")}

    def go(self, path: str, done: str = "") -> Response:
        """Redirect to another page after a change; `done` names the message that it shows."""
        query = f"?{urlencode({'done': done})}" if done else ""
        return self.go_to(f"{self.view.prefix}/console{path}{query}")

    def go_to(self, path: str) -> Response:
        """Redirect to a path of this origin."""
        return RedirectResponse(path, 303, headers=dict(pages.headers()))

    def message(self, status: int, title: str, text: str, back: str = "/") -> Response:
        """A page with only a message."""
        translated = [renderer.translate(part, self.view) for part in (title, text)]
        back = f"{self.view.prefix}/console{back}"
        page = renderer.html("message.html", self.view, title=translated[0], text=translated[1], back=back)
        return _response(page, status)


def _response(page: bytes, status: int) -> Response:
    return Response(page, status, media_type=None, headers={**dict(pages.headers()), "Content-Type": pages.HTML})


async def open_request(request: Request) -> ConsoleRequest:
    """Read the session cookie and the instance of a request, and find the visitor."""
    host: Host = request.scope["mercat.instance"]
    cookies = pages.cookies(request.headers.get("cookie"))
    session_id = cookies.get(pages.session_cookie(host.id), "")

    def work(tx: Tx) -> tuple[Visitor | None, str]:
        return sessions.find(tx, session_id), sessions.form_token(tx, session_id) if session_id else ""

    visitor, form_token = await host.read(work)
    if visitor is not None and visitor.stale:
        await host.write(lambda tx: sessions.touch(tx, session_id))
    prefix: str = request.scope["root_path"]
    query = request.scope["query_string"].decode("latin-1")  # a client may send any bytes
    view = View(
        prefix=prefix,
        here=prefix + request.scope["path"] + (f"?{query}" if query else ""),
        language=pages.language_of(cookies, request.headers.get("accept-language")),
        form_token=form_token,
        form_once=host.randomness.hex(32),
        user=visitor.user.email if visitor else "",
        administers=visitor is not None and visitor.administers,
        instance_id=host.id,
    )
    return ConsoleRequest(request, host, view, session_id, visitor)


def public(work: Handler) -> Endpoint:
    """Make a handler the endpoint of a page without sign-in. Its forms carry the session's token, like all forms."""

    async def endpoint(request: Request) -> Response:
        console_request = await open_request(request)
        try:
            if request.method == "POST":
                await _take_form(console_request)
            return await work(console_request)
        except FormForged:
            return console_request.message(403, "This form is out of date", "Go back, reload the page and try again.")
        except (NotFound, PersonNotFound):
            return console_request.message(404, "Not found", "This page or item doesn't exist.")
        except Refusal as refusal:
            return console_request.message(400, "Request failed", console_request.problem(refusal))
        except (ClientDisconnect, HTTPException):
            raise
        except Exception as problem:
            report(log, problem, "console failed: %s %s", request.method, _path(request))
            return console_request.message(
                500, "Something went wrong", "Nothing was changed. See the server's log for details."
            )

    return endpoint


def login_required(work: Handler) -> Endpoint:
    """Make a handler the endpoint of a page for signed-in users. A form that is submitted after its session has expired
    survives signing in, because the sign-in page carries it.
    """

    async def guarded(console_request: ConsoleRequest) -> Response:
        if console_request.visitor is not None:
            return await work(console_request)
        if console_request.http.method != "POST":
            return console_request.go_to(pages.log_in_url(console_request.view))
        context = {"onward": console_request.view.here, "earlier_form": form_without_secrets(console_request)}
        return await login_page(console_request, "login.html", 403, **{**LOG_IN_FORM, **context})

    return public(guarded)


def controls_of(request: ConsoleRequest) -> DemoControls:
    """The controls of the demo, on pages that only a demo has."""
    controls = request.demo_controls
    assert controls is not None, "only a demo has these pages"
    return controls


def admin_required(work: Handler) -> Endpoint:
    """Make a handler the endpoint of a page for users with the role Admin."""

    async def guarded(console_request: ConsoleRequest) -> Response:
        assert console_request.visitor is not None, "checked before"
        if not console_request.visitor.administers:
            text = "You need the role Admin for this page. Ask an administrator."
            return console_request.message(403, "No access", text, back="/account")
        return await work(console_request)

    return login_required(guarded)


async def login_page(console_request: ConsoleRequest, template: str, status: int = 200, **values: Any) -> Response:
    """A page with a form before sign-in. A session id without a session ties its form token to the browser."""
    session_id = console_request.session_id
    if len(session_id) != 64:
        session_id = await console_request.host.read(sessions.fresh_id)
    token = await console_request.host.read(lambda tx: sessions.form_token(tx, session_id))
    console_request.view = msgspec.structs.replace(console_request.view, form_token=token)
    answer = console_request.page(template, status, **values)
    if session_id != console_request.session_id:
        set_session(console_request, answer, session_id)
    return answer


def set_session(
    console_request: ConsoleRequest, answer: Response, session_id: str, max_age_seconds: int | None = None
) -> None:
    """Set the session cookie; a lifetime of 0 seconds deletes it."""
    name = pages.session_cookie(console_request.host.id)
    cookie = pages.set_cookie(
        name, session_id, console_request.view.prefix, secure=console_request.secure, max_age_seconds=max_age_seconds
    )
    answer.headers.append("Set-Cookie", cookie)


def form_without_secrets(console_request: ConsoleRequest) -> str | None:
    """The fields of a form without its secrets, URL-encoded; None if the text is too long."""
    fields = [
        (name, value) for name, values in console_request.form.items() if not _SECRET.search(name) for value in values
    ]
    text = urlencode(fields)
    return text if len(text) <= KEPT_LENGTH else None


def _path(request: Request) -> str:
    """The path for a log, without the secret of an invitation."""
    path: str = request.scope["path"]
    word = request.path_params.get("word")
    return path.replace(word, "...") if word else path


async def _take_form(console_request: ConsoleRequest) -> None:
    """Read the form and check its token. Raises FormForged, HTTPException."""
    longest = pages.FORM_BYTES if console_request.visitor is None else pages.LARGE_FORM_BYTES
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in console_request.http.stream():
                body += piece
                if len(body) > longest:
                    raise HTTPException(413)
    except TimeoutError:
        raise HTTPException(408) from None
    try:
        console_request.form = pages.form_fields(bytes(body), longest)
    except ValueError:
        raise HTTPException(413) from None
    session_id, token = console_request.session_id, console_request.text(pages.FORM_TOKEN)
    await console_request.host.read(lambda tx: sessions.check_form(tx, session_id, token))


async def not_found(request: Request, problem: Exception) -> Response:
    """Answer a path or method that the console does not have."""
    console_request = await open_request(request)
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    if status == 404:
        return console_request.message(404, "Not found", "This page or item doesn't exist.")
    return console_request.message(status, "Request failed", "The request is not valid for this page.")
