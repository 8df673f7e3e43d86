"""The OpenAPI document of the Tencent Ads operations, made from the contracts of the resources."""

from collections.abc import Iterable
from typing import Any, Final

from mercat.tencent import contract
from mercat.tencent.call import COMMON
from mercat.tencent.contract import NO_RULE, Endpoint, Fields, Rule
from mercat.wire.http import JSON, MULTIPART
from mercat.wire.openapi import VERSION, Schema, members
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
        "summary": operation.summary,
        "tags": [operation.module.rpartition(".")[2]],
        "security": [] if operation.needs is PUBLIC else [{"token": []}],
        "x-permissions": scopes(operation),
        "x-docs": operation.docs,
    }
    if operation.needs is PUBLIC:
        return described | _of_places(operation)
    resource = operation.path.removeprefix(contract.PREFIX).partition("/")[0]
    return described | _Renderer(resource, contract.endpoint(operation.path), schemas).operation()


def _of_places(operation: Operation) -> Schema:
    """An operation without a contract. Its inputs are strings of path and query; its answer is not described."""
    names = [(place, member) for place, kind in operation.sources.items() for member in members(kind)]
    parameters = [
        {"name": member.encode_name, "in": place, "required": member.required, "schema": _text(member.type)}
        for place, member in names
    ]
    return {"parameters": parameters, "responses": {"200": {"description": "See the reference page."}}}


def _text(kind: Any) -> Schema:
    return {"type": "integer" if kind is int else "string"}


class _Renderer:
    """Describes endpoints. Their structs become components under the resource's name."""

    def __init__(self, resource: str, endpoint: Endpoint, schemas: dict[str, Schema]) -> None:
        self.resource = resource
        self.endpoint = endpoint
        self.structs = endpoint.contract.structs
        self.schemas = schemas

    def operation(self) -> Schema:
        """The parameters, the body and the answer of the endpoint."""
        described: Schema = {"parameters": [*_common(), *self._query()]}
        content = self._content()
        if content:
            described["requestBody"] = {"required": True, "content": content}
        data: Schema = {"type": "object"}
        if self.endpoint.facts.data in self.structs:
            data = self._schema(self.endpoint.facts.data or "")
        described["responses"] = {"200": {"description": "Success if `code` is 0.", "content": {JSON: _answer(data)}}}
        return described

    def _query(self) -> list[Schema]:
        parameters = []
        for name, kind in self.endpoint.facts.query.items():
            rule = self.endpoint.rules.get(name, NO_RULE)
            # The server requires `fields` unless its setting says otherwise, or there is nothing to choose from.
            needed = rule.required or (name == "fields" and bool(self.endpoint.answers))
            parameter: Schema = {"name": name, "in": "query", "required": needed}
            schema = _bounded(self._schema(kind), rule)
            plain = schema.get("type") in _TYPES
            parameters.append(parameter | ({"schema": schema} if plain else {"content": {JSON: {"schema": schema}}}))
        return parameters

    def _content(self) -> Schema:
        if self.endpoint.facts.query:
            return {}
        media_type = MULTIPART if self.endpoint.facts.form else JSON
        return {media_type: {"schema": self._inline(self.endpoint.inputs)}}

    def _inline(self, fields: Fields) -> Schema:
        rules = self.endpoint.rules
        properties = {name: _bounded(self._schema(kind), rules.get(name, NO_RULE)) for name, kind in fields.items()}
        required = [name for name in fields if rules.get(name, NO_RULE).required]
        return {"type": "object", "properties": properties} | ({"required": required} if required else {})

    def _schema(self, type_name: str) -> Schema:
        if type_name.startswith("["):
            return {"type": "array", "items": self._schema(type_name[1:-1])}
        if type_name in _TYPES:
            return {"type": type_name}
        if type_name in ("map", "file"):
            return {"type": "object"} if type_name == "map" else {"type": "string", "format": "binary"}
        if type_name in self.structs:
            return {"$ref": REFERENCE + self._component(type_name)}
        values = self.endpoint.contract.enums.get(type_name)
        return {"type": "string", "enum": list(values)} if values else {"type": "string"}

    def _component(self, struct: str) -> str:
        name = f"{self.resource}.{struct}"
        if name not in self.schemas:
            self.schemas[name] = {}  # a struct may contain itself
            properties = {member: self._schema(kind) for member, kind in self.structs[struct].items()}
            self.schemas[name] = {"type": "object", "properties": properties}
        return name


def _common() -> list[Schema]:
    """The parameters of every call. The token is described as the security scheme."""
    kinds = {"timestamp": {"type": "integer"}, "nonce": {"type": "string", "maxLength": 32}}
    return [{"name": name, "in": "query", "required": True, "schema": kinds[name]} for name in COMMON if name in kinds]


def _bounded(schema: Schema, rule: Rule) -> Schema:
    if "$ref" in schema or rule is NO_RULE:
        return schema
    bounded = dict(schema)
    if schema["type"] == "array":
        bounded |= _pair("minItems", "maxItems", rule.items)
    elif schema["type"] == "string":
        # a number of bytes is an upper bound of characters; the server counts bytes
        bounded |= _pair("minLength", "maxLength", (None, rule.bytes[1] or rule.characters[1]))
        if rule.allowed:
            bounded["enum"] = list(rule.allowed)
    else:
        bounded |= _pair("minimum", "maximum", rule.range)
    return bounded


def _pair(low: str, high: str, bounds: tuple[Any, Any]) -> Schema:
    return {name: bound for name, bound in zip((low, high), bounds, strict=True) if bound is not None}


_MEMBER_ERROR: Final[Schema] = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "description": {"type": "string"},
        "common_param_exception_spec": {
            "type": "object",
            "properties": {
                "error_fields": {"type": "array", "items": {"type": "string"}},
                "error_user_msg": {"type": "string"},
            },
        },
    },
}


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
                "errors": {"type": "array", "items": _MEMBER_ERROR},
            },
            "required": ["code", "message", "message_cn"],
        }
    }
