"""The contract files as types: endpoints, members and rules. A file is read when its resource is first called.

A file holds one resource; `common.json` holds the structs and enums that several resources use. A type is written as
its name: `integer`, `number`, `string`, `boolean`, `map`, `file`, a struct's or an enum's name, or `[type]` for a list.
A rule's key is the dotted path of its member; the path does not mark list items.
"""

from functools import cache, cached_property
from importlib import resources
from typing import Any, Final

import msgspec

SCALARS: Final = frozenset({"integer", "number", "string", "boolean", "map", "file"})
PREFIX: Final = "/v3.0/"
COMMON: Final = "common"
OWNERS: Final = ("account_id", "organization_id")

Bounds = tuple[int | float | None, int | float | None]
Fields = dict[str, str]  # name of a member -> name of its type
_ANY: Final[Bounds] = (None, None)


class Rule(msgspec.Struct, frozen=True):
    """The bounds of one member. On a list they hold for each item, except `items`, which bounds the number of items.

    `bytes` counts bytes of UTF-8; `wide` counts two ASCII characters as one, and `characters` each as one. `operators`
    lists those of a filter field.
    `places` is the most decimal places of a number; without it, a number has as many as its minimum.
    """

    required: bool = False
    range: Bounds = _ANY
    bytes: Bounds = _ANY
    wide: Bounds = _ANY
    characters: Bounds = _ANY
    items: Bounds = _ANY
    default: str | None = None
    allowed: tuple[str, ...] = ()
    operators: dict[str, tuple[str, ...]] = {}
    places: int | None = None


NO_RULE: Final = Rule()


class EndpointFacts(msgspec.Struct, frozen=True):
    """One endpoint as its file has it. It takes `body` (a struct), `query`, `form` or `members`; it answers `data`.

    `like` names an endpoint of the same resource whose rules hold here too, unless `rules` says otherwise. A top-level
    member that is required there is required here only if `rules` says so.
    """

    content: str | None = None
    body: str | None = None
    query: Fields = {}
    form: Fields = {}
    members: Fields = {}
    data: str | None = None
    like: str | None = None
    rules: dict[str, Rule] = {}
    filter_members: Fields = {}  # filter field -> member of the answer, where their names differ
    repeatable: bool = False  # takes an X-Request-Id, so that a client may send it again safely
    daily_limit: bool = False  # has a daily limit for each application as well
    whole: bool = False  # answers one object, whose lists are members like others: `fields` names its members
    signed_in_headers: bool = False  # takes the common parameters as headers as well


class Contract(msgspec.Struct, frozen=True):
    """One resource: its endpoints by action, their structs and enums, and `key`, the name of the member with the id.

    `beside` are members of structs that the pages have, and the SDKs do not.
    """

    endpoints: dict[str, EndpointFacts] = {}
    structs: dict[str, Fields] = {}
    beside: dict[str, Fields] = {}
    enums: dict[str, tuple[str, ...]] = {}
    key: str = ""

    def rules(self, action: str) -> dict[str, Rule]:
        """The rules of an endpoint by dotted path, including those of the endpoint that `like` names."""
        facts = self.endpoints[action]
        if facts.like is None:
            return facts.rules
        inherited = {
            path: rule if "." in path or not rule.required else msgspec.structs.replace(rule, required=False)
            for path, rule in self.rules(facts.like).items()
        }
        return inherited | facts.rules


class Member:
    """One member at its place in a call: its type, its rule, and the members of its struct, read when needed."""

    __slots__ = ("_below", "_endpoint", "choices", "is_struct", "item", "name", "place", "rule", "type")

    def __init__(self, endpoint: "Endpoint", name: str, type_name: str, place: str) -> None:
        self._endpoint = endpoint
        self._below: tuple[Member, ...] | None = None
        self.name = name
        self.type = type_name
        self.place = place
        self.rule = endpoint.rules.get(place, NO_RULE)
        self.choices = self.rule.allowed or endpoint.contract.enums.get(type_name, ())
        self.is_struct = type_name in endpoint.contract.structs
        self.item = Member(endpoint, name, type_name[1:-1], place) if type_name.startswith("[") else None

    @property
    def below(self) -> "tuple[Member, ...]":
        """The members of a struct."""
        if self._below is None:
            fields = self._endpoint.contract.structs[self.type]
            self._below = tuple(
                Member(self._endpoint, name, type_name, f"{self.place}.{name}") for name, type_name in fields.items()
            )
        return self._below


