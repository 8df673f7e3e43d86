"""The requests of data ingestion: how they are accepted, and how objects and keys are read (data-ingestion.md)."""

from typing import Any, Final

from mercat.domain.bulk import ingestion
from mercat.domain.people import lookup
from mercat.model.messages import Ingest, Target
from mercat.model.refusals import Missing, NotAllowed, TooLong, TooMany, WrongType
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import Schema

MOST_OBJECTS: Final = 1_000
LARGEST_ID: Final = 2**63 - 1
_TRACES: Final = {"x-correlation-id": 255, "x-request-source": 50}  # characters

Objects = list[dict[str, Any]]


class Subscription(Schema):
    """The path of one subscription: its Munchkin id, which must be that of the instance."""

    munchkin_id: str


def accept(call: Call, target: Target, objects: Objects, *, urgent: bool = False, **options: Any) -> Response:
    """Accept a request: 202 without a body. Raises TooLong (a trace), QuotaReached."""
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


# -- parameters -------------------------------------------------------------------------------------------------------


def objects_of(field: str, objects: list[Any] | None) -> list[Any]:
    """The objects of a request. Raises Missing (none), TooMany."""
    if not objects:
        raise Missing(field)
    if len(objects) > MOST_OBJECTS:
        raise TooMany(field, MOST_OBJECTS)
    return objects


def key_of(dedupe_by: str, id_word: str) -> str:
    """`dedupeFields` or `idField`, from the spelling of a request in any case. Raises NotAllowed."""
    if dedupe_by.lower() == "dedupefields":
        return "dedupeFields"
    if dedupe_by.lower() == id_word.lower():
        return "idField"
    raise NotAllowed("dedupeBy", dedupe_by[:255])


def positive(field: str, number: int | None) -> int:
    """A positive number. Raises Missing, WrongType."""
    if number is None:
        raise Missing(field)
    if not 0 < number <= LARGEST_ID:
        raise WrongType(field, str(number)[:255], "positive integer")
    return number


def lead_id(person: dict[str, Any], *names: str) -> int:
    """The id of a person, under the first of the names that is present. Raises Missing, WrongType, WrongValue."""
    value = next((person[name] for name in names or ("leadId",) if person.get(name) not in (None, "")), None)
    if value is None:
        raise Missing("leadId")
    return positive("leadId", lookup.person_id(value, "leadId"))
