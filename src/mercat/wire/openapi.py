"""OpenAPI 3.1, rendered from declared operations and the types of their sources."""

import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec

from mercat.wire.http import FORM, JSON, MULTIPART
from mercat.wire.operation import PUBLIC, Operation

VERSION: Final = "3.1.0"
REFERENCE: Final = "#/components/schemas/{name}"

Schema = dict[str, Any]
Answers = Callable[[Operation, "Schemas"], Schema]
Headers = Callable[[Operation], list[Schema]]


class Schemas:
    """JSON Schemas of types. Types that several sources share are components."""

    def __init__(self, kinds: Iterable[Any]) -> None:
        unique = {_key(kind): kind for kind in kinds}
        schemas, self.components = msgspec.json.schema_components(unique.values(), ref_template=REFERENCE)
        self._schemas = dict(zip(unique, schemas, strict=True))

    def of(self, kind: Any) -> Schema:
        """The schema of one of the types."""
        return dict(self._schemas[_key(kind)])


def render(
    operations: Iterable[Operation],
    *,
    info: Schema,
    scheme: Schema | None = None,
    answers: Answers,
    answer_kinds: Iterable[Any] = (),
    headers: Headers = lambda operation: [],
) -> Schema:
    """The document. `scheme` is the security scheme; `answers` and `headers` return those of an operation."""
    in_order = sorted(operations, key=lambda operation: (operation.path, operation.method))
    schemas = Schemas([*answer_kinds, *(kind for operation in in_order for kind in _kinds(operation))])
    paths: dict[str, Schema] = {}
    for operation in in_order:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(
            operation, schemas, answers, headers
        )
    components = {"schemas": dict(sorted(schemas.components.items()))}
    if scheme is not None:
        components["securitySchemes"] = {"token": scheme}
    return {"openapi": VERSION, "info": info, "paths": paths, "components": components}


def members(kind: Any) -> list[msgspec.structs.FieldInfo]:
    """The members of a source's struct, in order."""
    return list(msgspec.structs.fields(kind))


def template_names(path: str) -> list[str]:
    """The parameters that a path names."""
    return re.findall(r"{([^}]*)}", path)


def needs(operation: Operation) -> list[str]:
    """The permissions, of which a caller needs one; empty if any caller, or any token, will do."""
    return [] if operation.needs is PUBLIC else list(operation.needs)


def _operation(operation: Operation, schemas: Schemas, answers: Answers, headers: Headers) -> Schema:
    sources = operation.sources
    document: Schema = {
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.module.rpartition(".")[2]],
        "security": [] if operation.needs is PUBLIC else [{"token": []}],
        "x-permissions": needs(operation),
        "x-docs": operation.docs,
    }
    parameters = _path_parameters(operation, schemas) + headers(operation)
    if "query" in sources:
        parameters += [_query_parameter(member, schemas) for member in members(sources["query"])]
    if parameters:
        document["parameters"] = parameters
    body = _request_body(operation, schemas)
    if operation.example is not None:
        _add_example(operation.example, parameters, body)
    if body is not None:
        document["requestBody"] = body
    document["responses"] = answers(operation, schemas)
    return document


def _add_example(example: Mapping[str, object], parameters: list[Schema], body: Schema | None) -> None:
    """Add the example to the body, or to the parameters that it names."""
    if body is not None:
        for content in body["content"].values():
            content["example"] = example
        return
    for parameter in parameters:
        if parameter["name"] in example:
            parameter["example"] = example[parameter["name"]]


def _path_parameters(operation: Operation, schemas: Schemas) -> list[Schema]:
    kind = operation.sources.get("path")
    typed = {member.encode_name: member.type for member in members(kind)} if kind is not None else {}
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": schemas.of(bare(typed[name])) if name in typed else {"type": "string"},
        }
        for name in template_names(operation.path)
    ]


def _query_parameter(member: msgspec.structs.FieldInfo, schemas: Schemas) -> Schema:
    parameter: Schema = {"name": member.encode_name, "in": "query", "required": member.required}
    schema = _with_default(schemas.of(bare(member.type)), member)
    if is_document(member.type):
        return parameter | {"content": {JSON: {"schema": schema}}}
    if schema.get("type") == "array":
        parameter |= {"style": "form", "explode": False}
    return parameter | {"schema": schema}


def _request_body(operation: Operation, schemas: Schemas) -> Schema | None:
    sources = operation.sources
    if "body" in sources:
        schema = schemas.of(sources["body"])
        return {"required": _has_required(sources["body"]), "content": {JSON: {"schema": schema}}}
    if "form" in sources:
        with_file = "upload" in sources and operation.needs_upload
        content: Schema = {"schema": _form(sources["form"], schemas, with_file=with_file)}
        documents = [member.encode_name for member in members(sources["form"]) if is_document(member.type)]
        if documents:
            content["encoding"] = {name: {"contentType": JSON} for name in documents}
        media = (MULTIPART,) if operation.needs_upload else (FORM, MULTIPART) if "upload" in sources else (FORM,)
        is_required = with_file or _has_required(sources["form"])
        return {"required": is_required, "content": dict.fromkeys(media, content)}
    if "upload" in sources:
        return {"required": True, "content": {MULTIPART: {"schema": _form(None, schemas, with_file=True)}}}
    return None


def _form(kind: Any, schemas: Schemas, *, with_file: bool = False) -> Schema:
    fields = [] if kind is None else members(kind)
    properties = {member.encode_name: _with_default(schemas.of(bare(member.type)), member) for member in fields}
    required = [member.encode_name for member in fields if member.required]
    if with_file:
        properties["file"] = {"type": "string", "format": "binary"}
        required.append("file")
    return {"type": "object", "properties": properties} | ({"required": required} if required else {})


def _with_default(schema: Schema, member: msgspec.structs.FieldInfo) -> Schema:
    if isinstance(member.default, str | int | float | bool) and member.default != "" and "$ref" not in schema:
        return schema | {"default": member.default}
    return schema


def _has_required(kind: Any) -> bool:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return any(member.required for member in members(kind))
    return True


def _kinds(operation: Operation) -> Iterable[Any]:
    for place, kind in operation.sources.items():
        if place == "body":
            yield kind
        elif place != "upload":
            yield from (bare(member.type) for member in members(kind))


def bare(annotation: Any) -> Any:
    """The type without the alternatives that mean "absent"."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        given = [kind for kind in typing.get_args(annotation) if kind not in (type(None), msgspec.UnsetType)]
        return given[0] if len(given) == 1 else typing.Union[tuple(given)]  # noqa: UP007  # built at run time
    return annotation


def is_document(annotation: Any) -> bool:
    """Whether a parameter of this type is JSON text: an object, possibly among other types, or a list of objects."""
    kind = bare(annotation)
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return any(is_document(one) for one in typing.get_args(kind))
    if typing.get_origin(kind) is typing.Annotated:
        kind = bare(typing.get_args(kind)[0])
    if typing.get_origin(kind) is list:
        return is_document(typing.get_args(kind)[0])
    origin = typing.get_origin(kind) or kind
    return origin is dict or (isinstance(origin, type) and issubclass(origin, msgspec.Struct))


def _key(kind: Any) -> str:
    """The key of a type, its text: types such as `list[int]` are not identical, and some metadata cannot be hashed."""
    if isinstance(kind, type) and typing.get_origin(kind) is None:
        return f"{kind.__module__}.{kind.__qualname__}"
    return f"{kind!r} {id(kind) if 'locals' in repr(kind) else ''}"
