"""A server in this process: requests go through the real ASGI application, without a socket."""

import asyncio
import json
import threading
from collections.abc import Coroutine, Iterable
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from mercat.app.http.asgi import Application
from mercat.app.instances.instance import Instance
from mercat.app.instances.registry import Registry
from support import described_answers, evidence


class Response:
    """An answer. `document` is its JSON as dicts, `result` and the like are read as attributes."""

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], content: bytes) -> None:
        self.status = status
        self.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
        self.set_cookies = [value.decode("latin-1") for name, value in headers if name == b"set-cookie"]
        self.content = content

    @property
    def document(self) -> Any:
        return json.loads(self.content)

    @property
    def codes(self) -> list[str]:
        """The codes of the response-level errors."""
        return [error["code"] for error in self.document.get("errors", [])]

    @property
    def messages(self) -> list[str]:
        return [error["message"] for error in self.document.get("errors", [])]

    def __getattr__(self, name: str) -> Any:
        document = json.loads(self.content, object_hook=lambda members: SimpleNamespace(**members))
        return getattr(document, name)

    def __repr__(self) -> str:
        return f"<{self.status} {self.content[:600].decode('utf-8', 'replace')}>"


class Server:
    """Runs the application's event loop on a thread of its own; `call` is synchronous."""

    def __init__(self, registry: Registry, **options: Any) -> None:
        self.registry = registry
        self.application = Application(registry, **options)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    @property
    def instance(self) -> Instance:
        return self.registry.default

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Iterable[tuple[str, Any]] = (),
        headers: dict[str, str] | None = None,
        content: bytes | list[bytes] = b"",
        client: str = "127.0.0.1",
    ) -> Response:
        """One request, from an address; `content` in a list arrives in these pieces."""
        return self.run(self._call(method, path, query, headers or {}, content, client))

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine on the server's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _call(
        self,
        method: str,
        path: str,
        query: Iterable[tuple[str, Any]],
        headers: dict[str, str],
        content: bytes | list[bytes],
        client: str = "127.0.0.1",
    ) -> Response:
        target, _, given = path.partition("?")
        query_string = "&".join(part for part in (given, urlencode(list(query))) if part)
        pieces = [content] if isinstance(content, bytes) else list(content)
        sent: list[Any] = []
        messages = [
            {"type": "http.request", "body": piece, "more_body": number < len(pieces) - 1}
            for number, piece in enumerate(pieces)
        ]

        answered = asyncio.Event()

        async def receive() -> Any:
            if messages:
                return messages.pop(0)
            await answered.wait()  # nobody hangs up before
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                answered.set()

        length = sum(map(len, pieces))
        given_headers = {"host": "mercat.test", **({"content-length": str(length)} if length else {}), **headers}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": target,
            "raw_path": target.encode("latin-1"),
            "root_path": "",
            "query_string": query_string.encode("latin-1"),
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in given_headers.items()],
            "server": ("mercat.test", 80),
            "client": (client, 12345),
        }
        await self.application(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in sent[1:])
        response = Response(sent[0]["status"], sent[0]["headers"], body)
        described_answers.check(*evidence.call_of(scope, b"".join(pieces)), response.status, response.headers, body)
        return response
