"""A Marketo client for tests: a token with chosen permissions, JSON and form calls."""

import json
from typing import Any
from urllib.parse import urlencode

from mercat.domain.access import api_clients, users
from mercat.marketo.permissions import EVERY
from support.server import Response, Server


class MarketoClient:
    """Calls with a bearer token. `permissions` are those of the one role behind it."""

    def __init__(self, server: Server, permissions: tuple[str, ...] = EVERY, name: str = "tests") -> None:
        self.server = server
        email = f"{name}@mercat.test"

        def work(tx: Any) -> str:
            users.create_role(tx, f"role of {name}", list(permissions))
            users.create_user(tx, email, roles=[f"role of {name}"], api_only=True)
            api_clients.create_service(tx, name, email)
            return email

        self.name = name
        self.email = server.instance.write_now(work)
        self.token: str | None = self.fresh_token()

    def fresh_token(self) -> str:
        """The service's living token, or a new one if the clock went past it."""
        return self.server.instance.write_now(
            lambda tx: api_clients.issue_for(tx, api_clients.get_service(tx, self.name)).token
        )

    def get(self, path: str, **params: Any) -> Response:
        """GET with a query; lists are joined by commas, as the vendor documents."""
        return self.send("GET", path, query=_texts(params))

    def post(self, path: str, **body: Any) -> Response:
        """POST with a JSON body."""
        return self.send("POST", path, json=body)

    def form(self, path: str, **params: Any) -> Response:
        """POST with a form body; dicts become JSON text."""
        return self.send("POST", path, form=_texts(params))

    def upload(
        self,
        path: str,
        content: bytes,
        *,
        part: str = "file",
        filename: str = "rows.csv",
        mime_type: str = "",
        **params: Any,
    ) -> Response:
        """POST of a file and of texts beside it, as multipart/form-data."""
        mark = "----------mercat"
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in _texts(params)]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{part}"; filename="{filename}"\r\n'
        head += f"Content-Type: {mime_type}\r\n\r\n" if mime_type else "\r\n"
        body = "".join(parts).encode() + head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        headers = {"content-type": f"multipart/form-data; boundary={mark}"}
        return self.send("POST", path, content=body, headers=headers)

    def delete(self, path: str, **body: Any) -> Response:
        """DELETE with a JSON body."""
        return self.send("DELETE", path, json=body)

    def send(
        self,
        method: str,
        path: str,
        *,
        query: list[tuple[str, str]] | None = None,
        json: Any = None,
        form: list[tuple[str, str]] | None = None,
        content: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> Response:
        """Any request; the bearer token comes along unless the client has none."""
        sent: dict[str, str] = {}
        if json is not None:
            content, sent["content-type"] = dumps(json), "application/json"
        if form is not None:
            content, sent["content-type"] = urlencode(form).encode(), "application/x-www-form-urlencoded"
        if self.token is not None:
            sent["authorization"] = f"Bearer {self.token}"
        return self.server.call(method, path, query=query or [], headers=sent | (headers or {}), content=content)


def dumps(value: Any) -> bytes:
    return json.dumps(value).encode()


def _texts(params: dict[str, Any]) -> list[tuple[str, str]]:
    pairs = []
    for name, value in params.items():
        if isinstance(value, bool):
            text = str(value).lower()
        elif isinstance(value, list | tuple) and all(isinstance(item, str | int) for item in value):
            text = ",".join(map(str, value))
        elif isinstance(value, dict | list):
            text = json.dumps(value)
        else:
            text = str(value)
        pairs.append((name, text))
    return pairs
