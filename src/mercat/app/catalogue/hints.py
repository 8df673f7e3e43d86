"""Hints about calls that no operation answers: a documented operation that is not implemented, or a similar path."""

import functools
from typing import Final

from mercat.app.catalogue import coverage
from mercat.app.catalogue.coverage import Row
from mercat.wire.http import Request
from mercat.wire.router import Router, normalise

NOT_BUILT: Final = "documented, not built yet"
LIKENESS: Final = 0.8  # between a path and the one in the hint; 1 means equal
PATH_LENGTH: Final = 200  # characters of a path that are compared


def hint(protocol: str, request: Request) -> str:
    """One line about a call that no operation answered; empty if there is nothing to say."""
    return _hint(protocol, request.method, normalise(request.path)[:PATH_LENGTH])


@functools.lru_cache(maxsize=1_000)
def _hint(protocol: str, method: str, path: str) -> str:
    everything = _router(protocol)
    match = everything.find(path)
    if match is None:
        near = _nearest(protocol, path)
        return f"did you mean {near}?" if near else "no documented path is like this one"
    methods = match[0]
    row = methods.get(method)
    if row is None:
        return f"this path takes {', '.join(sorted(methods))}"
    return "" if row.built else f"{NOT_BUILT}: {row}"


def _nearest(protocol: str, path: str) -> str:
    """The most similar path of an operation, with a note if it is not implemented; empty if none is similar."""
    from difflib import get_close_matches

    shapes: dict[str, Row] = {}
    for row in coverage.rows(protocol):
        shapes.setdefault(_filled(row.path, path), row)
    near = get_close_matches(path, shapes, n=1, cutoff=LIKENESS)
    if not near:
        return ""
    row = shapes[near[0]]
    return row.path if row.built else f"{row.path} ({NOT_BUILT})"


def _filled(template: str, path: str) -> str:
    """The template with its parameters filled from the path, so that they do not lower the likeness."""
    segments = template.split("/")
    given = path.split("/")
    for number, segment in enumerate(segments):
        if segment.startswith("{") and number < len(given) and given[number]:
            suffix = segment.partition("}")[2]
            segments[number] = given[number].removesuffix(suffix) + suffix
    return "/".join(segments)


@functools.cache
def _router(protocol: str) -> Router[Row]:
    return Router(coverage.rows(protocol))
