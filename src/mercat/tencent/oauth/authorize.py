"""/oauth/authorize: the page on which an owner of advertising accounts lets an application use them."""

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode, urlsplit

import msgspec

from mercat.domain.access import sessions
from mercat.domain.access.sessions import Visitor
from mercat.domain.oauth import ad_accounts, applications
from mercat.domain.oauth.redirect_uris import check_redirect
from mercat.model.caller import Caller
from mercat.model.oauth import Application
from mercat.model.refusals import NotAllowed, Refusal
from mercat.tencent.envelopes import texts_of
from mercat.tencent.protocol import tencent
from mercat.wire import pages
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import PUBLIC
from mercat.wire.pages import CHINESE, View

DOCS: Final = "docs/api/oauth/authorize"
WORDS: Final = {
    "ads_management": "Create and change ads",
    "ads_insights": "Read reports",
    "account_management": "Manage accounts and funds",
    "audience_management": "Manage audiences",
    "user_actions": "Send user actions",
}
renderer: Final = pages.Renderer("mercat.tencent.oauth")


class AuthorizeRequest(msgspec.Struct):
    """The parameters under the vendor's names. `scope` holds one scope, or several separated by commas."""

    client_id: int
    redirect_uri: Annotated[str, msgspec.Meta(max_length=1024)]
    state: Annotated[str, msgspec.Meta(max_length=512)] = ""
    scope: Annotated[str, msgspec.Meta(max_length=128)] = ""
    account_type: Literal["ACCOUNT_TYPE_QQ", "ACCOUNT_TYPE_WECHAT"] = "ACCOUNT_TYPE_QQ"


class ConsentRequest(msgspec.Struct, frozen=True):
    """One request for the consent page: who makes it, and what the application asks for."""

    call: Call
    view: View
    session_id: str
    visitor: Visitor | None
    application: Application
    parameters: AuthorizeRequest
    scopes: tuple[str, ...]


@tencent.get("/oauth/authorize", id="oauth_authorize", needs=PUBLIC, docs=DOCS, offload=True)
def authorize(call: Call, query: AuthorizeRequest) -> Response:
    """Show a signed-in administrator which application asks for access, to which accounts and with which scopes."""
    return _answer(call, query, _ask)


@tencent.post("/oauth/authorize", id="oauth_authorize_consent", needs=PUBLIC, docs=DOCS)
def consent(call: Call, query: AuthorizeRequest) -> Response:
    """Take the owner's decision: redirect to the application with a code, or grant nothing."""
    return _answer(call, query, _decide)


def _answer(call: Call, parameters: AuthorizeRequest, act: Callable[[ConsentRequest], Response]) -> Response:
    """Call `act` for a valid request of a signed-in administrator. Until then nothing redirects to the application."""
    cookies = pages.cookies(call.request.header("cookie"))
    session_id = cookies.get(pages.session_cookie(call.host.id), "")
    visitor = sessions.find(call.tx, session_id)
    view = _view(call, cookies, session_id, visitor)
    try:
        application = applications.identify(call.tx, parameters.client_id)
        check_redirect(application, parameters.redirect_uri, loopback=call.host.compatibility.loopback_redirects)
        request = ConsentRequest(
            call, view, session_id, visitor, application, parameters, _scopes(application, parameters)
        )
    except Refusal as refusal:
        if pages.HTML.partition(";")[0] not in (call.request.header("accept") or ""):
            raise
        return _refused(view, refusal)
    if visitor is None:
        return Response(302, headers=[("Location", pages.log_in_url(view)), *pages.headers()])
    if not visitor.administers:
        return _message(view, 403, "No access", "You need the role Admin for this page. Ask an administrator.")
    return act(request)


def _ask(request: ConsentRequest) -> Response:
    """The form with every account and every requested scope selected."""
    everything = {str(account.account_id) for account in ad_accounts.accounts(request.call.tx)}
    return _form_page(request, 200, everything, set(request.scopes), {})


