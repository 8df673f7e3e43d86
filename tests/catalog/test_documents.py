"""The generated documents are up to date, well formed, and agree with the vendor's but for a list of reasons."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mercat.app.catalogue import coverage, documents
from mercat.app.catalogue.coverage import Grade
from support import vendor
from support.catalog import MARKETO

DOCS = Path(__file__).resolve().parents[2] / "docs"
PROTOCOLS = [protocol for protocol in coverage.PROTOCOLS if coverage.declared(protocol)]

# The pages of the vendor's guide that operations refer to.
PAGES = {
    "activities", "authentication", "bulk-activity-extract", "bulk-custom-object-extract", "bulk-custom-object-import",
    "bulk-extract", "bulk-import", "bulk-lead-extract", "bulk-lead-import", "bulk-program-member-extract",
    "bulk-program-member-import", "channels", "companies", "custom-objects", "data-ingestion", "dynamic-content",
    "email-templates", "email-templates-new", "emails", "emails-new", "files", "folders", "forms", "fragments",
    "landing-page-redirect-rules", "landing-page-templates", "landing-pages", "leads", "list-membership",
    "named-account-lists", "named-accounts", "opportunities", "opportunity-roles", "paging-tokens", "program-members",
    "programs", "sales-persons", "smart-campaigns", "smart-lists", "snippets", "static-lists", "tags", "tokens",
    "transactional-email", "usage", "user-management",
}  # fmt: skip


def test_the_generated_documents_are_up_to_date() -> None:
    assert documents.stale(DOCS) == [], "run `make docs` and commit what it writes"


def test_a_changed_document_is_noticed_and_written_anew(tmp_path: Path) -> None:
    documents.write(tmp_path)
    assert documents.main([str(tmp_path), "--check"]) == 0
    (tmp_path / "operations.txt").write_text("GET  /nothing")
    assert documents.stale(tmp_path) == ["operations.txt"]
    assert documents.main([str(tmp_path), "--check"]) == 1
    assert documents.main([str(tmp_path)]) == 0
    assert documents.stale(tmp_path) == []


def test_operations_lists_each_declared_operation_in_one_line() -> None:
    lines = documents.operations_text().splitlines()
    declared = [operation for protocol in coverage.PROTOCOLS for operation in coverage.declared(protocol)]
    assert Counter(tuple(line.split()[:2]) for line in lines) == Counter((op.method, op.path) for op in declared)


def test_coverage_counts_every_documented_operation() -> None:
    for protocol, total in (("marketo", 367), ("tencent", 363)):
        rows = coverage.rows(protocol)
        assert sum(coverage.counts(row for row in rows if row.documented).values()) == total
        declared = {str(operation) for operation in coverage.declared(protocol)}
        assert {str(row) for row in rows if row.grade > Grade.ROUTED} == declared


def test_routes_find_a_word_in_path_permission_or_file() -> None:
    assert {row.path for row in coverage.routes("OAUTH/TOKEN")} >= {"/identity/oauth/token"}
    assert coverage.routes("no such word anywhere") == []


@pytest.mark.parametrize("protocol", [*PROTOCOLS, documents.SANDBOX])
def test_the_openapi_document_is_whole(protocol: str) -> None:
    document = documents.openapi(protocol)
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    ids = Counter(operation["operationId"] for operation in operations)
    assert [name for name, count in ids.items() if count > 1] == []
    assert {reference.rpartition("/")[2] for reference in _references(document)} <= set(
        document["components"]["schemas"]
    )
    for path, methods in document["paths"].items():
        for operation in methods.values():
            named = [entry["name"] for entry in operation.get("parameters", []) if entry["in"] == "path"]
            assert named == re.findall(r"{([^}]*)}", path)
            assert operation["summary"].endswith((".", ":", "…")), f"{path}: the handler's first line is a sentence"


@pytest.mark.parametrize("operation", MARKETO, ids=str)
def test_an_operation_names_its_page_of_the_guide(operation: Any) -> None:
    page = operation.docs.partition("#")[0].rpartition("/")[2]
    assert page in PAGES


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_inputs_agree_with_the_vendors_document_but_for_the_list(protocol: str) -> None:
    listed = {name: set(found) for name, found in vendor.known(protocol).differences.items()}
    assert vendor.differences(protocol) == listed


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_known_difference_has_its_reason(protocol: str) -> None:
    listed = vendor.known(protocol)
    used = {key for found in listed.differences.values() for key in found.values()}
    assert used == set(listed.reasons)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_declared_operation_is_compared(protocol: str) -> None:
    documented = {str(entry) for entry in coverage.documented(protocol)}
    assert documented == set(vendor.vendor(protocol))
    declared = {str(operation) for operation in coverage.declared(protocol)}
    assert declared & documented == set(vendor.ours(protocol)) & documented


@pytest.mark.parametrize("protocol", [*PROTOCOLS, documents.SANDBOX])
def test_the_committed_document_is_the_one_that_is_served(protocol: str) -> None:
    assert json.loads((DOCS / "openapi" / f"{protocol}.json").read_bytes()) == documents.openapi(protocol)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, member in value.items():
            if key == "$ref":
                yield member
            else:
                yield from _references(member)
    elif isinstance(value, list):
        for member in value:
            yield from _references(member)
