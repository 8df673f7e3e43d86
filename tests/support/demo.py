"""A server with the sandbox, as `demo` composes it; each answer of the sandbox is compared with the document."""

import json
from functools import cache
from typing import Any

import jsonschema_rs

from mercat.app.catalogue import documents
from mercat.app.catalogue.hints import hint
from mercat.app.config import Demo as Settings
from mercat.app.demo import compatibility
from mercat.app.instances.registry import Registry
from mercat.app.mail import CapturingMailer
from mercat.app.sandbox import SandboxServer, fill_access, pages
from mercat.domain.mail import outbox
from mercat.domain.mail.composing import compose
from mercat.sandbox import catalog, sample
from mercat.sandbox.openapi import statuses
from mercat.sandbox.problems import MEDIA_TYPE, TITLES
from mercat.store.tx import Tx
from mercat.wire.operation import Operation
from mercat.wire.router import Router
from support.server import Response, Server


class Demo(Server):
    """Calls of the sandbox beside those of the protocols."""

    def __init__(self, registry: Registry, powers: SandboxServer) -> None:
        super().__init__(registry, pages=pages(powers), hint=hint, prepare=powers.prepare)
        self.powers = powers

    def sandbox(self, method: str, path: str, body: Any = None, prefix: str = "", **headers: str) -> Response:
        """One call of the sandbox with a JSON body."""
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.operate(method, f"/sandbox{path}", prefix, headers=headers, content=content)

    def operate(self, method: str, path: str, prefix: str = "", **options: Any) -> Response:
        """One call of the sandbox; its answer is what the OpenAPI document says of the operation."""
        answer = self.call(method, prefix + path, **options)
        check(answer, method, path.partition("?")[0])
        return answer

    @property
    def credentials(self) -> dict[str, Any]:
        """The ready file of the server's own instance."""
        described: dict[str, Any] = self.run(self.powers.describe(self.instance.id, "http://mercat.test"))
        return described

    def token(self, credentials: dict[str, Any], prefix: str = "") -> str:
        """An access token for a client id and secret."""
        query = [(name, credentials[name]) for name in ("client_id", "client_secret")]
        answer = self.call(
            "GET", f"{prefix}/identity/oauth/token", query=[("grant_type", "client_credentials"), *query]
        )
        assert answer.status == 200, answer
        return str(answer.document["access_token"])

    def marketo(self, path: str, token: str, prefix: str = "", **headers: str) -> Response:
        """GET with a bearer token."""
        return self.call("GET", prefix + path, headers={"authorization": f"Bearer {token}", **headers})


def open_demo(registry: Registry) -> Demo:
    """A demo server over the instances of a registry."""
    for instance in registry:
        instance.compatibility = compatibility(Settings())
        instance.mailer = CapturingMailer("http://mercat.test")
    return Demo(registry, SandboxServer(registry))


def close_demo(demo: Demo) -> None:
    """End the server and let go of its templates."""
    demo.close()
    demo.powers.close()


def content(tx: Tx) -> None:
    """What the instance of a demo holds at the start."""
    sample.fill(tx)
    fill_access(tx)
    for chapter in sample.Chapter:
        sample.fill_chapter(tx, chapter)


def to_something(demo: Demo, path: str) -> str:
    """A path of the sandbox whose parameter names something that there is."""
    if path.startswith("/sandbox/instances/"):
        return path.replace("{id}", demo.sandbox("POST", "/instances", {"from": "seed"}).id)
    if path.startswith("/sandbox/mailbox/"):
        mail = compose(sender=("", "mira@example.com"), to=["ada@example.com"], subject="Hello", text="Hello")
        return path.replace("{id}", str(demo.instance.write_now(lambda tx: outbox.enqueue(tx, mail))))
    if path.startswith("/sandbox/faults/"):
        return path.replace("{id}", demo.sandbox("POST", "/faults", {"effect": {"latency_ms": 1}}).id)
    if path.startswith("/sandbox/snapshots/"):
        demo.sandbox("POST", "/snapshots", {"name": "then"})
        return path.replace("{name}", "then")
    assert "{" not in path, f"nothing is there for {path}"
    return path


def check(answer: Response, method: str, path: str) -> None:
    """A described answer of the operation, or a problem with one of its statuses; 404 and 405 where there is none."""
    entry = _router().find(path)
    operation = None if entry is None else entry[0].get(method)
    if operation is None:
        check_problem(answer, {404, 405, 403})
    elif answer.status != 200:
        check_problem(answer, set(statuses(operation)))
    else:
        content = _described(operation)["responses"]["200"]["content"]
        media_type = answer.headers["content-type"].partition(";")[0]
        assert media_type in content, answer
        if media_type == "application/json":
            _validator(operation).validate(answer.document)


def check_problem(answer: Response, allowed: set[int]) -> None:
    """A problem as RFC 9457 has it, with one of these statuses."""
    assert answer.status in allowed, answer
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert set(answer.document) == {"type", "title", "status", "detail"}
    assert (answer.document["type"], answer.document["status"]) == ("about:blank", answer.status)
    assert answer.document["title"] == TITLES[answer.status]
    assert answer.document["detail"]


@cache
def _router() -> Router[Operation]:
    return Router(catalog.operations())


@cache
def _document() -> Any:
    return documents.openapi(documents.SANDBOX)


def _described(operation: Operation) -> Any:
    return _document()["paths"][operation.path][operation.method.lower()]


@cache
def _validator(operation: Operation) -> Any:
    schema = _described(operation)["responses"]["200"]["content"]["application/json"]["schema"]
    return jsonschema_rs.Draft202012Validator({**schema, "components": _document()["components"]})
