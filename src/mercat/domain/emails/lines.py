"""The headers of an email: texts, or a text for each segment of a segmentation."""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from mercat.domain.mail.composing import HEADER_LENGTH
from mercat.domain.segments import dynamic
from mercat.model.emails import Email, Line
from mercat.model.refusals import NotAllowed, TooLong
from mercat.store.tx import Tx

TEXT: Final = "Text"
DYNAMIC: Final = "DynamicContent"

# How callers name a header, and the member of `Email`.
NAMES: Final[Mapping[str, str]] = {
    "subject": "subject",
    "fromName": "from_name",
    "fromEmail": "from_email",
    "replyTO": "reply_to",
}


def make(tx: Tx, name: str, line: Line, type: str, value: str) -> Line:
    """A header of a type: another text, or the text so far for each segment of the segmentation of an id.

    Raises NotAllowed (the type), TooLong, NotFound and RuleBroken (the segmentation).
    """
    if type == TEXT:
        return Line(checked(name, value))
    if type != DYNAMIC:
        raise NotAllowed("type", type[:255], (TEXT, DYNAMIC))
    segments = dynamic.segments(tx, value)
    return Line(line.value, segments.id, {segment.id: line.value for segment in segments.segments})


def put(content: Email, name: str, line: Line) -> Email:
    """The content with another header."""
    return replace(content, **{NAMES[name]: line})


def checked(name: str, value: str) -> str:
    """A text that a header may have. Raises TooLong."""
    if len(value) > HEADER_LENGTH:
        raise TooLong(name, HEADER_LENGTH)
    return value
