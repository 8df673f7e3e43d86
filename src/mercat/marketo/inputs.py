"""The inputs of a call: the stages that decode uploads, parameters and bodies."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import Any

import msgspec

from mercat.model.refusals import InvalidData, MalformedJson, MalformedMultipart, WrongContentType
from mercat.model.rules import Rule
from mercat.wire import decode, uploads
from mercat.wire.call import Call
from mercat.wire.http import FORM, JSON, MULTIPART, Pairs, Request


async def receive_upload(call: Call) -> None:
    """Decode an upload on a thread, because a large body would block other calls. Refuses with 612 and 613."""
    if call.request.media_type != MULTIPART:
        raise WrongContentType
    if call.request.malformed_encoding:
        raise MalformedMultipart
    content_type = call.request.header("content-type") or ""
    call.inputs["upload"] = await asyncio.to_thread(uploads.parse, content_type, call.request.body)


def receive(call: Call) -> Awaitable[None] | None:
    """Decode an upload, if the operation takes one. A form may be multipart as well."""
    sources = call.operation.sources
    if "upload" not in sources and "form" not in sources:
        return None
    if call.operation.needs_upload or ("form" in sources and call.request.media_type == MULTIPART):
        return receive_upload(call)
    return None


def decode_inputs(call: Call) -> None:
    """Decode the parameters and the body. Refuses with 612, 609 and the errors of parameters."""
    request = call.request
    if request.malformed_encoding:
        raise MalformedJson
    try:
        pairs = request.query + (request.form if request.method == "POST" else [])
    except ValueError:
        raise InvalidData(Rule.PARAMETERS_LIMIT) from None
    members: Pairs = []
    if call.operation.method == "GET" and request.method == "POST" and request.media_type == JSON and request.body:
        members = _members(request.body)
    if "upload" in call.inputs:
        pairs += call.inputs["upload"].texts
        if "upload" not in call.operation.sources:
            with contextlib.closing(call.inputs.pop("upload")) as form:
                pairs += form.files_as_texts()
    for place, kind in call.operation.sources.items():
        if place == "upload":
            continue
        if place == "path":
            call.inputs[place] = decode.parameters(call.path.items(), kind)
        elif place == "body":
            call.inputs[place] = _body(request, pairs, kind)
        else:
            call.inputs[place] = decode.query(pairs, members, kind)


def _members(body: bytes) -> Pairs:
    """A query in a JSON body with `_method=GET`, as parameters. Compound keys need it."""
    members = decode.json_value(body)
    if not isinstance(members, dict):
        raise MalformedJson
    pairs: Pairs = []
    for name, value in members.items():
        if value is None:
            continue
        plain = isinstance(value, list) and all(isinstance(item, str | int) for item in value)
        for item in value if plain else [value]:
            pairs.append((name, item if isinstance(item, str) else msgspec.json.encode(item).decode()))
    return pairs


def _body(request: Request, pairs: Pairs, kind: Any) -> Any:
    media = request.media_type
    if media == JSON or media.endswith("+json"):
        return decode.json_body(request.body or b"{}", kind)
    if media in (FORM, MULTIPART, "") and not request.body:
        return decode.parameters(pairs, kind)
    raise WrongContentType
