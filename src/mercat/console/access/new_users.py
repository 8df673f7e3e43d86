"""/console/users-roles/users/new: Invite New User, in Marketo's steps Info, Permissions and Message.

Each step is a page. Hidden fields hold the input of the other steps, so that Back and Next lose nothing.
"""

from datetime import UTC, datetime
from typing import Any, Final

from starlette.responses import Response

from mercat.console.access import role_fields
from mercat.console.messages import field_of
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.access import invitations, users
from mercat.model.clock import from_datetime
from mercat.model.refusals import AlreadyExists, MalformedDate, Refusal
from mercat.store.tx import Tx

INFO: Final = "info"
PERMISSIONS: Final = "permissions"
MESSAGE: Final = "message"
STEPS: Final = (INFO, PERMISSIONS, MESSAGE)
LENGTHS: Final = {"email": 255, "first_name": 255, "last_name": 255, "reason": 2_000, "expires": 64}
LISTS: Final = (*role_fields.FIELDS.values(), "api_only")


@admin_required
async def ask(request: ConsoleRequest) -> Response:
    """The first step."""
    return await _page(request, INFO)


@admin_required
async def proceed(request: ConsoleRequest) -> Response:
    """Go to the next step or the one before, or send the invitation, depending on the button."""
    step = request.text("step") if request.text("step") in STEPS else INFO
    button = request.text("go")
    if button == "back":
        return await _page(request, STEPS[max(0, STEPS.index(step) - 1)])
    try:
        if button != "next":
            return await _send(request)
        await request.read(lambda tx: _check(tx, request, step))
    except Refusal as refusal:
        meant = INFO if field_of(refusal) in LENGTHS else PERMISSIONS
        return await _page(request, meant, 400, **request.refused(refusal))
    return await _page(request, STEPS[min(len(STEPS) - 1, STEPS.index(step) + 1)])


async def _send(request: ConsoleRequest) -> Response:
    """Invite the user. An API-only user exists at once, gets no password and cannot sign in."""
    api_only = bool(request.texts("api_only"))
    typed = _typed(request)

    def work(tx: Tx) -> str:
        login = users.checked_email(typed["email"])
        invitations.invite(
            tx,
            login,
            address=login,
            first_name=typed["first_name"],
            last_name=typed["last_name"],
            roles=role_fields.grants(tx, request),
            reason=typed["reason"],
            api_only=api_only,
            expires_ms=end_of(typed["expires"]),
        )
        return "/users-roles" if api_only else f"/users-roles/invitations/{invitations.invitation(tx, login).id}"

    return await request.create(work, "created" if api_only else "invited")


def _check(tx: Tx, request: ConsoleRequest, step: str) -> None:
    """Check the input of a step and of those before it. Raises Missing, EmailMalformed, AlreadyExists, NotFound, ..."""
    typed = _typed(request)
    login = users.checked_email(typed["email"])
    if invitations.is_taken(tx, login):
        raise AlreadyExists("user", login)
    end_of(typed["expires"])
    if step != INFO:
        role_fields.grants(tx, request)


def end_of(text: str) -> int | None:
    """The beginning of the day (UTC) on which access expires; None without a day. Raises MalformedDate."""
    if not text:
        return None
    try:
        return from_datetime(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC))
    except ValueError:
        raise MalformedDate("expires", text[:64]) from None


def _typed(request: ConsoleRequest) -> dict[str, str]:
    return {name: request.text(name)[:length] for name, length in LENGTHS.items()}


async def _page(request: ConsoleRequest, step: str, status: int = 200, **extra_context: Any) -> Response:
    values: dict[str, Any] = {
        **_typed(request),
        **role_fields.ticks(request),
        "api_only": request.texts("api_only")[:1],
    }
    elsewhere = [*(LENGTHS if step != INFO else ()), *(LISTS if step != PERMISSIONS else ())]
    carried = [
        (name, text)
        for name in elsewhere
        for text in (values[name] if isinstance(values[name], list) else [values[name]])
        if text
    ]
    context = {
        "roles": await request.read(users.list_roles),
        "fields": role_fields.fields(values),
        "values": values,
        "step": step,
        "carried": carried,
        **extra_context,
    }
    return request.page("user_form.html", status, **context)
