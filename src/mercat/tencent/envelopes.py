"""The envelopes of errors: those that a call ends in, and those of requests that never became a call."""

from typing import Final

import msgspec

from mercat.model.refusals import Refusal, UnknownPath, UriTooLong
from mercat.tencent import errors
from mercat.wire.http import Response

CONTENT_TYPE: Final = "application/json;charset=utf-8"
SYSTEM_KIND: Final = "SysException"
URI_BYTES: Final = 102_400  # `fields` alone may hold 1,024 names of 64 bytes, each with quotes and a comma

# The refusal behind each HTTP status of a request that cannot be read. Every other status is a fault of the server.
TRANSPORT: Final[dict[int, Refusal]] = {
    **dict.fromkeys((400, 431, 501, 505), UnknownPath()),
    414: UriTooLong(URI_BYTES),
}


def failure(trace_id: str, entry: errors.Entry, *, kind: str = "BusinessException", status: int = 200) -> Response:
    """The envelope of an error. Except for transport problems its HTTP status is 200, so that clients see the code."""
    code, english, chinese = entry
    document = {
        "trace_id": trace_id,
        "code": code,
        "message_cn": chinese,
        "message": english,
        "code_type": kind,
    }
    return Response(status, msgspec.json.encode(document), CONTENT_TYPE, codes=(str(code),), message=english)


def transport_failure(trace_id: str, status: int) -> Response:
    """The envelope of a request that failed before its first stage: at the socket, or for lack of memory."""
    refusal = TRANSPORT.get(status)
    if refusal is None:
        return failure(trace_id, errors.system_error(), kind=SYSTEM_KIND, status=status)
    return failure(trace_id, errors.code_and_texts(refusal), status=status)
