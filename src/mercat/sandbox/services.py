"""/sandbox/services: credentials with exactly the permissions a test wants."""

from typing import Annotated, Final

import msgspec

from mercat.domain.access import api_clients, users
from mercat.model.caller import SANDBOX
from mercat.sandbox.http import Call, Problem, answer
from mercat.store.access import credentials
from mercat.store.tx import Tx
from mercat.wire.http import Response

NAMES: Final = 200

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class NewService(msgspec.Struct, forbid_unknown_fields=True):
    """The permissions of the role behind the service, in the vendor's words; none is a choice too."""

    permissions: Annotated[list[Name], msgspec.Meta(max_length=NAMES)]


class Created(msgspec.Struct):
    """The credentials, and who they act as."""

    name: str
    user: str
    permissions: list[str]
    client_id: str
    client_secret: str


async def create(call: Call) -> Response:
    """A new API-Only user with a role of exactly these permissions, and a custom service for it."""
    permissions: dict[str, None] = {}
    for name in call.json(NewService).permissions:
        exact = call.server.permission(name)
        if exact is None:
            raise Problem(422, f"There is no permission '{name}'.")
        permissions[exact] = None
    return answer(await call.instance.write(lambda tx: _create(tx, list(permissions)), SANDBOX))


def _create(tx: Tx, permissions: list[str]) -> Created:
    word = tx.randomness.hex(12)
    name, email = f"sandbox-{word}", f"sandbox-{word}@example.com"
    role = users.create_role(tx, name, permissions, "Made by the sandbox")
    user = users.create_user(tx, email, roles=[name], first_name="Sandbox", last_name=word, api_only=True)
    service = api_clients.create_service(tx, name, email, "Made by the sandbox")
    credentials.note_passing(tx, roles=role, users=user, services=service.id)
    return Created(name, email, permissions, service.client_id, api_clients.secret(tx, service))
