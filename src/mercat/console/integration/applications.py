"""/console/applications: developer applications of Tencent Ads, their credentials and their grants."""

from typing import Any

from starlette.responses import Response

from mercat.console import form_conflicts
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.access import sessions
from mercat.domain.oauth import ad_accounts, applications
from mercat.domain.oauth.redirect_uris import checked_domains
from mercat.model.oauth import Application
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """All applications."""

    def work(tx: Tx) -> list[tuple[Application, int, int]]:
        return [
            (application, applications.client_id(tx, application), len(applications.grants(tx, application)))
            for application in applications.list_applications(tx)
        ]

    return request.page("applications.html", applications=await request.read(work))


@admin_required
async def ask(request: ConsoleRequest) -> Response:
    """The form for a new application."""
    return _form(request, values={**_typed(request), "scope": _scopes(request)})


@admin_required
async def create(request: ConsoleRequest) -> Response:
    """Create the application and show its details."""
    typed = _typed(request)

    def work(tx: Tx) -> str:
        return f"/applications/{applications.create_application(tx, request.text('name'), **_registered(typed)).id}"

    try:
        return await request.create(work)
    except Refusal as refusal:
        return _form(request, 400, values=typed, **request.refused(refusal))


@admin_required
async def details(request: ConsoleRequest) -> Response:
    """The credentials, registered domains and scopes, and authorised accounts."""
    return await _details(request)


@admin_required
async def change(request: ConsoleRequest) -> Response:
    """Change the registered domains and scopes."""
    typed = _typed(request)

    def work(tx: Tx) -> None:
        domains = " ".join(checked_domains(typed["redirect_domains"].split()))
        there = _values(request, applications.get_application(tx, request.id))
        if form_conflicts.changes_values(tx, request, there, {**typed, "redirect_domains": domains}):
            applications.change_application(tx, request.id, **_registered(typed))

    try:
        await request.write(work)
    except Refusal as refusal:
        return await _details(request, typed, refusal)
    return request.go(f"/applications/{request.id}", "changed")


@admin_required
async def get_token(request: ConsoleRequest) -> Response:
    """Issue tokens for accounts without the consent page. Submitting the form twice creates one grant."""

    def work(tx: Tx) -> str:
        application = applications.get_application(tx, request.id)
        account_ids = request.numbers("account")
        return str(
            applications.issue_grant(
                tx, application, request.caller.user_id, account_ids, list(application.scopes)
            ).grant.id
        )

    try:
        grant_id = int(await request.once(work))
    except Refusal as refusal:
        return await _details(request, refusal=refusal)

    def issued(tx: Tx) -> applications.Issued | None:
        grants = applications.grants(tx, applications.get_application(tx, request.id))
        return next((applications.current(tx, granted) for granted in grants if granted.id == grant_id), None)

    return await _details(request, token_issued=await request.read(issued))


@admin_required
async def revoke(request: ConsoleRequest) -> Response:
    """Revoke a grant. Its tokens expire at once."""

    def work(tx: Tx) -> None:
        application = applications.get_application(tx, request.id)
        applications.revoke(tx, application, next(iter(request.numbers("grant")), 0))

    await request.write(work)
    return request.go(f"/applications/{request.id}", "revoked")


@admin_required
async def ask_rotation(request: ConsoleRequest) -> Response:
    """Ask whether to replace the secret."""
    return await _confirm(
        request,
        "Replace the client secret of {name}?",
        "The current secret stops working immediately. Access tokens remain valid until they expire.",
        "Replace secret",
    )


@admin_required
async def rotate(request: ConsoleRequest) -> Response:
    """Replace the secret. Submitting the form twice replaces it once."""

    def work(tx: Tx) -> str:
        return f"/applications/{applications.rotate_application(tx, request.id).id}"

    return await request.create(work, "rotated")


@admin_required
async def ask_deletion(request: ConsoleRequest) -> Response:
    """Ask whether to delete the application."""
    return await _confirm(
        request,
        "Delete the application {name}?",
        "Its credentials, grants and tokens stop working immediately. This can't be undone.",
        "Delete",
    )


@admin_required
async def delete(request: ConsoleRequest) -> Response:
    """Delete the application."""
    await request.write(lambda tx: applications.delete_application(tx, request.id))
    return request.go("/applications", "deleted")


def _scopes(request: ConsoleRequest) -> tuple[str, ...]:
    scopes: tuple[str, ...] = request.http.app.state.scopes
    return scopes


def _typed(request: ConsoleRequest) -> form_conflicts.Values:
    """The values of the form; scopes in their order there."""
    ticks = set(request.texts("scope"))
    return {
        "description": request.text("description")[:1_000],
        "redirect_domains": " ".join(request.text("redirect_domains").replace(",", " ").split()),
        "scope": [scope for scope in _scopes(request) if scope in ticks],
    }


def _values(request: ConsoleRequest, application: Application) -> form_conflicts.Values:
    """The stored values, by form field."""
    return {
        "description": application.description,
        "redirect_domains": " ".join(application.redirect_domains),
        "scope": [scope for scope in _scopes(request) if scope in application.scopes],
    }


def _registered(typed: form_conflicts.Values) -> dict[str, Any]:
    """The registered domains and scopes as the engine takes them."""
    domains = typed["redirect_domains"].split()
    return {"description": typed["description"], "redirect_domains": domains, "scopes": typed["scope"]}


def _form(request: ConsoleRequest, status: int = 200, **context: Any) -> Response:
    return request.page("application_form.html", status, scopes=_scopes(request), **context)


async def _details(
    request: ConsoleRequest, typed: form_conflicts.Values | None = None, refusal: Refusal | None = None, **context: Any
) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        application = applications.get_application(tx, request.id)
        grants = applications.grants(tx, application)
        return {
            "application": application,
            "client_id": applications.client_id(tx, application),
            "secret_text": applications.secret(tx, application),
            "grants": [
                (grant, sessions.email_of(tx, grant.user_id), applications.living_tokens(tx, grant)) for grant in grants
            ],
            "accounts": {account.account_id: account for account in ad_accounts.accounts(tx)},
            **form_conflicts.context(tx, request, _values(request, application), typed, refusal),
        }

    context = {
        "token_issued": None,
        "paces": request.host.endpoint_rate_limiter.limits,
        **await request.read(work),
        **context,
    }
    return request.page("application.html", form_conflicts.status_of(refusal), scopes=_scopes(request), **context)


async def _confirm(request: ConsoleRequest, title: str, text: str, button: str) -> Response:
    application = await request.read(lambda tx: applications.get_application(tx, request.id))
    back = f"/applications/{application.id}"
    return request.page("confirm.html", title=title, text=text, button=button, name=application.name, back=back)
