"""Our OpenAPI documents beside the vendor's: parameters and body members of an operation, by name, need and type."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from mercat.app.catalogue import documents

CATALOG: Final = Path(__file__).resolve().parents[1] / "catalog"
METHODS: Final = ("get", "post", "put", "patch", "delete")

# What amounts to the same on the wire.
SAME: Final = {"number": "integer", "file": "string"}

# Parameters of every call, which the vendor lists apart.
COMMON: Final = ("timestamp", "nonce")

# The token, which is described as the way to authenticate.
TOKEN: Final = "access_token!"  # the name of a parameter

Members = dict[str, tuple[str, bool]]  # name -> type, required


class Reason(msgspec.Struct):
    """Why a difference is there; `ours` if mercat falls short, so that the operation is not conformant yet."""

    text: str
    ours: bool


class Known(msgspec.Struct):
    """The list of known differences: by operation, each with the name of its reason."""

    reasons: dict[str, Reason]
    differences: dict[str, dict[str, str]]


@cache
def known(protocol: str) -> Known:
    """The list of a protocol."""
    return msgspec.json.decode((CATALOG / "differences" / f"{protocol}.json").read_bytes(), type=Known)


@cache
def vendor(protocol: str) -> dict[str, Members]:
    """The vendor's inputs of every operation; a name that ends in `!` is required."""
    found: dict[str, dict[str, dict[str, str]]] = json.loads((CATALOG / "vendor" / f"{protocol}.json").read_text())
    return {
        name: {
            member.rstrip("!"): (SAME.get(kind, kind), member.endswith("!"))
            for place, members in places.items()
            if place != "path"
            for member, kind in members.items()
            if member != TOKEN
        }
        for name, places in found.items()
    }


@cache
def ours(protocol: str) -> dict[str, Members]:
    """The same of the operations that are declared, as our document tells them."""
    document = documents.openapi(protocol)
    return {
        f"{method.upper()} {path}": _inputs(protocol, document, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in METHODS
    }


def differences(protocol: str) -> dict[str, set[str]]:
    """What differs, by operation, in words."""
    listed = vendor(protocol)
    compared = {
        name: set(_compare(listed[name], members)) for name, members in ours(protocol).items() if name in listed
    }
    return {name: found for name, found in compared.items() if found}


def falling_short(protocol: str) -> set[str]:
    """The operations with a known difference that is our own shortcoming."""
    listed = known(protocol)
    return {
        name for name, found in listed.differences.items() if any(listed.reasons[key].ours for key in found.values())
    }


def _compare(theirs: Members, mine: Members) -> list[str]:
    found = [f"{name} is missing" for name in theirs.keys() - mine.keys()]
    found += [f"{name} is not documented" for name in mine.keys() - theirs.keys()]
    for name in theirs.keys() & mine.keys():
        (their_type, their_need), (my_type, my_need) = theirs[name], mine[name]
        if my_type not in (their_type, "any"):
            found.append(f"{name} is {my_type}, documented as {their_type}")
        if my_need != their_need:
            found.append(f"{name} is {'required' if my_need else 'optional'} here")
    return found


def _inputs(protocol: str, document: dict[str, Any], operation: dict[str, Any]) -> Members:
    found: Members = {}
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "query" and not (protocol == "tencent" and parameter["name"] in COMMON):
            schema = parameter.get("schema") or parameter["content"]["application/json"]["schema"]
            found[parameter["name"]] = (_type(document, schema), parameter["required"])
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = _resolved(document, content["schema"])
        required = schema.get("required", [])
        for name, member in schema.get("properties", {}).items():
            found[name] = (_type(document, member), name in required)
    return found


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _type(document: dict[str, Any], schema: dict[str, Any]) -> str:
    schema = _resolved(document, schema)
    if "anyOf" in schema:
        kinds = {_type(document, choice) for choice in schema["anyOf"]} - {"null"}
        return kinds.pop() if len(kinds) == 1 else "any"
    if "enum" in schema:
        return "string" if all(isinstance(value, str) for value in schema["enum"]) else "integer"
    kind: str = schema.get("type", "any")
    return SAME.get(kind, kind)