def _form_page(
    request: ConsentRequest, status: int, account_ids: set[str], scopes: set[str], problems: dict[str, str]
) -> Response:
    context = {
        "application": request.application,
        "accounts": ad_accounts.accounts(request.call.tx),
        "selected_accounts": account_ids,
        "scopes": [(scope, WORDS[scope]) for scope in request.scopes],
        "selected_scopes": scopes,
        "host": urlsplit(request.parameters.redirect_uri).netloc,
        "action": request.view.here,
        "problems": problems,
    }
    page = renderer.html("authorize.html", request.view, **context)
    return Response(status, page, pages.HTML, pages.headers(form_target=request.parameters.redirect_uri))


def _decide(request: ConsentRequest) -> Response:
    tx, view = request.call.tx, request.view
    form = _form(request.call)
    if not sessions.fits(tx, request.session_id, form.get(pages.FORM_TOKEN, [""])[0]):
        return _message(view, 403, "This form is out of date", "Go back, reload the page and try again.")
    if form.get("decision") == ["refuse"]:
        return _message(view, 200, "Nothing was granted", "You may close this page.")
    accounts_by_text = {str(account.account_id): account.account_id for account in ad_accounts.accounts(tx)}
    account_ids = [accounts_by_text[text] for text in form.get("account", []) if text in accounts_by_text]
    scopes = [scope for scope in form.get("scope", []) if scope in request.scopes]
    if not account_ids or not scopes:
        problems = {} if account_ids else {"account": renderer.translate("Select at least one account.", view)}
        if not scopes:
            problems["scope"] = renderer.translate("Select at least one scope.", view)
        return _form_page(request, 400, set(map(str, account_ids)), set(scopes), problems)
    assert request.visitor is not None, "checked before"
    tx.caller = Caller(request.visitor.user.id, request.visitor.user.email, address=request.call.request.client)
    code = applications.authorize(
        tx,
        request.application,
        request.visitor.user.id,
        account_ids,
        scopes,
        request.parameters.redirect_uri,
    )
    return Response(302, headers=[("Location", _back(request, code)), *pages.headers()])


def _form(call: Call) -> dict[str, list[str]]:
    try:
        return pages.form_fields(call.request.body)
    except ValueError:
        return {}


def _back(request: ConsentRequest, code: str) -> str:
    """The redirect address with the code and the state appended to its query. An empty state is returned as well."""
    states = [value for name, value in request.call.request.query if name == "state"]
    added = {"authorization_code": code} | ({"state": states[0]} if states else {})
    address = request.parameters.redirect_uri
    return f"{address}{'&' if '?' in address else '?'}{urlencode(added)}"


def _scopes(application: Application, parameters: AuthorizeRequest) -> tuple[str, ...]:
    names = parameters.scope.replace(",", " ").split()
    for scope in names:
        if scope not in application.scopes:
            raise NotAllowed("scope", scope, application.scopes)
    return tuple(scope for scope in application.scopes if not names or scope in names)


def _view(call: Call, cookies: dict[str, str], session_id: str, visitor: Visitor | None) -> View:
    request = call.request
    prefix = urlsplit(request.base_url).path
    return View(
        prefix=prefix,
        here=f"{prefix}/oauth/authorize?{request.query_string}",
        language=pages.language_of(cookies, request.header("accept-language")),
        form_token=sessions.form_token(call.tx, session_id),
        user=visitor.user.email if visitor else "",
        administers=visitor is not None and visitor.administers,
        instance_id=call.host.id,
    )


def _refused(view: View, refusal: Refusal) -> Response:
    code, english, chinese = texts_of(refusal)
    text = chinese if view.language == CHINESE else english
    title = renderer.translate("The application's request is not valid", view)
    return _page(view, 400, title, f"{code}: {text}")


def _message(view: View, status: int, title: str, text: str) -> Response:
    return _page(view, status, renderer.translate(title, view), renderer.translate(text, view))


def _page(view: View, status: int, title: str, text: str) -> Response:
    context: dict[str, Any] = {"title": title, "text": text, "back": ""}
    return Response(status, renderer.html("message.html", view, **context), pages.HTML, pages.headers())
