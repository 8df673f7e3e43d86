"""/console/users-roles/invitations: who was invited. /console/invitation: where an invitation's link leads."""

from typing import Any

from starlette.responses import Response

from mercat.console.visits import Visit, administrator, anybody, before_log_in
from mercat.domain import user_management
from mercat.model.caller import Caller
from mercat.model.refusals import Missing, NotFound, Refusal
from mercat.store.invitations import Invitation
from mercat.store.tx import Tx


@administrator
async def details(visit: Visit) -> Response:
    """The invitation and its link, to be handed on."""

    def work(tx: Tx) -> dict[str, Any]:
        found = user_management.invitation_of_id(tx, visit.id)
        return {"invitation": found, "word": user_management.link_word(tx, found)}

    return visit.page("invitation.html", base=visit.base_url, **await visit.read(work))


@administrator
async def resend(visit: Visit) -> Response:
    """Invite once more; the link before ends. One mail, however often the button is pressed."""

    def work(tx: Tx) -> str:
        user_management.resend(tx, visit.id)
        return f"/users-roles/invitations/{visit.id}"

    return await visit.create(work, "resent")


@administrator
async def ask_revocation(visit: Visit) -> Response:
    """Whether the invitation should really end."""
    found = await visit.read(lambda tx: _any(tx, visit.id))
    return visit.page(
        "confirm.html",
        title="Revoke the invitation for {name}?",
        text="Its link stops working immediately.",
        button="Revoke",
        name=found.login,
        back="/users-roles",
    )


@administrator
async def revoke(visit: Visit) -> Response:
    """End the invitation."""
    await visit.write(lambda tx: user_management.withdraw_of_id(tx, visit.id))
    return visit.go("/users-roles", "deleted")


@anybody
async def ask(visit: Visit) -> Response:
    """Somebody follows the link: their name and password."""
    try:
        return await _form(visit)
    except NotFound:
        return _ended(visit)


@anybody
async def accept(visit: Visit) -> Response:
    """They are a user from now on, and may log in."""
    password, again = (visit.form.get(name, [""])[0] for name in ("password", "password_again"))
    names = [visit.text(name)[:255] for name in ("first_name", "last_name")]

    def work(tx: Tx) -> None:
        user_management.invitation_of_word(tx, _word(visit))
        for name, text in zip(("first_name", "last_name"), names, strict=True):
            if not text:
                raise Missing(name)
        user_management.accept_word(tx, _word(visit), names[0], names[1], password)

    try:
        if password != again:
            return await _form(visit, 400, **visit.beside({"password_again": visit.say("The passwords don't match.")}))
        await visit.host.write(work, Caller(0, "", address=visit.address))
    except NotFound:
        return _ended(visit)
    except Refusal as refusal:
        return await _form(visit, 400, **visit.refused(refusal))
    return visit.go("/login", "accepted")


def _ended(visit: Visit) -> Response:
    return visit.message(
        404, "This invitation is no longer valid", "Ask the person who invited you for a new one.", back="/login"
    )


def _word(visit: Visit) -> str:
    word: str = visit.request.path_params["word"]
    return word


def _any(tx: Tx, invitation_id: int) -> Invitation:
    found = next((found for found in user_management.invitations(tx) if found.id == invitation_id), None)
    if found is None:
        raise NotFound("invitation", invitation_id)
    return found


async def _form(visit: Visit, status: int = 200, **told: Any) -> Response:
    found = await visit.host.read(lambda tx: user_management.invitation_of_word(tx, _word(visit)))
    names = {
        "first_name": visit.text("first_name") if visit.form else found.first_name,
        "last_name": visit.text("last_name") if visit.form else found.last_name,
    }
    return await before_log_in(visit, "accept.html", status, invitation=found, names=names, **told)
