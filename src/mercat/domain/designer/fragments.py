"""Fragments: pieces that emails and email templates of the new designer show."""

from typing import Final

from msgspec.structs import replace

from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.designer import designs
from mercat.model.assets import Area, AssetType, Ref
from mercat.model.designer import Data, EditorContext, Fragment, FragmentSettings
from mercat.model.documents import Document
from mercat.model.refusals import Missing
from mercat.store.tx import Tx


def _check_draft(tx: Tx, document: Document[Fragment]) -> None:
    designs.check_fragments(tx, document, KIND)


KIND: Final = AssetKind(
    type=AssetType.FRAGMENT,
    content=Fragment,
    folder_type="Snippet",
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
    settings: FragmentSettings,
    data: Data | None = None,
    editor_context: EditorContext | None = None,
    editor_type: str | None = None,
    theme_id: str | None = None,
) -> Document[Fragment]:
    """A new fragment. Raises Missing, and what `AssetKind.create` does."""
    if not (settings.fragment_type or "").strip():
        raise Missing("fragmentType")
    if not settings.supported_channels:
        raise Missing("supportedChannels")
    content = _with_settings(
        Fragment(editor_type=editor_type, theme_id=theme_id, editor_context=editor_context), settings
    )
    return designs.create(tx, KIND, parent, name, description, content, designs.changed(Data(), data))


def update(
    tx: Tx,
    fragment_id: str,
    *,
    name: str | None = None,
    description: str | None = None,
    settings: FragmentSettings | None = None,
    data: Data | None = None,
    editor_context: EditorContext | None = None,
) -> Document[Fragment]:
    """Change the draft; None leaves a part as it is. Raises NotFound, AlreadyExists, ..."""
    document = designs.renamed(tx, KIND, designs.get(tx, KIND, fragment_id), name, description)
    content = document.versions.latest
    if editor_context is not None:
        content = replace(content, editor_context=editor_context)
    content = _with_settings(content, designs.merge(settings_of(content), settings))
    return designs.save(tx, KIND, document, content, designs.changed(designs.latest_data(tx, KIND, document), data))


def settings_of(content: Fragment) -> FragmentSettings:
    """What a fragment is, and where it may be used."""
    return FragmentSettings(content.fragment_type, content.fragment_sub_type, content.supported_channels)


def _with_settings(content: Fragment, settings: FragmentSettings) -> Fragment:
    return replace(content, **{name: getattr(settings, name) for name in settings.__struct_fields__})
