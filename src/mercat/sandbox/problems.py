"""What the sandbox answers to a call that it does not do: a problem as RFC 9457 has it."""

from typing import Final

import msgspec

from mercat.model.refusals import BodyTooLarge, MalformedJson, NotFound, Refusal
from mercat.wire.http import Response

MEDIA_TYPE: Final = "application/problem+json"
TITLES: Final = {
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    422: "Unprocessable Content",
    500: "Internal Server Error",
}


class ProblemDetails(msgspec.Struct):
    """Why something is not done; `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str


class Problem(Refusal):
    """A refusal of the sandbox itself; `status` is one of those with a title."""

    status: int
    detail: str
    headers: tuple[tuple[str, str], ...] = ()

    def answer(self) -> Response:
        """The problem as an answer."""
        details = ProblemDetails("about:blank", TITLES[self.status], self.status, self.detail)
        return Response(self.status, msgspec.json.encode(details), MEDIA_TYPE, list(self.headers))


def problem_of(refusal: Refusal) -> Problem | None:
    """The problem that a refusal is; None for one that no operation of the sandbox should meet."""
    if isinstance(refusal, Problem):
        return refusal
    if isinstance(refusal, MalformedJson):
        return Problem(400, "The body is not valid JSON.")
    if isinstance(refusal, NotFound) and refusal.kind == "snapshot":  # another call deleted it meanwhile
        return Problem(404, f"There is no snapshot {refusal.key}. GET /sandbox/snapshots lists them.")
    if isinstance(refusal, BodyTooLarge):
        return Problem(413, f"The body is larger than {refusal.limit} bytes.")
    return None
