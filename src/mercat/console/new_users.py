"""/console/users-roles/users/new: Invite New User, in Marketo's steps Info, Permissions and Message.

Each step is a page. What was typed on the others travels along in hidden fields, so Back and Next lose nothing.
"""

from datetime import UTC, datetime
from typing import Any, Final

from starlette.responses import Response

from mercat.console import grants
from mercat.console.visits import Visit, administrator
from mercat.console.words import field_of
from mercat.domain import identity, user_management
from mercat.model.clock import from_datetime
from mercat.model.refusals import AlreadyExists, MalformedDate, Refusal
from mercat.store.tx import Tx

INFO: Final = "info"
PERMISSIONS: Final = "permissions"
MESSAGE: Final = "message"
STEPS: Final = (INFO, PERMISSIONS, MESSAGE)
LENGTHS: Final = {"email": 255, "first_name": 255, "last_name": 255, "reason": 2_000, "expires": 64}
LISTS: Final = (*grants.FIELDS.values(), "api_only")


@administrator
async def ask(visit: Visit) -> Response:
    """The first step."""
    return await _page(visit, INFO)


@administrator
async def proceed(visit: Visit) -> Response:
    """On to the next step, back to the one before, or all of it: the button says which."""
    step = visit.text("step") if visit.text("step") in STEPS else INFO
    button = visit.text("go")
    if button == "back":
        return await _page(visit, STEPS[max(0, STEPS.index(step) - 1)])
    try:
        if button != "next":
            return await _send(visit)
        await visit.read(lambda tx: _check(tx, visit, step))
    except Refusal as refusal:
        meant = INFO if field_of(refusal) in LENGTHS else PERMISSIONS
        return await _page(visit, meant, 400, **visit.refused(refusal))
    return await _page(visit, STEPS[min(len(STEPS) - 1, STEPS.index(step) + 1)])


async def _send(visit: Visit) -> Response:
    """Invite the user. An API-only user is there at once, gets no password and cannot sign in."""
    api_only = bool(visit.texts("api_only"))
    typed = _typed(visit)

    def work(tx: Tx) -> str:
        login = identity.checked_email(typed["email"])
        user_management.invite(
            tx,
            login,
            address=login,
            first_name=typed["first_name"],
            last_name=typed["last_name"],
            roles=grants.sent(tx, visit),
            reason=typed["reason"],
            api_only=api_only,
            expires_ms=end_of(typed["expires"]),
        )
        return "/users-roles" if api_only else f"/users-roles/invitations/{user_management.invitation(tx, login).id}"

    return await visit.create(work, "created" if api_only else "invited")


def _check(tx: Tx, visit: Visit, step: str) -> None:
    """Whether a step and those before it are filled in. Raises Missing, EmailMalformed, AlreadyExists, NotFound, ..."""
    typed = _typed(visit)
    login = identity.checked_email(typed["email"])
    if user_management.is_taken(tx, login):
        raise AlreadyExists("user", login)
    end_of(typed["expires"])
    if step != INFO:
        grants.sent(tx, visit)


def end_of(text: str) -> int | None:
    """The beginning of the day (UTC) with which access ends; None without a day. Raises MalformedDate."""
    if not text:
        return None
    try:
        return from_datetime(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC))
    except ValueError:
        raise MalformedDate("expires", text[:64]) from None


def _typed(visit: Visit) -> dict[str, str]:
    return {name: visit.text(name)[:length] for name, length in LENGTHS.items()}


async def _page(visit: Visit, step: str, status: int = 200, **told: Any) -> Response:
    values: dict[str, Any] = {**_typed(visit), **grants.ticked(visit), "api_only": visit.texts("api_only")[:1]}
    elsewhere = [*(LENGTHS if step != INFO else ()), *(LISTS if step != PERMISSIONS else ())]
    carried = [
        (name, text)
        for name in elsewhere
        for text in (values[name] if isinstance(values[name], list) else [values[name]])
        if text
    ]
    shown = {
        "roles": await visit.read(identity.roles),
        "fields": grants.fields(values),
        "values": values,
        "step": step,
        "carried": carried,
        **told,
    }
    return visit.page("user_form.html", status, **shown)
