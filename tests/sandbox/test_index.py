"""/sandbox: what there is, and how to call it."""

import json
import shlex
from urllib.parse import urlsplit

from mercat.sandbox.catalog import operations
from support.demo import to_something


def test_every_route_is_listed(demo):
    answer = demo.sandbox("GET", "")
    assert answer.status == 200
    assert [(route.method, route.path, route.does) for route in answer.routes] == [
        (operation.method, operation.path, operation.summary) for operation in operations()
    ]


def test_every_example_works_as_it_stands(demo):
    for route in demo.sandbox("GET", "").routes:
        program, _, method, url, *rest = shlex.split(route.example)
        assert (program, method) == ("curl", route.method)
        target = urlsplit(url)
        assert url.startswith("http://mercat.test/sandbox")
        content = rest[1].encode() if rest else b""
        answer = demo.call(method, f"{to_something(demo, target.path)}?{target.query}", content=content)
        assert answer.status in (200, 201, 204), (route, answer)
        assert not rest or json.loads(rest[1])


def test_a_path_that_is_not_there_lists_those_that_are(demo):
    answer = demo.sandbox("GET", "/clocks")
    assert answer.status == 404
    for operation in operations():
        assert operation.path in answer.detail
