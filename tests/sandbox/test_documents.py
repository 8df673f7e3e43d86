"""/openapi/sandbox.json and /docs of a demo; `serve` has nothing of the sandbox."""

import re
import subprocess
import sys

from mercat.app.catalogue import documents
from mercat.sandbox.catalog import operations


def test_a_demo_serves_the_document_with_the_address_of_the_instance(demo):
    document = demo.call("GET", "/i/123-ABC-456/openapi/sandbox.json").document
    assert document.pop("servers") == [{"url": "/i/123-ABC-456"}]
    assert document == documents.openapi("sandbox")


def test_the_explorer_of_a_demo_lists_the_sandbox(demo):
    page = demo.call("GET", "/docs").content.decode()
    listed = re.findall(r'<details data-protocol="sandbox" data-method="(\w+)" data-path="([^"]+)">', page)
    assert sorted(listed) == sorted((operation.method, operation.path) for operation in operations())
    assert 'href="openapi/sandbox.json"' in page


def test_serve_has_neither_the_document_nor_the_routes(server):
    for path in ("/openapi/sandbox.json", "/sandbox", "/sandbox/clock"):
        assert server.call("GET", path).status == 404
    assert "sandbox" not in server.call("GET", "/docs").content.decode()


def test_serve_imports_nothing_of_the_sandbox():
    code = "import sys, mercat.app.serve\nprint([name for name in sys.modules if name.startswith('mercat.sandbox')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_name_in_a_path_is_decoded_once(demo):
    made = demo.sandbox("POST", "/instances", {"from": "empty"}).id
    assert demo.sandbox("DELETE", f"/instances/{made.replace('-', '%2D')}").document == {"deleted": made}
