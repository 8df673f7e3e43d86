"""/sandbox/render: what a text with tokens becomes for a person."""

from typing import Annotated, Any, Final

import msgspec

from mercat.domain.assets import programs
from mercat.domain.people import find
from mercat.domain.tokens import context, template
from mercat.domain.tokens.template import Place
from mercat.model.people import Person
from mercat.model.refusals import PersonNotFound, TooLong
from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.problems import Problem
from mercat.wire.operation import MIB, Limits

TEXT_LENGTH: Final = 500_000  # characters
NO_SCRIPTS: Final = "Email scripts in Velocity are not available yet."

Text = Annotated[str, msgspec.Meta(max_length=TEXT_LENGTH)]
Id = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


class RenderRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A text, where it stands, and whose values its tokens get; or an email script with values of its own."""

    text: Text | None = None
    velocity: Text | None = None
    place: Place = Place.HTML
    person_id: Id | None = None
    program_id: Id | None = None
    context: Annotated[dict[str, Any], msgspec.Meta(max_length=1_000)] | None = None


class ScriptError(msgspec.Struct):
    """Why a script ended, and where."""

    line: int
    column: int
    message: str


class Rendered(msgspec.Struct):
    """What it becomes. Only scripts have errors."""

    output: str
    errors: list[ScriptError]


@sandbox.post(
    "/sandbox/render",
    example={"text": "Dear {{lead.First Name:default=friend}},", "place": "text"},
    limits=Limits(body_bytes=4 * MIB),
    reads=True,
    offload=True,
    refuses=(404,),
)
def render(call: Call, body: RenderRequest) -> Rendered:
    """Replace the tokens of a text for a person; a person without an ID has no values."""
    text = _text(body)
    if body.program_id is not None and programs.find(call.tx, body.program_id) is None:
        raise Problem(404, "There is no such program.")
    values = context.for_person(call.tx, _person(call, body.person_id), body.program_id, place=body.place)
    try:
        return Rendered(template.compile(text).render(values), [])
    except TooLong as refusal:
        raise Problem(422, f"The output is longer than {refusal.limit} characters.") from None


def _text(body: RenderRequest) -> str:
    """The text to render. Email scripts are not there yet."""
    if (body.text is None) == (body.velocity is None):
        raise Problem(422, "Send either text or velocity.")
    if body.text is None:
        raise Problem(422, NO_SCRIPTS)
    if body.context is not None:
        raise Problem(422, "Only velocity has a context.")
    return body.text


def _person(call: Call, person_id: int | None) -> Person | None:
    if person_id is None:
        return None
    try:
        return find.by_id(call.tx, person_id)
    except PersonNotFound:
        raise Problem(404, "There is no such person.") from None
