"""/sandbox: what there is, and how to call it."""

import json
import shlex
from pathlib import Path
from urllib.parse import urlsplit

from mercat.sandbox.catalog import operations
from support.demo import to_something


def test_every_route_is_listed(demo):
    answer = demo.sandbox("GET", "")
    assert answer.status == 200
    assert [(route.method, route.path, route.does) for route in answer.routes] == [
        (operation.method, operation.path, operation.summary) for operation in operations()
    ]


def test_every_example_works_as_it_stands(demo, backend):
    for route in demo.sandbox("GET", "").routes:
        if backend == "postgresql" and "/snapshots" in route.path:
            continue  # snapshots are of databases in a file
        program, _, method, url, *rest = shlex.split(route.example)
        assert (program, method) == ("curl", route.method)
        target = urlsplit(url)
        assert url.startswith("http://mercat.test/sandbox")
        path, content = to_something(demo, target.path), rest[1].encode() if rest else b""
        if content == b"@FILE":
            content = demo.sandbox("GET", f"{path.removeprefix('/sandbox')}/file").content
        else:
            assert not rest or json.loads(content)
        answer = demo.call(method, f"{path}?{target.query}", content=content)
        assert answer.status in (200, 201, 204), (route, answer)


def test_the_page_shows_these_lines(demo):
    page = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text()
    block = page.partition("## A call of each route")[2].partition("```console\n")[2].partition("```")[0]
    shown = [shlex.split(line.removeprefix("$ ")) for line in block.splitlines()]
    assert shown == [
        shlex.split(route.example.replace("http://mercat.test", "$URL")) for route in demo.sandbox("GET", "").routes
    ]


def test_a_path_that_is_not_there_lists_those_that_are(demo):
    answer = demo.sandbox("GET", "/clocks")
    assert answer.status == 404
    for operation in operations():
        assert operation.path in answer.detail
