"""The envelopes of errors: those that a call ends in, and those of requests that never became a call."""

from typing import Any, Final

import msgspec

from mercat.model.refusals import Refusal, UnknownPath, UriTooLong
from mercat.wire.http import Response

CONTENT_TYPE: Final = "application/json;charset=utf-8"
MEMBER_ERROR: Final = "COMMON_PARAM_EXCEPTION"
URI_BYTES: Final = 102_400  # `fields` alone may hold 1,024 names of 64 bytes, each with quotes and a comma

# The refusal behind each HTTP status of a request that cannot be read. Every other status is a fault of the server.
TRANSPORT: Final[dict[int, Refusal]] = {
    **dict.fromkeys((400, 431, 501, 505), UnknownPath()),
    414: UriTooLong(URI_BYTES),
}


def texts_of(refusal: Refusal) -> tuple[int, str, str]:
    """The code of a refusal, with its English and its Chinese message."""
    from mercat.tencent import errors  # it names the refusals of all engines, so it imports them

    return errors.code_and_texts(refusal)


def refused(trace_id: str, refusal: Refusal, *, status: int | None = None) -> Response:
    """The envelope of a refusal. Except for transport problems its HTTP status is 200, so that clients see the code."""
    from mercat.tencent import errors

    status = errors.STATUSES.get(type(refusal), 200) if status is None else status
    member = getattr(refusal, "field", None)
    return _failure(trace_id, errors.code_and_texts(refusal), "BusinessException", status, member)


def failed(trace_id: str, *, status: int = 200) -> Response:
    """The envelope of a fault in the server."""
    from mercat.tencent import errors

    return _failure(trace_id, errors.system_error(), "SysException", status)


def _failure(trace_id: str, entry: tuple[int, str, str], kind: str, status: int, member: str | None = None) -> Response:
    """The envelope of an error, with details if it is about a member of the call."""
    code, english, chinese = entry
    document: dict[str, Any] = {
        "trace_id": trace_id,
        "code": code,
        "message_cn": chinese,
        "message": english,
        "code_type": kind,
    }
    if member is not None:
        spec = {"error_fields": [member], "error_user_msg": chinese}
        document["errors"] = [{"type": MEMBER_ERROR, "description": english, f"{MEMBER_ERROR.lower()}_spec": spec}]
    return Response(status, msgspec.json.encode(document), CONTENT_TYPE, codes=(str(code),), message=english)


def transport_failure(trace_id: str, status: int) -> Response:
    """The envelope of a request that failed before its first stage: at the socket, or for lack of memory."""
    refusal = TRANSPORT.get(status)
    if refusal is None:
        return failed(trace_id, status=status)
    return refused(trace_id, refusal, status=status)
