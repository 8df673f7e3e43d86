"""What the OpenAPI document says of every Tencent Ads operation, read from the contract of its resource."""

from collections.abc import Iterable
from typing import Any, Final

from mercat.tencent import contract
from mercat.tencent.contract import NO_RULE, Contract, Endpoint, Rule, Words
from mercat.tencent.protocol import COMMON
from mercat.wire.http import JSON, MULTIPART
from mercat.wire.openapi import VERSION, Schema, members, summary
from mercat.wire.openapi import needs as scopes
from mercat.wire.operation import PUBLIC, Operation

INFO: Final[Schema] = {
    "title": "mercat: Tencent Ads Marketing API v3.0",
    "version": "3.0",
    "description": "The Tencent Ads operations that this server answers, generated from their contracts.",
}
SCHEME: Final[Schema] = {
    "type": "apiKey",
    "in": "query",
    "name": "access_token",
    "description": "A token of /oauth/token. `x-permissions` names the scopes of which one is needed.",
}
REFERENCE: Final = "#/components/schemas/"
_TYPES: Final = {"integer", "number", "string", "boolean"}


def document(operations: Iterable[Operation]) -> Schema:
    """The OpenAPI document of the Tencent Ads operations."""
    paths: dict[str, Schema] = {}
    schemas: dict[str, Schema] = {}
    for operation in sorted(operations, key=lambda one: (one.path, one.method)):
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    components = {"schemas": dict(sorted(schemas.items())), "securitySchemes": {"token": SCHEME}}
    return {"openapi": VERSION, "info": INFO, "paths": paths, "components": components}


def _operation(operation: Operation, schemas: dict[str, Schema]) -> Schema:
    described: Schema = {
        "operationId": operation.id,
        "summary": summary(operation),
        "tags": [operation.module.rpartition(".")[2]],
        "security": [] if operation.needs is PUBLIC else [{"token": []}],
        "x-permissions": scopes(operation),
        "x-docs": operation.docs,
    }
    if operation.needs is PUBLIC:
        return described | _of_places(operation)
    shape, endpoint = contract.of_path(operation.path)
    prefix = operation.path.removeprefix(contract.PREFIX).partition("/")[0]
    return described | _Resource(prefix, shape, schemas).operation(endpoint)


def _of_places(operation: Operation) -> Schema:
    """An operation outside the contracts: its inputs are texts of path and query, whatever it answers."""
    names = [(place, member) for place, kind in operation.places.items() for member in members(kind)]
    parameters = [
        {"name": member.encode_name, "in": place, "required": member.required, "schema": _text(member.type)}
        for place, member in names
    ]
    return {"parameters": parameters, "responses": {"200": {"description": "See the reference page."}}}


def _text(kind: Any) -> Schema:
    return {"type": "integer" if kind is int else "string"}


class _Resource:
    """Renders the endpoints of one contract; its structs become components under the resource's name."""

    def __init__(self, name: str, shape: Contract, schemas: dict[str, Schema]) -> None:
        self.name = name
        self.shape = shape
        self.schemas = schemas

    def operation(self, endpoint: Endpoint) -> Schema:
        """Parameters, body and answer of an endpoint."""
        described: Schema = {"parameters": [*_common(), *self._query(endpoint)]}
        content = self._content(endpoint)
        if content:
            described["requestBody"] = {"required": True, "content": content}
        data: Schema = {"type": "object"}
        if endpoint.data in self.shape.structs:
            data = self._schema(endpoint.data or "")
        described["responses"] = {"200": {"description": "Success if `code` is 0.", "content": {JSON: _answer(data)}}}
        return described

    def _query(self, endpoint: Endpoint) -> list[Schema]:
        parameters = []
        for name, word in endpoint.query.items():
            rule = endpoint.rules.get(name, NO_RULE)
            needed = rule.required or name == "fields"  # which the server asks for unless its setting says otherwise
            parameter: Schema = {"name": name, "in": "query", "required": needed}
            schema = _bounded(self._schema(word), rule)
            plain = schema.get("type") in _TYPES
            parameters.append(parameter | ({"schema": schema} if plain else {"content": {JSON: {"schema": schema}}}))
        return parameters

    def _content(self, endpoint: Endpoint) -> Schema:
        if endpoint.form:
            return {MULTIPART: {"schema": self._inline(endpoint.form, endpoint)}}
        words = self.shape.structs.get(endpoint.body or "", endpoint.members)
        return {JSON: {"schema": self._inline(words, endpoint)}} if endpoint.method == "POST" else {}

    def _inline(self, words: Words, endpoint: Endpoint) -> Schema:
        properties = {
            name: _bounded(self._schema(word), endpoint.rules.get(name, NO_RULE)) for name, word in words.items()
        }
        required = [name for name in words if endpoint.rules.get(name, NO_RULE).required]
        return {"type": "object", "properties": properties} | ({"required": required} if required else {})

    def _schema(self, word: str) -> Schema:
        if word.startswith("["):
            return {"type": "array", "items": self._schema(word[1:-1])}
        if word in _TYPES:
            return {"type": word}
        if word in ("map", "file"):
            return {"type": "object"} if word == "map" else {"type": "string", "format": "binary"}
        if word in self.shape.structs:
            return {"$ref": REFERENCE + self._component(word)}
        values = self.shape.enums.get(word)
        return {"type": "string", "enum": list(values)} if values else {"type": "string"}

    def _component(self, struct: str) -> str:
        name = f"{self.name}.{struct}"
        if name not in self.schemas:
            self.schemas[name] = {}  # structs may hold themselves
            words = self.shape.structs[struct]
            properties = {member: self._schema(word) for member, word in words.items()}
            self.schemas[name] = {"type": "object", "properties": properties}
        return name


def _common() -> list[Schema]:
    """The parameters of every call; the token is told as the security scheme."""
    kinds = {"timestamp": {"type": "integer"}, "nonce": {"type": "string", "maxLength": 32}}
    return [{"name": name, "in": "query", "required": True, "schema": kinds[name]} for name in COMMON if name in kinds]


def _bounded(schema: Schema, rule: Rule) -> Schema:
    if "$ref" in schema or rule is NO_RULE:
        return schema
    bounded = dict(schema)
    if schema["type"] == "array":
        bounded |= _pair("minItems", "maxItems", rule.items)
    elif schema["type"] == "string":
        # bytes bound characters only from above; the server counts bytes
        bounded |= _pair("minLength", "maxLength", (None, rule.bytes[1]))
        if rule.allowed:
            bounded["enum"] = list(rule.allowed)
    else:
        bounded |= _pair("minimum", "maximum", rule.range)
    return bounded


def _pair(low: str, high: str, bounds: tuple[Any, Any]) -> Schema:
    return {name: bound for name, bound in zip((low, high), bounds, strict=True) if bound is not None}


def _answer(data: Schema) -> Schema:
    return {
        "schema": {
            "type": "object",
            "properties": {
                "code": {"type": "integer"},
                "message": {"type": "string"},
                "message_cn": {"type": "string"},
                "data": data,
                "trace_id": {"type": "string"},
                "code_type": {"type": "string"},
            },
            "required": ["code", "message", "message_cn"],
        }
    }
