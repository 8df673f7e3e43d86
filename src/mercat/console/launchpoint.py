"""/console/launchpoint: Admin > LaunchPoint, the custom services whose credentials call the API."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console.visits import Visit, administrator
from mercat.domain import identity, services
from mercat.domain.accounts import checked_name
from mercat.model.caller import grants
from mercat.model.refusals import Refusal
from mercat.store.identity import User
from mercat.store.tx import Tx

API_ACCESS: Final = "Access API"  # the group of permissions that calls need


@administrator
async def show(visit: Visit) -> Response:
    """All services."""
    return visit.page("launchpoint.html", services=await visit.read(services.services))


@administrator
async def ask(visit: Visit) -> Response:
    """New Service > Custom."""
    return await _form(visit)


@administrator
async def create(visit: Visit) -> Response:
    """Make the service and show its details."""
    description, email = visit.text("description")[:1_000], visit.text("user")

    def work(tx: Tx) -> str:
        service = services.create_service(tx, checked_name(visit.text("name")), email, description)
        return f"/launchpoint/{service.id}"

    try:
        return await visit.create(work)
    except Refusal as refusal:
        return await _form(visit, 400, **visit.refused(refusal))


@administrator
async def details(visit: Visit) -> Response:
    """View Details: client id and client secret."""
    return await _details(visit)


@administrator
async def get_token(visit: Visit) -> Response:
    """Get Token: the service's living token, or a new one."""
    issued = await visit.write(lambda tx: services.show_token(tx, services.service_of_id(tx, visit.id)))
    return await _details(visit, token_issued=issued)


@administrator
async def ask_rotation(visit: Visit) -> Response:
    """Whether the secret should really be replaced."""
    return await _confirm(
        visit,
        "Replace the client secret of {name}?",
        "The current secret and its access token stop working immediately. Applications need the new secret.",
        "Replace secret",
    )


@administrator
async def rotate(visit: Visit) -> Response:
    """Give the service another secret, once however often the button is pressed."""

    def work(tx: Tx) -> str:
        return f"/launchpoint/{services.rotate_service(tx, services.service_of_id(tx, visit.id).name).id}"

    return await visit.create(work, "rotated")


@administrator
async def ask_deletion(visit: Visit) -> Response:
    """Whether the service should really go."""
    return await _confirm(
        visit,
        "Delete the service {name}?",
        "Its client ID, client secret and access token stop working immediately. This can't be undone.",
        "Delete",
    )


@administrator
async def delete(visit: Visit) -> Response:
    """Remove the service."""
    await visit.write(lambda tx: services.delete_service(tx, services.service_of_id(tx, visit.id).name))
    return visit.go("/launchpoint", "deleted")


async def _form(visit: Visit, status: int = 200, **shown: Any) -> Response:
    def work(tx: Tx) -> list[tuple[User, bool]]:
        return [(user, _may_call(tx, visit, user)) for user, _ in identity.users(tx) if user.api_only]

    return visit.page("service_form.html", status, users=await visit.read(work), **shown)


def _may_call(tx: Tx, visit: Visit, user: User) -> bool:
    """Whether a user has an API permission at all; without one every call of a service is refused."""
    granted = identity.permissions(tx, user.id)
    return any(grants(granted, name) for name in dict(visit.request.app.state.permissions)[API_ACCESS])


async def _details(visit: Visit, **shown: Any) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        service = services.service_of_id(tx, visit.id)
        user = identity.user_of_id(tx, service.user_id)
        may_call = _may_call(tx, visit, user)
        return {"service": service, "secret_text": services.secret(tx, service), "user": user, "may_call": may_call}

    return visit.page("service.html", **{"token_issued": None, **await visit.read(work), **shown})


async def _confirm(visit: Visit, title: str, text: str, button: str) -> Response:
    service = await visit.read(lambda tx: services.service_of_id(tx, visit.id))
    back = f"/launchpoint/{service.id}"
    return visit.page("confirm.html", title=title, text=text, button=button, name=service.name, back=back)
