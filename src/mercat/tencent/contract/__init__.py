"""What a contract file says, as types: endpoints, members and rules of one resource; read when first asked for.

A type is a word: `integer`, `number`, `string`, `boolean`, `map`, `file`, the name of a struct or an enum, or `[word]`
for a list. Rules stand by dotted path; list items are not marked in it.
"""

from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec

SCALARS: Final = frozenset({"integer", "number", "string", "boolean", "map", "file"})
PREFIX: Final = "/v3.0/"

Bounds = tuple[int | float | None, int | float | None]
Words = dict[str, str]
_ANY: Final[Bounds] = (None, None)


class Rule(msgspec.Struct, frozen=True):
    """Bounds of one member; on a list they hold for its items, but for `items`, the number of them.

    `bytes` counts UTF-8, `wide` counts two ASCII characters as one; `operators` are those that each filter field takes.
    """

    required: bool = False
    range: Bounds = _ANY
    bytes: Bounds = _ANY
    wide: Bounds = _ANY
    items: Bounds = _ANY
    default: str | None = None
    allowed: tuple[str, ...] = ()
    operators: dict[str, tuple[str, ...]] = {}


NO_RULE: Final = Rule()


class Endpoint(msgspec.Struct, frozen=True):
    """One endpoint: what it takes is in `body` (a struct), `query`, `form` or `members`; what it answers in `data`."""

    method: str
    scopes: tuple[str, ...]
    content: str | None = None
    body: str | None = None
    query: Words = {}
    form: Words = {}
    members: Words = {}
    data: str | None = None
    rules: dict[str, Rule] = {}
    filter_members: Words = {}  # filter fields that are called otherwise in the answer
    repeatable: bool = False  # takes an X-Request-Id, so that it may be sent twice
    daily_limit: bool = False  # an application's calls a day are limited as well


class Contract(msgspec.Struct, frozen=True):
    """One resource: its endpoints by action, and the structs and enums they speak of."""

    endpoints: dict[str, Endpoint]
    structs: dict[str, Words]
    enums: dict[str, tuple[str, ...]]

    def inputs(self, endpoint: Endpoint) -> Words:
        """The members that an endpoint takes."""
        return self.structs[endpoint.body] if endpoint.body else endpoint.query or endpoint.form or endpoint.members

    def answers(self, endpoint: Endpoint) -> Words:
        """The members of `data`."""
        return self.structs.get(endpoint.data or "", {})

    def item(self, endpoint: Endpoint) -> Words:
        """The members of one item of the answer: of `list` where there is one, else of `data` itself."""
        data = self.answers(endpoint)
        return self.structs.get(data.get("list", "").strip("[]"), data)


@cache
def of_resource(name: str) -> Contract:
    """The contract of a resource. Raises FileNotFoundError."""
    text = (resources.files(__name__) / f"{name}.json").read_bytes()
    return msgspec.json.decode(text, type=Contract)


def of_path(path: str) -> tuple[Contract, Endpoint]:
    """The contract that a path belongs to, and its endpoint."""
    resource, _, action = path.removeprefix(PREFIX).partition("/")
    contract = of_resource(resource)
    return contract, contract.endpoints[action]


def project(contract: Contract, word: str, value: Any) -> Any:
    """`value` cut down to what `word` may hold, or None if it is of another type: clients decode strictly."""
    if word.startswith("["):
        if not isinstance(value, list):
            return None
        return [kept for kept in (project(contract, word[1:-1], item) for item in value) if kept is not None]
    members = contract.structs.get(word)
    if members is not None:
        return select(contract, members, value) if isinstance(value, dict) else None
    return value if is_of(word, value) else None


def select(contract: Contract, members: Words, document: dict[str, Any]) -> dict[str, Any]:
    """The members of `document` that `members` knows, each of the type that it says."""
    found = {name: project(contract, word, document[name]) for name, word in members.items() if name in document}
    return {name: value for name, value in found.items() if value is not None}


def is_of(word: str, value: Any) -> bool:
    """Whether a value is of a type that is no struct and no list; every unknown word is an enum."""
    if word == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if word == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if word == "boolean":
        return isinstance(value, bool)
    if word == "map":
        return isinstance(value, dict)
    return isinstance(value, str)
