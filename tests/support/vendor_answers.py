"""Answers as our OpenAPI document describes them beside those of the vendor's files, by name and type of each member.

The facts of the vendor's files are kept in tests/catalog/vendor/marketo_answers.json, which
`python -m support.vendor_answers FOLDER` (in tests/) writes anew: the name of each operation's answer, and the members
of each answer, as paths (`result[].folder.id`) with JSON types.
"""

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from mercat.app.catalogue import documents
from support.vendor import CATALOG, METHODS, SAME, Known

FACTS: Final = CATALOG / "vendor" / "marketo_answers.json"
FILES: Final = ("mapi", "asset", "user", "data-ingestion", "identity")
ANY: Final = "any"
UNDESCRIBED: Final = "undescribed object"
EVERYWHERE: Final = "*"  # what stands in the list for all operations

# Where the vendor's wrapper of all answers has a member that only pages of some operations have.
OF_PAGES: Final = ("nextPageToken", "moreResult")

Members = dict[str, str]  # path of the member -> JSON type


@cache
def known() -> Known:
    """The list of known differences, each with the name of its reason."""
    return msgspec.json.decode((CATALOG / "differences" / "marketo_answers.json").read_bytes(), type=Known)


@cache
def vendor() -> dict[str, Members]:
    """What the vendor's files say that each operation answers."""
    facts = json.loads(FACTS.read_text())
    return {operation: facts["answers"][name] for operation, name in facts["operations"].items()}


@cache
def ours() -> dict[str, Members]:
    """The same of the operations that are declared; those that answer no JSON document of their own are left out."""
    document = documents.openapi("marketo")
    return {name: members_of(document, schema) for name, schema in answers(document)}


def answers(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The operations of an OpenAPI document, of either generation, each with the schema of its answer."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method in METHODS:
                schema = _success(operation["responses"].get("200", {}))
                if schema is not None:
                    yield f"{method.upper()} {path}", schema


def members_of(document: dict[str, Any], schema: dict[str, Any]) -> Members:
    """The members of a schema of a document."""
    return dict(_members(document, schema, "", ()))


def differences() -> dict[str, set[str]]:
    """What differs, by operation, in words. What the list has for all operations stands under `*`."""
    listed, everywhere = vendor(), set(known().differences.get(EVERYWHERE, {}))
    compared = {name: set(_compare(listed[name], members)) for name, members in ours().items() if name in listed}
    common = everywhere.intersection(*[set.union(*compared.values())])
    apart = {EVERYWHERE: common} | {name: differing - everywhere for name, differing in compared.items()}
    return {name: differing for name, differing in apart.items() if differing}


def _compare(theirs: Members, mine: Members) -> Iterator[str]:
    for name in theirs.keys() - mine.keys():
        if name not in OF_PAGES and _below_described(name, mine):
            yield f"{name} is missing"
    for name in mine.keys() - theirs.keys():
        if _below_described(name, theirs):
            yield f"{name} is not documented"
    for name, kind in mine.items():
        if kind == UNDESCRIBED:
            yield f"{name} is not described"
        elif kind != theirs.get(name, kind) and not {kind, theirs[name]} & {ANY, UNDESCRIBED}:
            yield f"{name} is {kind}, documented as {theirs[name]}"


def _below_described(name: str, others: Members) -> bool:
    """Whether the other side describes the members of the object that the member is in."""
    parent = name.rpartition(".")[0]
    return not parent or any(other.startswith(f"{parent}.") for other in others)


def _success(response: dict[str, Any]) -> dict[str, Any] | None:
    if "schema" in response:
        return dict(response["schema"])
    schemas = [content["schema"] for content in response.get("content", {}).values() if "schema" in content]
    return schemas[0] if schemas else None


def _members(
    document: dict[str, Any], schema: dict[str, Any], path: str, above: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """The members of a schema and of what is in it. A schema that holds itself is entered once."""
    schema, names = _resolved(document, schema)
    kind = _type(schema)
    if path:
        yield path, kind
    if any(name in above for name in names):
        return
    above += names
    if "items" in schema:
        yield from _members(document, schema["items"], f"{path}[]", above)
    for name, member in schema.get("properties", {}).items():
        yield from _members(document, member, f"{path}.{name}" if path else name, above)


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A schema without references, parts and null, and the names of what it refers to."""
    names: tuple[str, ...] = ()
    while True:
        choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
        if len(choices) == 1:
            (schema,) = choices
        elif "$ref" in schema:
            place, name = schema["$ref"].split("/")[-2:]
            names += (name,)
            schema = document[place][name] if place in document else document["components"][place][name]
        elif "allOf" in schema:
            parts = [_resolved(document, part) for part in schema["allOf"]]
            names += sum((part_names for _, part_names in parts), ())
            members = {name: member for part, _ in parts for name, member in part.get("properties", {}).items()}
            schema = {"type": "object", "properties": members}
        else:
            return schema, names


def _type(schema: dict[str, Any]) -> str:
    if schema.get("type") == "object" or "properties" in schema:
        return "object" if {"properties", "additionalProperties"} & schema.keys() else UNDESCRIBED
    if all(isinstance(value, str) for value in schema.get("enum", [None])):
        return "string"
    if "anyOf" in schema:
        kinds = {SAME.get(choice.get("type"), choice.get("type")) for choice in schema["anyOf"]} - {"null"}
        return kinds.pop() if len(kinds) == 1 and None not in kinds else ANY
    kind = schema.get("type", ANY)
    return SAME.get(kind, kind)


def facts_of(folder: Path) -> str:
    """The facts of the vendor's files, as they are kept."""
    operations: dict[str, str] = {}
    described: dict[str, Members] = {}
    for name in FILES:
        document = json.loads((folder / f"swagger-{name}.json").read_text())
        for operation, schema in answers(document):
            operations[operation] = f"{name} {schema.get('$ref', operation).rpartition('/')[2]}"
            described[operations[operation]] = members_of(document, schema)
    return f'{{"operations": {_lines(operations)},\n"answers": {_lines(described)}}}\n'


def _lines(facts: dict[str, Any]) -> str:
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(facts[name])}" for name in sorted(facts)) + "\n}"


if __name__ == "__main__":
    FACTS.write_text(facts_of(Path(sys.argv[1])))
