"""All operations at once: what the sweeps are parametrised with, and calls that fit any operation."""

import os
import re
from typing import Any, Final

from hypothesis import HealthCheck, Phase, settings

from mercat.app.catalogue import coverage
from mercat.marketo.permissions import EVERY, Permission
from mercat.wire.operation import PUBLIC, Operation
from support.databases import INSTANCE_ID
from support.marketo import MarketoClient, dumps
from support.server import Response, Server

MARKETO: Final = coverage.declared("marketo")
PROTECTED: Final = [operation for operation in MARKETO if operation.needs is not PUBLIC]
PERMITTED: Final = [operation for operation in PROTECTED if operation.needs]
WITH_BODY: Final = [operation for operation in MARKETO if "body" in operation.sources]
WRITING: Final = [operation for operation in MARKETO if operation.method == "POST"]
TENCENT: Final = coverage.declared("tencent")
SIGNED: Final = [operation for operation in TENCENT if operation.needs is not PUBLIC]
SCOPED: Final = [operation for operation in SIGNED if operation.needs]
ASSET_PREFIX: Final = "/rest/asset/"
INGESTION_PREFIX: Final = "/subscriptions/"
USERS_PREFIX: Final = "/userservice/"
IDENTITY_PREFIX: Final = "/identity/"
EXAMPLES: Final = int(os.environ.get("MERCAT_FUZZ_EXAMPLES", "4"))

# How generated cases are run: few, and always the same.
bounded = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def name_of(thing: Any) -> str:
    """How a sweep calls its case."""
    return str(thing)


def filled(path: str) -> str:
    """A path whose parameters have values that fit everywhere."""
    return re.sub(r"\{([^}]*)\}", lambda found: INSTANCE_ID if found[1] == "munchkinId" else "1", path)


def call(client: MarketoClient, operation: Operation, **options: Any) -> Response:
    """The operation with as little as it takes: an empty JSON object where it reads JSON, else nothing."""
    headers: dict[str, str] = dict(options.pop("headers", {}))
    content = options.pop("content", b"{}" if "body" in operation.sources else b"")
    if "body" in operation.sources:
        headers.setdefault("content-type", "application/json")
    headers = own_token(client, operation) | headers
    return client.send(operation.method, filled(operation.path), content=content, headers=headers, **options)


def own_token(client: MarketoClient, operation: Operation) -> dict[str, str]:
    """The header that data ingestion takes its token in, if that is what is called."""
    ingests = operation.path.startswith(INGESTION_PREFIX) and client.token is not None
    return {"x-mkto-user-token": str(client.token)} if ingests else {}


class Callers:
    """Clients of one server, made when first asked for: with exactly some permissions, or with none."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._made: dict[frozenset[str], MarketoClient] = {}

    def holding(self, *permissions: str) -> MarketoClient:
        """A client whose role grants exactly these."""
        wanted = frozenset(part for name in permissions for part in name.split(" and "))
        if wanted not in self._made:
            self._made[wanted] = MarketoClient(self.server, tuple(wanted), f"caller{len(self._made)}")
        return self._made[wanted]

    def lacking(self, *permissions: str) -> MarketoClient:
        """A client with every permission but these, and but those that include them."""
        permissions = tuple(part for name in permissions for part in name.split(" and "))
        broader = {name.replace("Read-Only ", "Read-Write ", 1) for name in permissions}
        return self.holding(*(set(EVERY) - set(permissions) - broader))

    @property
    def everything(self) -> MarketoClient:
        """A client that may do everything."""
        return self.holding(*EVERY)

    @property
    def stranger(self) -> MarketoClient:
        """A client without a token."""
        client = MarketoClient.__new__(MarketoClient)
        client.server, client.token = self.server, None
        return client


__all__ = ["EVERY", "Callers", "Permission", "call", "dumps", "filled"]