class Endpoint:
    """One endpoint with everything that a call needs to know of it. It is built once."""

    def __init__(self, contract: Contract, action: str) -> None:
        facts = contract.endpoints[action]
        structs = contract.structs
        self.contract = contract
        self.facts = facts
        self.rules = contract.rules(action)
        self.inputs: Fields = structs[facts.body] if facts.body else facts.query or facts.form or facts.members
        self.data: Fields = structs.get(facts.data or "", {})
        lists = [name for name, kind in self.data.items() if kind.startswith("[")]
        self.list_name = next((name for name in lists if self.data[name][1:-1] in structs), (*lists, "list")[0])
        items = "" if facts.whole else self.data.get(self.list_name, "")
        self.item: Fields = structs.get(items.strip("[]"), self.data)
        kinds = {name: kind[1:-1] for name, kind in self.data.items() if kind.startswith("[") and not facts.whole}
        self.lists: dict[str, Fields] = {name: structs[kind] for name, kind in kinds.items() if kind in structs}
        self.owners = tuple(name for name in OWNERS if name in self.inputs)

    @cached_property
    def answers(self) -> Fields:
        """The members that `fields` may name: those of an item; of an object that has lists, its own ones too."""
        members = {} if self.list_name == "list" else dict(self.data)
        for fields in (self.item, *self.lists.values()):
            members |= fields
        return members

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """The members that the endpoint takes."""
        return tuple(Member(self, name, kind, name) for name, kind in self.inputs.items())

    @cached_property
    def defaults(self) -> dict[str, int]:
        """The default values of integer members that a call may leave out."""
        return {
            name: int(rule.default)
            for name, rule in self.rules.items()
            if rule.default is not None and self.inputs.get(name) == "integer"
        }

    @cached_property
    def operators(self) -> dict[str, tuple[str, ...]]:
        """The operators that each filter field takes."""
        return self.rules.get("filtering.operator", NO_RULE).operators

    @cached_property
    def filter_fields(self) -> Fields:
        """The members by which objects can be filtered: those that are answered, and those that `add` takes."""
        settable = Endpoint(self.contract, "add").inputs if "add" in self.contract.endpoints else self.inputs
        return {**settable, **self.item}

    def filter_choices(self, field: str) -> tuple[str, ...]:
        """The values of a filter field whose member is of an enum; none for other fields."""
        kind = self.filter_fields.get(self.facts.filter_members.get(field, field), "")
        return self.contract.enums.get(kind.strip("[]"), ())

    @cached_property
    def rows(self) -> tuple[str, Fields]:
        """The name of the list that a batch takes, and the members of one row."""
        structs = self.contract.structs
        return next((name, structs[kind[1:-1]]) for name, kind in self.inputs.items() if kind[1:-1] in structs)

    def project(self, name: str, value: Any) -> Any:
        """The value of a member of `data`, reduced to what its type allows."""
        return project(self.contract, self.data[name], value)

    def select(self, fields: Fields, document: dict[str, Any]) -> dict[str, Any]:
        """The members of `document` that `fields` names, each of its type. Clients decode strictly."""
        return select(self.contract, fields, document)


@cache
def of_resource(name: str) -> Contract:
    """The contract of a resource, with the structs and enums that resources share. Raises FileNotFoundError."""
    text = (resources.files(__name__) / f"{name}.json").read_bytes()
    own = msgspec.json.decode(text, type=Contract)
    if name == COMMON:
        return own
    common = of_resource(COMMON)
    whole = {struct: own.structs[struct] | fields for struct, fields in own.beside.items()}
    return msgspec.structs.replace(own, structs=common.structs | own.structs | whole, enums=common.enums | own.enums)


@cache
def endpoint(path: str) -> Endpoint:
    """The endpoint of a path. Raises FileNotFoundError, KeyError."""
    resource, _, action = path.removeprefix(PREFIX).partition("/")
    return Endpoint(of_resource(resource), action)


def project(contract: Contract, type_name: str, value: Any) -> Any:
    """`value` reduced to what the type allows, or None if it is of another type."""
    if type_name.startswith("["):
        if not isinstance(value, list):
            return None
        items = (project(contract, type_name[1:-1], item) for item in value)
        return [item for item in items if item is not None]
    members = contract.structs.get(type_name)
    if members is not None:
        return select(contract, members, value) if isinstance(value, dict) else None
    return value if is_of(type_name, value) else None


def select(contract: Contract, fields: Fields, document: dict[str, Any]) -> dict[str, Any]:
    """The members of `document` that `fields` names, each of the type that `fields` states."""
    values = {name: project(contract, kind, document[name]) for name, kind in fields.items() if name in document}
    return {name: value for name, value in values.items() if value is not None}


def is_of(type_name: str, value: Any) -> bool:
    """Whether a value is of a type that is neither a struct nor a list. An unknown name is that of an enum."""
    if type_name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if type_name == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if type_name == "boolean":
        return isinstance(value, bool)
    if type_name == "map":
        return isinstance(value, dict)
    return isinstance(value, str)
