"""What an email needs before it is approved."""

from mercat.domain.emails import lines
from mercat.domain.mail.composing import check_address
from mercat.domain.segments import segmentations
from mercat.domain.snippets import snippets
from mercat.model.emails import Email, Line
from mercat.model.markup import Template
from mercat.model.refusals import NotAllowed, RuleBroken
from mercat.model.rules import Rule
from mercat.store.tx import Tx

_ADDRESSES = ("fromEmail", "replyTO")


def check(tx: Tx, content: Email, template: Template) -> None:
    """Refuse an email that cannot go out.

    Raises RuleBroken (a header is missing or no address, the HTML is badly declared, a snippet or segmentation is not
    approved), NotFound.
    """
    for name, member in lines.NAMES.items():
        _check_line(name, getattr(content, member))
    for problem in template.problems:
        raise problem
    for snippet_id in _snippets(content):
        if snippets.KIND.get(tx, snippet_id).versions.approved is None:
            raise RuleBroken(Rule.NOT_APPROVED, kind=snippets.KIND.type.value)
    for segmentation_id in _segmentations(content):
        segmentations.get_approved(tx, segmentation_id)


def _check_line(name: str, line: Line) -> None:
    texts = [line.value] if line.segmentation_id is None else list(line.by_segment.values())
    for text in texts:
        if not text.strip():
            raise RuleBroken(Rule.EMAIL_HEADER_MISSING, field=name)
        if name in _ADDRESSES and "{{" not in text:
            try:
                check_address(name, text.strip())
            except NotAllowed:
                raise RuleBroken(Rule.EMAIL_HEADER_UNFIT, field=name) from None


def _snippets(content: Email) -> set[int]:
    parts = [part for one in content.sections.values() for part in one.parts]
    return {part.snippet_id for part in parts if part.snippet_id is not None}


def _segmentations(content: Email) -> set[int]:
    owners = [*content.sections.values(), *(getattr(content, member) for member in lines.NAMES.values())]
    return {owner.segmentation_id for owner in owners if owner.segmentation_id is not None}
