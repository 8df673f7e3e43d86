"""The router finds what a plain matcher finds, for every path of both vendors and for paths that nobody has."""

import re
from urllib.parse import quote, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mercat.app.catalogue import coverage
from mercat.wire.operation import Limits, Operation
from mercat.wire.router import Router, normalise

Found = tuple[str, dict[str, str]] | None


def operation(method: str, path: str) -> Operation:
    """A declaration that does nothing."""
    return Operation("test", method, path, path, (), "", lambda call: [], Limits(), True, False, __name__)


PATHS = sorted({entry.path for protocol in coverage.PROTOCOLS for entry in coverage.documented(protocol)})
ROUTER = Router([operation("GET", path) for path in PATHS])
PATTERNS = {path: re.compile(re.sub(r"\\{[^}]*\\}", "([^/]+)", re.escape(path)), re.DOTALL) for path in PATHS}
SEGMENTS = sorted({part for path in PATHS for part in path.split("/") if part and "{" not in part})


def matched(path: str) -> Found:
    """The path template that the router picks, with the parameters."""
    found = ROUTER.find(path)
    return (found[0]["GET"].path, found[1]) if found else None


def naive(path: str) -> Found:
    """Every template is tried; of those that fit, the one whose segments are literal earliest wins."""
    fitting = []
    for template, pattern in PATTERNS.items():
        match = pattern.fullmatch(path)
        if match:
            names = re.findall(r"{([^}]*)}", template)
            rank = [0 if "{" not in part else 1 if part.endswith(".json") else 2 for part in template.split("/")]
            fitting.append((rank, template, dict(zip(names, map(unquote, match.groups()), strict=True))))
    return min(fitting)[1:] if fitting else None  # type: ignore[return-value]


@pytest.mark.parametrize("path", PATHS)
def test_every_documented_path_is_found_with_its_parameters(path: str) -> None:
    names = re.findall(r"{([^}]*)}", path)
    filled = path
    for number, name in enumerate(names):
        filled = filled.replace(f"{{{name}}}", f"7{number}")
    assert matched(filled) == (path, {name: f"7{number}" for number, name in enumerate(names)})


segment = st.sampled_from(SEGMENTS) | st.text(min_size=1, max_size=8).map(lambda text: quote(text, safe=""))
likely = st.sampled_from(PATHS).flatmap(
    lambda path: st.lists(segment, min_size=path.count("{"), max_size=path.count("{")).map(
        lambda values: re.sub(r"{[^}]*}", lambda _: values.pop(), path)
    )
)
unlikely = st.lists(segment | st.just(""), max_size=8).map(lambda parts: "/" + "/".join(parts))
mixed = st.builds(lambda path, cut, more: path[:cut] + more, likely, st.integers(1, 60), segment | st.just(""))


@settings(max_examples=600, derandomize=True, database=None, deadline=None)
@given(path=likely | unlikely | mixed)
def test_the_router_agrees_with_trying_every_path(path: str) -> None:
    assert matched(path) == naive(path)


@given(path=likely | unlikely | mixed)
@settings(max_examples=200, derandomize=True, database=None, deadline=None)
def test_normalising_twice_is_normalising_once_and_leaves_no_dots(path: str) -> None:
    once = normalise(path)
    assert normalise(once) == once
    assert not {".", ".."} & set(once.split("/"))


def test_dots_lead_where_they_point_and_never_above_the_root() -> None:
    assert normalise("/rest/../bulk/v1/leads.json") == "/bulk/v1/leads.json"
    assert normalise("/../../etc/passwd") == "/etc/passwd"
    assert normalise("/rest/v1/./leads.json") == "/rest/v1/leads.json"
    assert normalise("/rest//v1/leads.json") == "/rest//v1/leads.json"


def test_a_literal_wins_over_a_parameter_whatever_came_first() -> None:
    for paths in (["/a/{id}.json", "/a/b.json", "/a/{id}"], ["/a/{id}", "/a/b.json", "/a/{id}.json"]):
        router = Router([operation("GET", path) for path in paths])
        found = [router.find(path) for path in ("/a/b.json", "/a/c.json", "/a/c", "/a/", "/a", "/a/.json")]
        assert [hit and (hit[0]["GET"].path, hit[1]) for hit in found] == [
            ("/a/b.json", {}),
            ("/a/{id}.json", {"id": "c"}),
            ("/a/{id}", {"id": "c"}),
            None,
            None,
            ("/a/{id}", {"id": ".json"}),
        ]


def test_a_parameter_may_have_several_suffixes() -> None:
    router = Router([operation("GET", path) for path in ("/a/{id}", "/a/{id}.eml", "/a/{name}.json")])
    hits = [router.find(path) for path in ("/a/1.eml", "/a/1.json", "/a/1.eml.json", "/a/1.txt", "/a/.eml")]
    assert [hit and (hit[0]["GET"].path, hit[1]) for hit in hits] == [
        ("/a/{id}.eml", {"id": "1"}),
        ("/a/{name}.json", {"name": "1"}),
        ("/a/{name}.json", {"name": "1.eml"}),
        ("/a/{id}", {"id": "1.txt"}),
        ("/a/{id}", {"id": ".eml"}),
    ]


def test_the_same_method_and_path_twice_stops_the_start_and_names_both() -> None:
    with pytest.raises(ValueError, match=r"GET /a/\{x\} is declared in .*test_router and in .*test_router"):
        Router([operation("GET", "/a/{x}"), operation("GET", "/a/{x}")])
