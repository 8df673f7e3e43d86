"""What the vendors document, what is declared, and what answers where nothing is declared yet."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mercat.app.catalogue import coverage
from support.catalog import MARKETO, Callers

SPEC = Path(__file__).resolve().parents[2].parent / "shared" / "spec"

# Declared although no OpenAPI file lists it: it stands on a page of the guide, or a client needs it.
BEYOND = {
    "POST /oauth/authorize": "the consent page sends its form to itself",
    "GET /v3.0/previews/{name}": "where preview URLs lead; the vendor keeps the files of materials on other hosts",
    "GET /v3.0/preview_pages/{name}": "where links to previews lead; the vendor's pages are on other hosts",
    "GET /v3.0/preview_pages/{name}/qrcode": "the QR code of such a link",
    "GET /v3.0/template_pictures/{name}": "pictures of templates; the vendor keeps them on other hosts",
    "DELETE /rest/v1/leads.json": "a published client deletes people so, beside POST …/delete.json",
    "GET /rest/asset/v1/emailTemplate/{id}/content.json": "the guide's table of endpoints has it so, beside …/content",
    "POST /rest/asset/v1/form/{id}/unapprove.json": "the page of forms tells of it, and a published client calls it",
    "POST /rest/asset/v1/program/{id}/tag/{tagType}.json": "stands on the page of programs alone",
    "POST /rest/asset/v1/program/{id}/tag/{tagType}/delete.json": "stands on the page of programs alone",
}


def test_every_documented_operation_is_known_once() -> None:
    assert len(coverage.documented("marketo")) == 367
    assert len(coverage.documented("tencent")) == 363
    for protocol in coverage.PROTOCOLS:
        counted = Counter(str(entry) for entry in coverage.documented(protocol))
        assert [name for name, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("protocol", coverage.PROTOCOLS)
def test_every_documented_operation_is_declared(protocol: str) -> None:
    declared = {str(operation) for operation in coverage.declared(protocol)}
    assert {str(entry) for entry in coverage.documented(protocol)} - declared == set()


def test_every_declared_operation_is_documented_or_stands_in_the_list() -> None:
    listed = {str(entry) for protocol in coverage.PROTOCOLS for entry in coverage.documented(protocol)}
    declared = {str(operation) for protocol in coverage.PROTOCOLS for operation in coverage.declared(protocol)}
    assert declared - listed <= set(BEYOND)


def test_a_marketo_operation_has_the_vendors_operation_id() -> None:
    ids = {str(entry): entry.id for entry in coverage.documented("marketo")}
    wrong = {
        str(operation): operation.id for operation in MARKETO if operation.id != ids.get(str(operation), operation.id)
    }
    assert wrong == {}


@pytest.mark.parametrize("path", ["/rest/v1/nonsense.json", "/rest/asset/v1/nonsense.json", "/bulk/v1/nonsense.json"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_path_that_nobody_documents_is_not_found(method: str, path: str, callers: Callers) -> None:
    answer = callers.everything.send(method, path)
    assert (answer.status, answer.codes, answer.messages) == (200, ["610"], ["Requested resource not found"])


@pytest.mark.skipif(not SPEC.is_dir(), reason="the vendors' OpenAPI files are not beside this project")
def test_the_marketo_list_is_what_the_openapi_files_say() -> None:
    found: list[tuple[str, str, str, str]] = []
    for place in sorted(SPEC.glob("marketo/swagger-*.json")):
        for path, operations in json.loads(place.read_text())["paths"].items():
            for method, operation in operations.items():
                if method in ("get", "post", "put", "patch", "delete"):
                    found.append((method.upper(), path, operation["operationId"], _sentence(operation)))
    listed = [(e.method, e.path, e.id, e.permission) for e in coverage.documented("marketo")]
    unnamed = {row[:3] for row in found if not row[3]}  # their permission stands in the endpoint reference alone
    assert sorted(row for row in found if row[3]) == sorted(row for row in listed if row[:3] not in unnamed)
    assert unnamed <= {row[:3] for row in listed}


@pytest.mark.skipif(not SPEC.is_dir(), reason="the extracted contract is not beside this project")
def test_the_tencent_list_is_what_the_extracted_contract_says() -> None:
    endpoints: dict[str, Any] = json.loads((SPEC / "tencent" / "v3.json").read_text())["endpoints"]
    found = {
        (end["method"], f"/{name}" if end["family"] == "oauth" else f"/v3.0/{name}"): end
        for name, end in endpoints.items()
    }
    listed = {(entry.method, entry.path): entry.scopes for entry in coverage.documented("tencent")}
    assert listed == {key: () if end["family"] == "oauth" else tuple(end["scope"]) for key, end in found.items()}


def _sentence(operation: dict[str, Any]) -> str:
    found = re.search(r"[Rr]equired [Pp]ermissions?:?\s*(.*)", operation.get("description", ""))
    return found[1].partition("<br")[0].replace("`", "").strip().rstrip(".") if found else ""
