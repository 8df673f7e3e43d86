"""What data ingestion has of its own: the token's header, the form of errors, acceptance (data-ingestion.md)."""

from typing import Any, Final

import msgspec

from mercat.domain.bulk import ingestion
from mercat.domain.people import lookup
from mercat.marketo import errors
from mercat.model.messages import Ingest, Target
from mercat.model.refusals import Missing, NotAllowed, Refusal, TokenMissing, TooLong, TooMany, WrongType
from mercat.wire.call import Call
from mercat.wire.http import Request, Response
from mercat.wire.operation import Schema
from mercat.wire.router import normalise

PREFIX: Final = "/subscriptions/"
TOKEN: Final = "x-mkto-user-token"  # noqa: S105  # the name of a header
MOST_OBJECTS: Final = 1_000
LARGEST_ID: Final = 2**63 - 1
_TRACES: Final = {"x-correlation-id": 255, "x-request-source": 50}  # characters

Objects = list[dict[str, Any]]


class Subscription(Schema):
    """The path of one subscription: its Munchkin id, which has to be that of the instance."""

    munchkin_id: str


def ingests(request: Request) -> bool:
    """Whether a call belongs to data ingestion."""
    return PREFIX in request.path and normalise(request.path).startswith(PREFIX)


def token(request: Request) -> str:
    """The access token that came along; no other place than its header counts. Raises TokenMissing."""
    found = (request.header(TOKEN) or "").strip()
    if not found:
        raise TokenMissing
    return found


def refused(refusal: Refusal | None) -> Response:
    """The answer of a refusal, or of a fault if it is None."""
    known = errors.INGESTION_SYSTEM_ERROR
    if refusal is not None:
        known = errors.INGESTION.get(type(refusal), errors.INGESTION_BAD_REQUEST)
    status, code, words = known
    return Response(status, msgspec.json.encode({"error_code": code, "message": words}), codes=(code,))


def accept(call: Call, target: Target, objects: Objects, *, urgent: bool = False, **options: Any) -> Response:
    """Take a request on: 202 and nothing else. Raises TooLong (a trace), QuotaReached."""
    traces = []
    for name, limit in _TRACES.items():
        text = call.request.header(name)
        if text is not None and len(text) > limit:
            raise TooLong(name, limit)
        traces.append(text)
    caller = call.caller
    order = Ingest(call.request_id, target, caller.user_id, caller.name, objects, options, urgent)
    ingestion.accept(call.tx, order, correlation_id=traces[0], source=traces[1])
    return Response(202)


# -- what was sent --------------------------------------------------------------------------------------------------


def objects_of(field: str, sent: list[Any] | None) -> list[Any]:
    """The objects of a request. Raises Missing (none), TooMany."""
    if not sent:
        raise Missing(field)
    if len(sent) > MOST_OBJECTS:
        raise TooMany(field, MOST_OBJECTS)
    return sent


def key_of(dedupe_by: str, id_word: str) -> str:
    """`dedupeFields` or `idField`, of the words of a request in any case. Raises NotAllowed."""
    if dedupe_by.lower() == "dedupefields":
        return "dedupeFields"
    if dedupe_by.lower() == id_word.lower():
        return "idField"
    raise NotAllowed("dedupeBy", dedupe_by[:255])


def positive(field: str, number: int | None) -> int:
    """An id. Raises Missing, WrongType."""
    if number is None:
        raise Missing(field)
    if not 0 < number <= LARGEST_ID:
        raise WrongType(field, str(number)[:255], "positive integer")
    return number


def lead_id(sent: dict[str, Any], *names: str) -> int:
    """The id of a person, under the first of the names that is there. Raises Missing, WrongType, WrongValue."""
    value = next((sent[name] for name in names or ("leadId",) if sent.get(name) not in (None, "")), None)
    if value is None:
        raise Missing("leadId")
    return positive("leadId", lookup.person_id(value, "leadId"))
