"""Matching: a dict of literal paths, then a tree of segments: literal, then with a suffix (`{x}.json`), then `{x}`."""

from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar
from urllib.parse import unquote

import msgspec


class Routed(Protocol):
    """An entry of the router: an operation, or a documented operation that is not declared yet."""

    @property
    def method(self) -> str:
        """The HTTP method."""

    @property
    def path(self) -> str:
        """The documented path, with its parameters in braces."""

    @property
    def module(self) -> str:
        """The module that declares it, for the error about a duplicate."""


R = TypeVar("R", bound=Routed)


class _Node(msgspec.Struct, Generic[R]):
    literal: dict[str, "_Node[R]"] = {}
    suffixed: dict[str, "_Node[R]"] = {}  # by suffix, such as `.json`
    bare: "_Node[R] | None" = None
    leaf: "_Leaf[R] | None" = None


class _Leaf(msgspec.Struct, Generic[R]):
    names: tuple[str, ...]
    methods: dict[str, R] = {}


Found = tuple[dict[str, R], dict[str, str]]  # the operations of a path by method, and the path's parameters


class Router(Generic[R]):
    """Finds the operations of a path. Two operations with the same method and path are an error."""

    def __init__(self, operations: Iterable[R]) -> None:
        self._literal: dict[str, _Leaf[R]] = {}
        self._root: _Node[R] = _Node()
        for operation in operations:
            self.add(operation)

    def add(self, operation: R) -> None:
        """Add an operation. Raises ValueError."""
        leaf = self._leaf(operation.path)
        present = leaf.methods.get(operation.method)
        if present is not None:
            raise ValueError(f"{operation} is declared in {present.module} and in {operation.module}")
        leaf.methods[operation.method] = operation

    def find(self, path: str) -> Found[R] | None:
        """The operations of a percent-encoded path by method, and its parameters; None if no operation has the path."""
        leaf = self._literal.get(path)
        if leaf is not None:
            return leaf.methods, {}
        values: list[str] = []
        leaf = _walk(self._root, path.split("/"), 0, values)
        if leaf is None:
            return None
        return leaf.methods, dict(zip(leaf.names, values, strict=True))

    def _leaf(self, path: str) -> _Leaf[R]:
        if "{" not in path:
            return self._literal.setdefault(path, _Leaf(()))
        node = self._root
        names = []
        for segment in path.split("/"):
            if not segment.startswith("{"):
                node = node.literal.setdefault(segment, _Node())
                continue
            name, _, rest = segment[1:].partition("}")
            assert rest[:1] in ("", "."), f"{path}: a parameter fills a segment, but for a suffix such as .json"
            names.append(name)
            if rest:
                node = node.suffixed.setdefault(rest, _Node())
            else:
                node.bare = node.bare or _Node()
                node = node.bare
        if node.leaf is None:
            node.leaf = _Leaf(tuple(names))
        return node.leaf


def _walk(node: _Node[R], segments: list[str], at: int, values: list[str]) -> _Leaf[R] | None:
    if at == len(segments):
        return node.leaf
    segment = segments[at]
    following = node.literal.get(segment)
    if following is not None:
        leaf = _walk(following, segments, at + 1, values)
        if leaf is not None:
            return leaf
    for suffix, following in node.suffixed.items():
        if segment.endswith(suffix) and len(segment) > len(suffix):
            values.append(unquote(segment[: -len(suffix)]))
            leaf = _walk(following, segments, at + 1, values)
            if leaf is not None:
                return leaf
            values.pop()
    if node.bare is not None and segment:
        values.append(unquote(segment))
        leaf = _walk(node.bare, segments, at + 1, values)
        if leaf is not None:
            return leaf
        values.pop()
    return None


def normalise(path: str) -> str:
    """Resolve `.` and `..` segments as RFC 3986 does; double slashes stay (they match nothing)."""
    if "/." not in path:
        return path
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if len(segments) > 1:
                segments.pop()
        elif segment != ".":
            segments.append(segment)
    return "/".join(segments)
