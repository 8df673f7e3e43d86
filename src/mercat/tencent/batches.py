"""Batches: calls inside of a call. A part goes through the stages of a call with the token of the whole."""

import asyncio
from typing import Final

from mercat.model.refusals import UnknownPath
from mercat.tencent.call import TencentCall
from mercat.tencent.envelopes import refused
from mercat.tencent.protocol import LIFE, Stages, authenticate, check_common, check_timestamp, lead, use_nonce
from mercat.wire.http import JSON, Request, Response
from mercat.wire.operation import PUBLIC
from mercat.wire.router import normalise

CONTENT_TYPE: Final = (b"content-type", JSON.encode())
PASSED: Final[Stages] = (authenticate, check_timestamp, use_nonce)  # the whole has passed them


async def answer_part(whole: TencentCall, relative_path: str, body: str) -> Response:
    """The answer to one part. Its method is that of its path; a part that only takes a GET has no body.

    A part is charged, checked and run as any call, in its own transaction. Other calls may run between two parts. A
    part that is a batch itself, that needs no token, or that answers a file is an unknown path.
    """
    call = TencentCall(
        host=whole.host,
        request=_request(whole, relative_path, body),
        request_id=whole.host.randomness.mark(16).hex(),
        caller=whole.caller,
        common=whole.common,
        catalog=whole.catalog,
    )

    def check_part(call: TencentCall) -> None:
        if call.operation is whole.operation or call.operation.needs is PUBLIC:
            raise UnknownPath

    stages = tuple(check_part if stage is check_common else stage for stage in LIFE if stage not in PASSED)
    await asyncio.sleep(0)
    answer = await lead(call, stages)
    if isinstance(call.result, Response):
        return refused(call.request_id, UnknownPath())
    return answer


def _request(whole: TencentCall, relative_path: str, body: str) -> Request:
    path, _, query = relative_path.partition("?")
    path = path if path.startswith("/") else f"/{path}"
    leaf = whole.catalog.find(normalise(path))
    method = next(iter(leaf[0])) if leaf is not None else "POST"
    content = b"" if method == "GET" else body.encode()
    return Request(method, path, query, headers=[CONTENT_TYPE], body=content, client=whole.request.client)
