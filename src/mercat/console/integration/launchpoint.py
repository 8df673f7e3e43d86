"""/console/launchpoint: Admin > LaunchPoint, the custom services whose credentials call the API."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.access import api_clients, users
from mercat.domain.oauth.ad_accounts import checked_name
from mercat.model.access import User
from mercat.model.caller import grants
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

API_ACCESS: Final = "Access API"  # the group of permissions that calls need


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """All services."""
    return request.page("launchpoint.html", services=await request.read(api_clients.services))


@admin_required
async def ask(request: ConsoleRequest) -> Response:
    """The form for a new custom service."""
    return await _form(request)


@admin_required
async def create(request: ConsoleRequest) -> Response:
    """Create the service and show its details."""
    description, email = request.text("description")[:1_000], request.text("user")

    def work(tx: Tx) -> str:
        service = api_clients.create_service(tx, checked_name(request.text("name")), email, description)
        return f"/launchpoint/{service.id}"

    try:
        return await request.create(work)
    except Refusal as refusal:
        return await _form(request, 400, **request.refused(refusal))


@admin_required
async def details(request: ConsoleRequest) -> Response:
    """View Details: the client ID and client secret."""
    return await _details(request)


@admin_required
async def get_token(request: ConsoleRequest) -> Response:
    """Get Token: the service's current token, or a new one."""
    issued = await request.write(lambda tx: api_clients.show_token(tx, api_clients.service_of_id(tx, request.id)))
    return await _details(request, token_issued=issued)


@admin_required
async def ask_rotation(request: ConsoleRequest) -> Response:
    """Ask whether to replace the secret."""
    return await _confirm(
        request,
        "Replace the client secret of {name}?",
        "The current secret and its access token stop working immediately. Applications need the new secret.",
        "Replace secret",
    )


@admin_required
async def rotate(request: ConsoleRequest) -> Response:
    """Replace the secret. Submitting the form twice replaces it once."""

    def work(tx: Tx) -> str:
        return f"/launchpoint/{api_clients.rotate_service(tx, api_clients.service_of_id(tx, request.id).name).id}"

    return await request.create(work, "rotated")


@admin_required
async def ask_deletion(request: ConsoleRequest) -> Response:
    """Ask whether to delete the service."""
    return await _confirm(
        request,
        "Delete the service {name}?",
        "Its client ID, client secret and access token stop working immediately. This can't be undone.",
        "Delete",
    )


@admin_required
async def delete(request: ConsoleRequest) -> Response:
    """Delete the service."""
    await request.write(lambda tx: api_clients.delete_service(tx, api_clients.service_of_id(tx, request.id).name))
    return request.go("/launchpoint", "deleted")


async def _form(request: ConsoleRequest, status: int = 200, **context: Any) -> Response:
    def work(tx: Tx) -> list[tuple[User, bool]]:
        return [(user, _may_call(tx, request, user)) for user, _ in users.list_users(tx) if user.api_only]

    return request.page("service_form.html", status, users=await request.read(work), **context)


def _may_call(tx: Tx, request: ConsoleRequest, user: User) -> bool:
    """Whether a user has any API permission. Without one, every call of the service is refused."""
    granted = users.permissions(tx, user.id)
    return any(grants(granted, name) for name in dict(request.http.app.state.permissions)[API_ACCESS])


async def _details(request: ConsoleRequest, **context: Any) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        service = api_clients.service_of_id(tx, request.id)
        user = users.user_of_id(tx, service.user_id)
        may_call = _may_call(tx, request, user)
        return {"service": service, "secret_text": api_clients.secret(tx, service), "user": user, "may_call": may_call}

    return request.page("service.html", **{"token_issued": None, **await request.read(work), **context})


async def _confirm(request: ConsoleRequest, title: str, text: str, button: str) -> Response:
    service = await request.read(lambda tx: api_clients.service_of_id(tx, request.id))
    back = f"/launchpoint/{service.id}"
    return request.page("confirm.html", title=title, text=text, button=button, name=service.name, back=back)
