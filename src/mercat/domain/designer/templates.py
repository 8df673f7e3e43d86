"""Email templates of the new designer: what an email begins with."""

from typing import Final

from msgspec.structs import replace

from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.designer import designs, fragments
from mercat.model.assets import Area, AssetType, Ref
from mercat.model.designer import Data, DesignerTemplate, EditorContext
from mercat.model.documents import Document
from mercat.store.tx import Tx


def _check_draft(tx: Tx, document: Document[DesignerTemplate]) -> None:
    designs.check_fragments(tx, document, fragments.KIND)


KIND: Final = AssetKind(
    type=AssetType.DESIGNER_TEMPLATE,
    content=DesignerTemplate,
    folder_type="Email Template",
    areas=frozenset((Area.DESIGN,)),
    has_body=True,
    may_delete_approved=True,
    uses=designs.fragments_used,
    check_draft=_check_draft,
)


def create(
    tx: Tx,
    parent: Ref,
    name: str,
    description: str | None,
    *,
    data: Data | None = None,
    editor_context: EditorContext | None = None,
    editor_type: str | None = None,
    theme_id: str | None = None,
) -> Document[DesignerTemplate]:
    """A new template. Raises what `AssetKind.create` does."""
    content = DesignerTemplate(editor_type=editor_type, theme_id=theme_id, editor_context=editor_context)
    return designs.create(tx, KIND, parent, name, description, content, designs.changed(Data(), data))


def update(
    tx: Tx,
    template_id: str,
    *,
    name: str | None = None,
    description: str | None = None,
    data: Data | None = None,
    editor_context: EditorContext | None = None,
) -> Document[DesignerTemplate]:
    """Change the draft; None leaves a part as it is. Raises NotFound, AlreadyExists, ..."""
    document = designs.renamed(tx, KIND, designs.get(tx, KIND, template_id), name, description)
    content = document.versions.latest
    if editor_context is not None:
        content = replace(content, editor_context=editor_context)
    return designs.save(tx, KIND, document, content, designs.changed(designs.latest_data(tx, KIND, document), data))
