"""Emails of the new designer: headers, settings, and a content that may begin with that of a template."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.designer import designs, fragments, templates
from mercat.model.assets import AssetRef, AssetType, Ref
from mercat.model.designer import Data, DesignerEmail, EditorContext, EmailHeaders, EmailSettings
from mercat.model.documents import Document
from mercat.model.refusals import Missing
from mercat.store.tx import Tx

# What an email does unless its settings say otherwise.
DEFAULTS: Final = EmailSettings(
    enable_url_tracking=True, is_operational=False, is_text_only=False, is_web_page_view=False
)


def _uses(content: DesignerEmail) -> Iterator[AssetRef]:
    yield from designs.fragments_used(content)
    if content.template_id is not None:
        yield AssetRef(AssetType.DESIGNER_TEMPLATE, content.template_id)


def _check_draft(tx: Tx, document: Document[DesignerEmail]) -> None:
    designs.check_fragments(tx, document, fragments.KIND)


KIND: Final = AssetKind(
    type=AssetType.DESIGNER_EMAIL,
    content=DesignerEmail,
    folder_type="Email",
    has_body=True,
    may_delete_approved=True,
    uses=_uses,
    check_draft=_check_draft,
)


def create(
    tx: Tx,
    parent: Ref,
    name: str,
    description: str | None,
    *,
    headers: EmailHeaders,
    settings: EmailSettings | None = None,
    data: Data | None = None,
    editor_context: EditorContext | None = None,
    template_id: str | None = None,
    editor_type: str | None = None,
    theme_id: str | None = None,
) -> Document[DesignerEmail]:
    """A new email; the content of a template takes the place of the data. Raises NotFound, Missing, ..."""
    content = DesignerEmail(
        editor_type=editor_type,
        theme_id=theme_id,
        editor_context=editor_context,
        headers=_checked(headers),
        settings=designs.merge(DEFAULTS, settings),
    )
    content, given = _with_template(tx, content, designs.changed(Data(), data), template_id)
    return designs.create(tx, KIND, parent, name, description, content, given)


def update(
    tx: Tx,
    email_id: str,
    *,
    name: str | None = None,
    description: str | None = None,
    headers: EmailHeaders | None = None,
    settings: EmailSettings | None = None,
    data: Data | None = None,
    editor_context: EditorContext | None = None,
    template_id: str | None = None,
) -> Document[DesignerEmail]:
    """Change the draft; None leaves a part as it is. Raises NotFound, Missing, AlreadyExists, ..."""
    document = designs.renamed(tx, KIND, designs.get(tx, KIND, email_id), name, description)
    content = document.versions.latest
    content = replace(
        content,
        editor_context=content.editor_context if editor_context is None else editor_context,
        headers=_checked(designs.merge(content.headers, headers)),
        settings=designs.merge(content.settings, settings),
    )
    given = designs.changed(designs.latest_data(tx, KIND, document), data)
    content, given = _with_template(tx, content, given, template_id)
    return designs.save(tx, KIND, document, content, given)


def _checked(headers: EmailHeaders) -> EmailHeaders:
    if not (headers.subject or "").strip():
        raise Missing("subject")
    return headers


def _with_template(tx: Tx, content: DesignerEmail, data: Data, template_id: str | None) -> tuple[DesignerEmail, Data]:
    """The content and data of an email after it was given a template, the approved version of it if there is one."""
    if template_id is None:
        return content, data
    template = designs.get(tx, templates.KIND, template_id)
    picked = template.versions.pick()
    assert picked is not None, "a template has a version"
    version, design = picked
    context = design.editor_context or content.editor_context
    return (
        replace(content, template_id=template.id, editor_context=context),
        designs.data_of(tx, templates.KIND, template, version),
    )
