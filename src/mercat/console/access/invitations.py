"""/console/users-roles/invitations: the pending invitations. /console/invitation: the page of an invitation's link."""

from typing import Any

from starlette.responses import Response

from mercat.console.request import ConsoleRequest, admin_required, login_page, public
from mercat.domain.access import invitations
from mercat.model.access import Invitation
from mercat.model.caller import Caller
from mercat.model.refusals import Missing, NotFound, Refusal
from mercat.store.tx import Tx


@admin_required
async def details(request: ConsoleRequest) -> Response:
    """An invitation with its link."""

    def work(tx: Tx) -> dict[str, Any]:
        invitation = invitations.invitation_of_id(tx, request.id)
        return {"invitation": invitation, "word": invitations.link_word(tx, invitation)}

    return request.page("invitation.html", base=request.base_url, **await request.read(work))


@admin_required
async def resend(request: ConsoleRequest) -> Response:
    """Resend an invitation with a new link. Submitting the form twice sends one mail."""

    def work(tx: Tx) -> str:
        invitations.resend(tx, request.id)
        return f"/users-roles/invitations/{request.id}"

    return await request.create(work, "resent")


@admin_required
async def ask_revocation(request: ConsoleRequest) -> Response:
    """Ask whether to revoke the invitation."""
    invitation = await request.read(lambda tx: _any(tx, request.id))
    return request.page(
        "confirm.html",
        title="Revoke the invitation for {name}?",
        text="Its link stops working immediately.",
        button="Revoke",
        name=invitation.login,
        back="/users-roles",
    )


@admin_required
async def revoke(request: ConsoleRequest) -> Response:
    """Revoke the invitation."""
    await request.write(lambda tx: invitations.withdraw_of_id(tx, request.id))
    return request.go("/users-roles", "deleted")


@public
async def ask(request: ConsoleRequest) -> Response:
    """The form of the link: name and password."""
    try:
        return await _form(request)
    except NotFound:
        return _ended(request)


@public
async def accept(request: ConsoleRequest) -> Response:
    """Accept the invitation. The person is then a user and can sign in."""
    password, again = (request.form.get(name, [""])[0] for name in ("password", "password_again"))
    names = [request.text(name)[:255] for name in ("first_name", "last_name")]

    def work(tx: Tx) -> None:
        invitations.invitation_of_word(tx, _word(request))
        for name, text in zip(("first_name", "last_name"), names, strict=True):
            if not text:
                raise Missing(name)
        invitations.accept_word(tx, _word(request), names[0], names[1], password)

    try:
        if password != again:
            return await _form(
                request, 400, **request.beside({"password_again": request.say("The passwords don't match.")})
            )
        await request.host.write(work, Caller(0, "", address=request.address))
    except NotFound:
        return _ended(request)
    except Refusal as refusal:
        return await _form(request, 400, **request.refused(refusal))
    return request.go("/login", "accepted")


def _ended(request: ConsoleRequest) -> Response:
    return request.message(
        404, "This invitation is no longer valid", "Ask the person who invited you for a new one.", back="/login"
    )


def _word(request: ConsoleRequest) -> str:
    word: str = request.http.path_params["word"]
    return word


def _any(tx: Tx, invitation_id: int) -> Invitation:
    invitation = next(
        (invitation for invitation in invitations.invitations(tx) if invitation.id == invitation_id), None
    )
    if invitation is None:
        raise NotFound("invitation", invitation_id)
    return invitation


async def _form(request: ConsoleRequest, status: int = 200, **extra_context: Any) -> Response:
    invitation = await request.host.read(lambda tx: invitations.invitation_of_word(tx, _word(request)))
    names = {
        "first_name": request.text("first_name") if request.form else invitation.first_name,
        "last_name": request.text("last_name") if request.form else invitation.last_name,
    }
    return await login_page(request, "accept.html", status, invitation=invitation, names=names, **extra_context)
