"""`Renderer`: writes compositions for people, one after the other, in one unit of work.

Choices and snippets come first, tokens last. What a person's fields hold is never read as a token, a tag or a snippet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from mercat.domain.assets import tree
from mercat.domain.markup.text import text_of
from mercat.domain.segments import segmentations, segments
from mercat.domain.segments.segments import Assign
from mercat.domain.snippets import snippets
from mercat.domain.tokens import context, template
from mercat.domain.tokens.template import Place
from mercat.model.assets import Kind, Ref
from mercat.model.compositions import Choice, Composition, Embedded
from mercat.model.people import Person
from mercat.model.refusals import RuleBroken, TooLong
from mercat.model.rules import Rule
from mercat.store.tx import Tx

DEPTH: Final = 10  # choices and snippets inside one another
LENGTH: Final = template.RENDERED_LENGTH


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who it is for; nobody is in the Default segment of everything and has no values.

    `segment_ids` puts the recipient into segments, by segmentation, whatever the rules say: a preview as a segment.
    `links` are the values of system tokens that are links, by name.
    """

    person: Person | None = None
    segment_ids: Mapping[int, int] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


class Renderer:
    """Renders for one folder or program, whose My Tokens apply."""

    def __init__(self, tx: Tx, owner: Ref) -> None:
        self._tx = tx
        program = tree.program_around(tx, owner)
        self._program_id = program.id if program else None
        self._folder_id = owner.id if owner.kind is Kind.FOLDER else None
        self._assigners: dict[int, Assign] = {}
        self._defaults: dict[int, int] = {}
        self._snippets: dict[tuple[int, bool], Composition] = {}

    def html(self, composition: Composition, recipient: Recipient) -> str:
        """The HTML. Raises RuleBroken, TooLong."""
        return self._tokens(self._flat(composition, recipient, text=False), recipient, Place.HTML)

    def text(self, composition: Composition, recipient: Recipient) -> str:
        """A text version that somebody wrote. Raises RuleBroken, TooLong."""
        return self._tokens(self._flat(composition, recipient, text=True), recipient, Place.TEXT)

    def text_of_html(self, composition: Composition, recipient: Recipient) -> str:
        """The text version of HTML that has none of its own. Raises RuleBroken, TooLong."""
        return self._tokens(text_of(self._flat(composition, recipient, text=False)), recipient, Place.TEXT)

    def line(self, composition: Composition, recipient: Recipient) -> str:
        """A header such as the subject, in one line. Raises RuleBroken, TooLong."""
        line = self._tokens(self._flat(composition, recipient, text=True), recipient, Place.SUBJECT)
        return " ".join(line.split())

    # -- choices and snippets -----------------------------------------------------------------------------------------

    def _flat(self, composition: Composition, recipient: Recipient, *, text: bool) -> str:
        pieces, length = [], 0
        for piece in self._pieces(composition, recipient, text, 0):
            length += len(piece)
            if length > LENGTH:
                raise TooLong("content", LENGTH)
            pieces.append(piece)
        return "".join(pieces)

    def _pieces(self, composition: Composition, recipient: Recipient, text: bool, depth: int) -> Iterator[str]:
        if depth > DEPTH:
            raise RuleBroken(Rule.CONTENT_TOO_DEEP, limit=DEPTH)
        for piece in composition:
            match piece:
                case str():
                    yield piece
                case Choice():
                    yield from self._pieces(self._chosen(piece, recipient), recipient, text, depth + 1)
                case Embedded():
                    yield from self._pieces(self._snippet(piece.snippet_id, text), recipient, text, depth + 1)

    def _chosen(self, choice: Choice, recipient: Recipient) -> Composition:
        segment_id = recipient.segment_ids.get(choice.segmentation_id)
        if segment_id is None:
            segment_id = self._segment(choice.segmentation_id, recipient.person)
        if segment_id in choice.by_segment:
            return choice.by_segment[segment_id]
        return choice.by_segment.get(self._default(choice.segmentation_id), ())

    def _segment(self, segmentation_id: int, person: Person | None) -> int:
        if person is None:
            return self._default(segmentation_id)
        if segmentation_id not in self._assigners:
            segmentation = segmentations.get_approved(self._tx, segmentation_id)
            self._assigners[segmentation_id] = segments.assigner(self._tx, segmentation)
        return self._assigners[segmentation_id]([person])[person.id].id

    def _default(self, segmentation_id: int) -> int:
        if segmentation_id not in self._defaults:
            segmentation = segmentations.get_approved(self._tx, segmentation_id)
            self._defaults[segmentation_id] = segmentation.segments[-1].id
        return self._defaults[segmentation_id]

    def _snippet(self, snippet_id: int, text: bool) -> Composition:
        if (snippet_id, text) not in self._snippets:
            self._snippets[snippet_id, text] = snippets.composition(self._tx, snippet_id, text=text)
        return self._snippets[snippet_id, text]

    # -- tokens -------------------------------------------------------------------------------------------------------

    def _tokens(self, text: str, recipient: Recipient, place: Place) -> str:
        values = context.for_person(
            self._tx,
            recipient.person,
            self._program_id,
            folder_id=self._folder_id,
            links=recipient.links,
            place=place,
        )
        return template.compile(text).render(values)
