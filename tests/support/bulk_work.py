"""Bulk work for pages to show."""

import json
import urllib.request
from typing import Any

from support.running import Running


def order_bulk_work(demo: Running) -> None:
    """An import that is done in part, and an extract that waits for its order."""
    head = '--x\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n\r\n'
    body = f"{head}email,leadScore\nada@a.test,3\nbob@a.test,lots\n\r\n--x--\r\n".encode()
    chosen = {"createdAt": {"startAt": "2026-01-01T00:00:00Z", "endAt": "2026-01-31T00:00:00Z"}}
    extract = json.dumps({"fields": ["id", "email"], "filter": chosen}).encode()
    send(demo, "/bulk/v1/leads.json?format=csv", "multipart/form-data; boundary=x", body)
    send(demo, "/bulk/v1/leads/export/create.json", "application/json", extract)


def send(demo: Running, path: str, kind: str, content: bytes) -> Any:
    """What a POST to the Marketo API answers."""
    headers = {"Authorization": f"Bearer {demo.token()}", "Content-Type": kind}
    request = urllib.request.Request(demo.url(path), content, headers, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        document = json.load(answer)
    assert document["success"] is True, document
    return document["result"]
