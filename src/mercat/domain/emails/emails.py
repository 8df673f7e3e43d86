"""Emails as assets: made from a template, with headers and flags. Their content: `sections`, `modules`, `values`."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from mercat.domain.assets.asset_kind import AssetKind, Copies
from mercat.domain.emails import approval, layout, lines, templates
from mercat.domain.markup import markup
from mercat.domain.people import fields
from mercat.model.assets import AssetRef, AssetType, Ref
from mercat.model.documents import Document
from mercat.model.emails import CcField, Email, Line, Part, Section
from mercat.model.markup import Template
from mercat.model.refusals import NotAllowed, RuleBroken, TooLong
from mercat.model.rules import Rule
from mercat.store.tx import Tx

PRE_HEADER_LENGTH: Final = 1_024
CC_FIELDS: Final = 25


def _uses(content: Email) -> Iterable[AssetRef]:
    if content.template_id is not None:
        yield AssetRef(AssetType.EMAIL_TEMPLATE, content.template_id)
    for owner in (*content.sections.values(), *(getattr(content, name) for name in lines.NAMES.values())):
        if owner.segmentation_id is not None:
            yield AssetRef(AssetType.SEGMENTATION, owner.segmentation_id)
    for section in content.sections.values():
        for part in section.parts:
            if part.snippet_id is not None:
                yield AssetRef(AssetType.SNIPPET, part.snippet_id)
            if part.image is not None and part.image.file_id is not None:
                yield AssetRef(AssetType.FILE, part.image.file_id)


def _rewire(content: Email, copies: Copies) -> Email:
    """With the copies of the assets that it uses. Segmentations and files lie outside of programs and stay the same."""

    def copy(type: AssetType, id: int | None) -> int | None:
        became = None if id is None else copies.get(AssetRef(type, id))
        return id if became is None else became.id

    def part(one: Part) -> Part:
        return replace(one, snippet_id=copy(AssetType.SNIPPET, one.snippet_id))

    def section(one: Section) -> Section:
        parts = {segment_id: each and part(each) for segment_id, each in one.by_segment.items()}
        return replace(one, static=part(one.static), by_segment=parts)

    return replace(
        content,
        template_id=copy(AssetType.EMAIL_TEMPLATE, content.template_id),
        sections={id: section(one) for id, one in content.sections.items()},
    )


def _check_draft(tx: Tx, document: Document[Email]) -> None:
    approval.check(tx, document.versions.latest, markup.parse(KIND.body(tx, document, "draft")))


KIND: Final = AssetKind(
    type=AssetType.EMAIL,
    content=Email,
    folder_type="Email",
    has_body=True,
    uses=_uses,
    rewire=_rewire,
    check_draft=_check_draft,
)


def create(
    tx: Tx, parent: Ref, name: str, description: str | None, template_id: int, options: Mapping[str, Any]
) -> Document[Email]:
    """A new email with the HTML of an approved template. `options` holds members of `Email` by name.

    Raises what `AssetKind.create` does, NotFound and RuleBroken (the template), TooLong.
    """
    source = templates.KIND.get(tx, template_id)
    if source.versions.approved is None:
        raise RuleBroken(Rule.NOT_APPROVED, kind=source.type.value)
    html = templates.KIND.body(tx, source, "approved")
    template = markup.parse(html)
    content = _with(tx, Email(template_id, modules=layout.first_modules(template)), options)
    content = replace(content, sections=layout.default_sections(tx, layout.regions(template, content)))
    return KIND.create(tx, parent, name, description or "", content, html)


def update(
    tx: Tx, email_id: int, *, name: str | None, description: str | None, options: Mapping[str, Any]
) -> Document[Email]:
    """Another name, description or members of the draft by name. Raises NotFound, AlreadyExists, TooLong, ..."""
    document = KIND.get(tx, email_id)
    if name is not None or description is not None:
        document = KIND.describe(tx, document, name=name, description=description)
    if not options:
        return document
    return KIND.save(tx, document, _with(tx, document.versions.latest, options))


def clone(
    tx: Tx, email_id: int, parent: Ref, name: str, description: str, *, is_operational: bool | None
) -> Document[Email]:
    """A new email like another one. Raises what `AssetKind.clone` does."""
    document = KIND.clone(tx, KIND.get(tx, email_id), parent, name, description)
    if is_operational is None or is_operational == document.versions.latest.is_operational:
        return document
    return KIND.save(tx, document, replace(document.versions.latest, is_operational=is_operational))


def set_lines(
    tx: Tx, email_id: int, changes: Mapping[str, tuple[str, str]], *, is_open_tracking_disabled: bool | None
) -> Document[Email]:
    """Other headers, each a type and a value by its name. Raises NotFound, NotAllowed, RuleBroken, TooLong."""
    document = KIND.get(tx, email_id)
    content = document.versions.latest
    for name, (type, value) in changes.items():
        content = lines.put(content, name, lines.make(tx, name, getattr(content, lines.NAMES[name]), type, value))
    if is_open_tracking_disabled is not None:
        content = replace(content, is_open_tracking_disabled=is_open_tracking_disabled)
    return KIND.save(tx, document, content)


def edit(tx: Tx, email_id: int) -> tuple[Document[Email], Template]:
    """An email with what the body of its latest version declares. Raises NotFound, RuleBroken (it has no template)."""
    document = KIND.get(tx, email_id)
    return document, read(tx, document)


def read(tx: Tx, document: Document[Email], content: Email | None = None) -> Template:
    """What the body of a version declares, of the latest one by default. Raises RuleBroken (it has no template)."""
    content = document.versions.latest if content is None else content
    if content.template_id is None:
        raise RuleBroken(Rule.EMAIL_WITHOUT_TEMPLATE)
    return markup.parse(KIND.body(tx, document, "draft" if content is document.versions.draft else "approved"))


# -- code of its own --------------------------------------------------------------------------------------------------


def edit_code(tx: Tx, email_id: int) -> Document[Email]:
    """The draft leaves its template, so that its HTML can be replaced as a whole. Raises NotFound."""
    document = KIND.get(tx, email_id)
    return KIND.save(tx, document, replace(document.versions.latest, template_id=None))


def set_code(tx: Tx, email_id: int, html: str) -> tuple[Document[Email], list[RuleBroken]]:
    """Replace the HTML of an email with code of its own; also why it cannot be approved yet.

    Raises NotFound, RuleBroken (it has a template, dynamic content or a script; the HTML is out of bounds).
    """
    document = KIND.get(tx, email_id)
    content = document.versions.latest
    if content.template_id is not None:
        raise RuleBroken(Rule.EMAIL_WITH_TEMPLATE)
    if any(section.segmentation_id is not None for section in content.sections.values()):
        raise RuleBroken(Rule.EMAIL_DYNAMIC)
    template = markup.parse(html)
    layout.check_script(html)
    modules = layout.every_module(template)
    content = replace(content, modules=modules, sections={}, variables={})
    return KIND.save(tx, document, content, html), list(template.problems)


# -- carbon copies ----------------------------------------------------------------------------------------------------


def cc_fields(tx: Tx) -> list[CcField]:
    """The fields that hold addresses for carbon copies, by id: those of type email, but for the address itself."""
    rows = sorted(fields.catalog(tx).by_id.values(), key=lambda row: row.id)
    addresses = [row for row in rows if row.data_type == "email" and row.name != "email" and not row.hidden]
    return [
        CcField(row.id, row.name, row.display_name, row.name in fields.COMPANY_FIELDS) for row in addresses[:CC_FIELDS]
    ]


# -- what the functions share -----------------------------------------------------------------------------------------


def _with(tx: Tx, content: Email, options: Mapping[str, Any]) -> Email:
    """The content with other members. Headers are texts. Raises TooLong, NotAllowed."""
    changes = dict(options)
    for name, member in lines.NAMES.items():
        if member in changes:
            changes[member] = Line(lines.checked(name, changes[member]))
    pre_header = changes.get("pre_header")
    if pre_header is not None and len(pre_header) > PRE_HEADER_LENGTH:
        raise TooLong("preHeader", PRE_HEADER_LENGTH)
    if "cc_fields" in changes:
        changes["cc_fields"] = tuple(_cc_field(tx, name) for name in changes["cc_fields"])
    return replace(content, **changes)


def _cc_field(tx: Tx, name: str) -> CcField:
    allowed = {field.name: field for field in cc_fields(tx)}
    if name not in allowed:
        raise NotAllowed("ccFields", name[:255], tuple(allowed))
    return allowed[name]
