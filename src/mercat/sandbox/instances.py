"""/sandbox/instances: throw-away instances, each as good as a server of its own."""

import re
from typing import Annotated, Final, get_args

import msgspec

from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.host import State
from mercat.sandbox.problems import Problem
from mercat.sandbox.snapshots import NAME

INSTANCES: Final = 250  # of a server; each takes about two megabytes of memory


class NewInstance(msgspec.Struct, rename={"state": "from"}, forbid_unknown_fields=True):
    """What the instance begins with: `seed`, `empty`, or the name of a snapshot of the instance that is called."""

    state: Annotated[str, msgspec.Meta(max_length=100)] = "seed"


class InstancePath(msgspec.Struct):
    """The instance that a path names."""

    id: Annotated[str, msgspec.Meta(max_length=100)]


class ConsoleAccess(msgspec.Struct, forbid_unknown_fields=True):
    """Who signs in to the console."""

    url: str
    email: str
    password: str


class MarketoAccess(msgspec.Struct, forbid_unknown_fields=True):
    """Where the Marketo API is, and a custom service that may do everything."""

    munchkin_id: str
    endpoint: str
    identity: str
    client_id: str
    client_secret: str


class TencentAccess(msgspec.Struct, forbid_unknown_fields=True):
    """Where the Tencent Ads API is, and an application that may do everything for an account."""

    base_url: str
    oauth_url: str
    client_id: int
    client_secret: str
    access_token: str
    refresh_token: str
    account_id: int


class SandboxAccess(msgspec.Struct, forbid_unknown_fields=True):
    """Where the sandbox of the instance is."""

    url: str


class CreatedInstance(msgspec.Struct, forbid_unknown_fields=True):
    """A new instance, with its addresses and credentials as a ready file has them."""

    id: str
    base_url: str
    console: ConsoleAccess
    marketo: MarketoAccess
    tencent: TencentAccess
    sandbox: SandboxAccess


class InstanceReference(msgspec.Struct):
    """An instance, where it answers, and whether it answers where no instance is named."""

    id: str
    base_url: str
    default: bool


class Instances(msgspec.Struct):
    """The server's instances, oldest first."""

    instances: list[InstanceReference]


class Deleted(msgspec.Struct):
    """The instance that is gone."""

    deleted: str


@sandbox.get("/sandbox/instances")
async def list_instances(call: Call) -> Instances:
    """The server's instances, oldest first."""
    return Instances([_reference(call, instance_id) for instance_id in call.server.ids()])


@sandbox.post("/sandbox/instances", example={"from": "seed"}, refuses=(409,))
async def create_instance(call: Call, body: NewInstance) -> CreatedInstance:
    """Another instance, for a test of its own; answers its addresses and credentials, as a ready file has them."""
    if len(call.server.ids()) >= INSTANCES:
        raise Problem(409, f"A server holds {INSTANCES} instances; delete one first.")
    instance_id = await _made(call, body.state)
    access = await call.server.describe(instance_id, _address(call, instance_id))
    return msgspec.convert({"id": instance_id, **access}, CreatedInstance)


@sandbox.delete("/sandbox/instances/{id}", refuses=(409,))
async def delete_instance(call: Call, path: InstancePath) -> Deleted:
    """End an instance, its tokens with it."""
    if path.id not in call.server.ids():
        raise Problem(404, f"There is no instance {path.id}. GET /sandbox/instances lists them.")
    if path.id == call.server.default_id:
        raise Problem(409, "The server's own instance stays.")
    await call.server.delete(path.id)
    return Deleted(path.id)


async def _made(call: Call, state: str) -> str:
    """Create an instance in a state; its id."""
    for content in get_args(State):
        if state == content:
            return await call.server.create(content)
    if not re.fullmatch(NAME, state) or call.server.snapshots.find(call.host, state) is None:
        raise Problem(422, f"`from` is `seed`, `empty`, or the name of a snapshot; there is no snapshot {state}.")
    return await call.server.copy(call.host, state)


def _reference(call: Call, instance_id: str) -> InstanceReference:
    return InstanceReference(instance_id, _address(call, instance_id), instance_id == call.server.default_id)


def _address(call: Call, instance_id: str) -> str:
    """The address of any instance of this server, whichever one the request chose."""
    return f"{call.base_url.partition('/i/')[0]}/i/{instance_id}"
