"""/console/applications: developer applications of Tencent Ads, their credentials, and what accounts granted them."""

from typing import Any

from starlette.responses import Response

from mercat.console import edits
from mercat.console.visits import Visit, administrator
from mercat.domain import accounts, applications, sessions
from mercat.domain.redirects import checked_domains
from mercat.model.refusals import Refusal
from mercat.store.applications import Application
from mercat.store.tx import Tx


@administrator
async def show(visit: Visit) -> Response:
    """All applications."""

    def work(tx: Tx) -> list[tuple[Application, int, int]]:
        return [
            (application, applications.client_id(tx, application), len(applications.grants(tx, application)))
            for application in applications.applications(tx)
        ]

    return visit.page("applications.html", applications=await visit.read(work))


@administrator
async def ask(visit: Visit) -> Response:
    """New application."""
    return _form(visit, values={**_typed(visit), "scope": _scopes(visit)})


@administrator
async def create(visit: Visit) -> Response:
    """Make the application and show its details."""
    typed = _typed(visit)

    def work(tx: Tx) -> str:
        return f"/applications/{applications.create_application(tx, visit.text('name'), **_registered(typed)).id}"

    try:
        return await visit.create(work)
    except Refusal as refusal:
        return _form(visit, 400, values=typed, **visit.refused(refusal))


@administrator
async def details(visit: Visit) -> Response:
    """Credentials, what is registered, authorised accounts."""
    return await _details(visit)


@administrator
async def change(visit: Visit) -> Response:
    """Register other domains and scopes."""
    typed = _typed(visit)

    def work(tx: Tx) -> None:
        domains = " ".join(checked_domains(typed["redirect_domains"].split()))
        there = _values(visit, applications.get_application(tx, visit.id))
        if edits.wanted(tx, visit, there, {**typed, "redirect_domains": domains}):
            applications.change_application(tx, visit.id, **_registered(typed))

    try:
        await visit.write(work)
    except Refusal as refusal:
        return await _details(visit, typed, refusal)
    return visit.go(f"/applications/{visit.id}", "changed")


@administrator
async def get_token(visit: Visit) -> Response:
    """Tokens for chosen accounts without the way over the consent page; one grant, however often it is sent."""

    def work(tx: Tx) -> str:
        application = applications.get_application(tx, visit.id)
        chosen = visit.numbers("account")
        return str(applications.grant(tx, application, visit.caller.user_id, chosen, list(application.scopes)).grant.id)

    try:
        grant_id = int(await visit.once(work))
    except Refusal as refusal:
        return await _details(visit, refusal=refusal)

    def issued(tx: Tx) -> applications.Issued | None:
        known = applications.grants(tx, applications.get_application(tx, visit.id))
        return next((applications.current(tx, granted) for granted in known if granted.id == grant_id), None)

    return await _details(visit, token_issued=await visit.read(issued))


@administrator
async def revoke(visit: Visit) -> Response:
    """Take a grant back; its tokens end at once."""

    def work(tx: Tx) -> None:
        application = applications.get_application(tx, visit.id)
        applications.revoke(tx, application, next(iter(visit.numbers("grant")), 0))

    await visit.write(work)
    return visit.go(f"/applications/{visit.id}", "revoked")


@administrator
async def ask_rotation(visit: Visit) -> Response:
    """Whether the secret should really be replaced."""
    return await _confirm(
        visit,
        "Replace the client secret of {name}?",
        "The current secret stops working immediately. Access tokens remain valid until they expire.",
        "Replace secret",
    )


@administrator
async def rotate(visit: Visit) -> Response:
    """Give the application another secret, once however often the button is pressed."""

    def work(tx: Tx) -> str:
        return f"/applications/{applications.rotate_application(tx, visit.id).id}"

    return await visit.create(work, "rotated")


@administrator
async def ask_deletion(visit: Visit) -> Response:
    """Whether the application should really go."""
    return await _confirm(
        visit,
        "Delete the application {name}?",
        "Its credentials, grants and tokens stop working immediately. This can't be undone.",
        "Delete",
    )


@administrator
async def delete(visit: Visit) -> Response:
    """Remove the application."""
    await visit.write(lambda tx: applications.delete_application(tx, visit.id))
    return visit.go("/applications", "deleted")


def _scopes(visit: Visit) -> tuple[str, ...]:
    scopes: tuple[str, ...] = visit.request.app.state.scopes
    return scopes


def _typed(visit: Visit) -> edits.Values:
    """What the form holds; scopes in their order there."""
    sent = set(visit.texts("scope"))
    return {
        "description": visit.text("description")[:1_000],
        "redirect_domains": " ".join(visit.text("redirect_domains").replace(",", " ").split()),
        "scope": [scope for scope in _scopes(visit) if scope in sent],
    }


def _values(visit: Visit, application: Application) -> edits.Values:
    """What there is, by the fields of the form."""
    return {
        "description": application.description,
        "redirect_domains": " ".join(application.redirect_domains),
        "scope": [scope for scope in _scopes(visit) if scope in application.scopes],
    }


def _registered(typed: edits.Values) -> dict[str, Any]:
    """The same for the engine."""
    domains = typed["redirect_domains"].split()
    return {"description": typed["description"], "redirect_domains": domains, "scopes": typed["scope"]}


def _form(visit: Visit, status: int = 200, **shown: Any) -> Response:
    return visit.page("application_form.html", status, scopes=_scopes(visit), **shown)


async def _details(
    visit: Visit, typed: edits.Values | None = None, refusal: Refusal | None = None, **shown: Any
) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        application = applications.get_application(tx, visit.id)
        grants = applications.grants(tx, application)
        return {
            "application": application,
            "client_id": applications.client_id(tx, application),
            "secret_text": applications.secret(tx, application),
            "grants": [
                (grant, sessions.email_of(tx, grant.user_id), applications.living_tokens(tx, grant)) for grant in grants
            ],
            "accounts": {account.account_id: account for account in accounts.accounts(tx)},
            **edits.shown(tx, visit, _values(visit, application), typed, refusal),
        }

    shown = {"token_issued": None, "paces": visit.host.pace.limits, **await visit.read(work), **shown}
    return visit.page("application.html", edits.status_of(refusal), scopes=_scopes(visit), **shown)


async def _confirm(visit: Visit, title: str, text: str, button: str) -> Response:
    application = await visit.read(lambda tx: applications.get_application(tx, visit.id))
    back = f"/applications/{application.id}"
    return visit.page("confirm.html", title=title, text=text, button=button, name=application.name, back=back)
