"""Audiences for tests: made, filled with identifiers and listed through the API."""

import hashlib
import io
import zipfile
from typing import Any

from support.server import Response
from support.tencent import TencentClient

ADD, GET = "/v3.0/custom_audiences/add", "/v3.0/custom_audiences/get"
UPDATE, DELETE = "/v3.0/custom_audiences/update", "/v3.0/custom_audiences/delete"
ADD_FILE, GET_FILES = "/v3.0/custom_audience_files/add", "/v3.0/custom_audience_files/get"


def phones(first: int, count: int) -> list[str]:
    """Hashed telephone numbers, from a number on."""
    return [
        hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest() for number in range(first, first + count)
    ]


def zipped(lines: list[str], name: str = "users.txt") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, "\n".join(lines))
    return content.getvalue()


def create(client: TencentClient, name: str = "Buyers", kind: str = "CUSTOMER_FILE", **members: Any) -> int:
    answer = client.post(ADD, name=name, type=kind, **members)
    assert answer.code == 0, answer
    audience_id: int = answer.document["data"]["audience_id"]
    return audience_id


def upload(client: TencentClient, audience_id: int, lines: list[str], **members: Any) -> Response:
    return send(client, audience_id, zipped(lines), **members)


def send(client: TencentClient, audience_id: int, content: bytes | None, **members: Any) -> Response:
    texts = {"account_id": client.account_id, "audience_id": audience_id, "user_id_type": "HASH_MOBILE_PHONE"}
    return client.form(ADD_FILE, {**texts, **members}, {} if content is None else {"file": content})


def filled(client: TencentClient, name: str, first: int, count: int) -> int:
    audience_id = create(client, name)
    assert upload(client, audience_id, phones(first, count)).code == 0
    return audience_id


def listed(client: TencentClient, path: str = GET, **params: Any) -> list[dict[str, Any]]:
    client.server.instance.compatibility.fields_required = False
    answer = client.get(path, **params)
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def audience(client: TencentClient, audience_id: int) -> dict[str, Any]:
    (item,) = listed(client, audience_id=audience_id)
    return item


def combination(include: list[list[int]], exclude: list[list[int]] | None = None) -> dict[str, Any]:
    spec = {"include": [[{"audience_id": one} for one in group] for group in include]}
    if exclude:
        spec["exclude"] = [[{"audience_id": one} for one in group] for group in exclude]
    return {"combine_spec": spec}
