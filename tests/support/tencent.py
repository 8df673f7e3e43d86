"""A Tencent Ads client for tests: an application with chosen scopes on an account; signs every call by itself."""

import itertools
import json
from typing import Any

from mercat.domain.oauth import ad_accounts, applications
from mercat.model.clock import SECOND
from mercat.store.tx import Tx
from mercat.tencent import contract
from mercat.tencent.scopes import ALL
from support.server import Response, Server

ACCOUNT_ID = 25610
_NUMBERS = itertools.count(1)


class TencentClient:
    """Calls with the three common parameters. `scopes` are what the account granted."""

    def __init__(
        self, server: Server, scopes: tuple[str, ...] = ALL, name: str = "tests", account_id: int = ACCOUNT_ID
    ) -> None:
        self.server = server
        self.account_id = account_id

        def work(tx: Tx) -> str:
            if account_id not in {account.account_id for account in ad_accounts.accounts(tx)}:
                ad_accounts.create_account(tx, f"Account {account_id}", account_id=account_id)
            application = applications.create_application(
                tx, name, scopes=list(scopes), redirect_domains=["example.com"]
            )
            return applications.issue_grant(tx, application, 1, [account_id], list(scopes)).access_token

        self.token: str = server.instance.write_now(work)

    def common(self, **others: Any) -> dict[str, Any]:
        """Token, timestamp and a nonce that was never used; None leaves one out."""
        now = self.server.instance.clock.now() // SECOND
        made = {"access_token": self.token, "timestamp": now, "nonce": f"nonce{next(_NUMBERS):027d}", **others}
        return {name: value for name, value in made.items() if value is not None}

    def get(self, path: str, **params: Any) -> Response:
        """GET of the account with JSON text in the query; the answer's types are checked against the contract."""
        sent = {"account_id": self.account_id, **params}
        pairs = [(name, _text(value)) for name, value in sent.items() if value is not None]
        return self.checked(path, self.send("GET", path, query=pairs))

    def post(self, path: str, *, headers: dict[str, str] | None = None, **body: Any) -> Response:
        """POST of the account with a JSON body."""
        document = {name: value for name, value in {"account_id": self.account_id, **body}.items() if value is not None}
        return self.checked(path, self.send("POST", path, json=document, headers=headers))

    def form(self, path: str, texts: dict[str, Any], files: dict[str, bytes]) -> Response:
        """POST of a multipart form; texts that are None are left out. An answer of 200 is checked as in `get`."""
        boundary = b"----form-boundary"
        parts = [
            b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
            % (boundary, name.encode(), str(value).encode())
            for name, value in texts.items()
            if value is not None
        ]
        for name, content in files.items():
            head = b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="a"\r\n' % (boundary, name.encode())
            parts.append(head + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
        content = b"".join([*parts, b"--%s--\r\n" % boundary])
        headers = {"content-type": f"multipart/form-data; boundary={boundary.decode()}"}
        answer = self.send("POST", path, content=content, headers=headers)
        return self.checked(path, answer) if answer.status == 200 else answer

    def send(
        self,
        method: str,
        path: str,
        *,
        query: list[tuple[str, str]] | None = None,
        json: Any = None,
        content: bytes = b"",
        headers: dict[str, str] | None = None,
        common: dict[str, Any] | None = None,
    ) -> Response:
        """Any request; `common` replaces the signing."""
        sent: dict[str, str] = {"content-type": "text/plain"} if method == "GET" else {}
        if json is not None:
            content, sent["content-type"] = dumps(json), "application/json"
        signed = self.common() if common is None else common
        pairs = [(name, str(value)) for name, value in signed.items()] + (query or [])
        return self.server.call(method, path, query=pairs, headers=sent | (headers or {}), content=content)

    def checked(self, path: str, answer: Response) -> Response:
        """The answer, once its `data` was seen to hold nothing but what the contract says, of its types."""
        document = answer.document
        if document["code"] == 0:
            endpoint = contract.endpoint(path)
            check_type(endpoint.contract, endpoint.facts.data or "map", document.get("data", {}), "data")
        return answer


def check_type(known: contract.Contract, type_name: str, value: Any, place: str) -> None:
    """Fail where a strict client would."""
    if type_name.startswith("["):
        assert isinstance(value, list), place
        for item in value:
            check_type(known, type_name[1:-1], item, f"{place}[]")
    elif type_name in known.structs:
        assert isinstance(value, dict), place
        assert set(value) <= set(known.structs[type_name]), place
        for name, item in value.items():
            check_type(known, known.structs[type_name][name], item, f"{place}.{name}")
    else:
        assert contract.is_of(type_name, value), (place, type_name, value)
        assert type_name not in known.enums or value in known.enums[type_name], (place, type_name, value)


def dumps(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
