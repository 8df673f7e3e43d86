"""/sandbox/services: credentials with exactly the permissions a test wants."""

from typing import Annotated, Final

import msgspec

from mercat.domain.access import api_clients, temporary_services
from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.problems import Problem

NAMES: Final = 200

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class NewService(msgspec.Struct, forbid_unknown_fields=True):
    """The permissions of the role behind the service, in the vendor's words; none is a choice too."""

    permissions: Annotated[list[Name], msgspec.Meta(max_length=NAMES)]


class CreatedService(msgspec.Struct):
    """The credentials, and who they act as."""

    name: str
    user: str
    permissions: list[str]
    client_id: str
    client_secret: str


@sandbox.post("/sandbox/services", example={"permissions": ["Read-Only Lead"]})
def create_service(call: Call, body: NewService) -> CreatedService:
    """Credentials of exactly these permissions: a new API-Only user with one role, and a custom service for it."""
    permissions = list(dict.fromkeys(_exact(call, name) for name in body.permissions))
    service, user = temporary_services.create(call.tx, permissions)
    secret = api_clients.secret(call.tx, service)
    return CreatedService(service.name, user, permissions, service.client_id, secret)


def _exact(call: Call, name: str) -> str:
    """The one spelling of a permission."""
    exact = call.server.permission(name)
    if exact is None:
        raise Problem(422, f"There is no permission {name}. There are {', '.join(call.server.permissions())}.")
    return exact
