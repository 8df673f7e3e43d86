"""/rest/asset/v2/fragment: pieces that emails and email templates of the new designer show."""

from typing import Any

from msgspec import UNSET, UnsetType

from mercat.domain.designer import fragments
from mercat.marketo.asset_v2.designs import CONTENT_LIMITS, DesignOperations, Needs
from mercat.marketo.asset_v2.schemas.answers import AppData, DesignAnswer, app_data, heading
from mercat.marketo.asset_v2.schemas.requests import (
    CreateDesign,
    DesignId,
    FilterDesigns,
    Location,
    UpdateDesign,
)
from mercat.marketo.envelopes import PageDetails
from mercat.marketo.permissions import AllOf
from mercat.marketo.protocol import marketo
from mercat.model.designer import Data, EditorContext, Fragment, FragmentSettings
from mercat.model.documents import Document
from mercat.model.versions import Version
from mercat.store.tx import Tx
from mercat.wire.call import Call
from mercat.wire.operation import present


class FragmentAnswer(DesignAnswer, kw_only=True):
    """A fragment without its data."""

    settings: FragmentSettings
    app_data: AppData
    editor_context: EditorContext | UnsetType = UNSET
    theme_id: str | UnsetType = UNSET


class FragmentDetail(FragmentAnswer, kw_only=True):
    """A fragment with its data."""

    data: Data


class FragmentPage(PageDetails):
    """A page of fragments."""

    items: list[FragmentAnswer]


class CreateFragment(CreateDesign, kw_only=True):
    """A new fragment."""

    app_data: Location
    settings: FragmentSettings


class UpdateFragment(UpdateDesign):
    """What changes in a fragment; what is absent stays."""

    settings: FragmentSettings | None = None


class FilterFragments(FilterDesigns):
    """A search for fragments, of one type or of any."""

    fragment_type: str | None = None

    def content(self) -> tuple[tuple[str, str], ...]:
        """The type of the fragment."""
        return () if self.fragment_type is None else (("fragmentType", self.fragment_type),)


def _members(tx: Tx, document: Document[Fragment], version: Version, content: Fragment) -> dict[str, Any]:
    return {
        **heading(document, version),
        "settings": fragments.settings_of(content),
        "app_data": app_data(document, content),
        "editor_context": present(content.editor_context),
        "theme_id": present(content.theme_id),
    }


operations = DesignOperations(
    module=__name__,
    kind=fragments.KIND,
    needs=Needs(
        read=AllOf.READ_SNIPPETS,
        edit=AllOf.EDIT_SNIPPETS,
        approve=AllOf.APPROVE_SNIPPETS,
        delete=AllOf.DELETE_SNIPPETS,
    ),
    show=_members,
    item=FragmentAnswer,
    page=FragmentPage,
    answer=FragmentDetail,
    search=FilterFragments,
    docs="fragments",
    noun="fragment",
)

operations.by_id("/rest/asset/v2/fragment/{id}", id="getContentUsingGET_fragment")
operations.filter("/rest/asset/v2/fragment/filter", id="filterContentUsingGET_fragment")
operations.bulk_get("/rest/asset/v2/fragment/bulk/get", id="bulkGetUsingPOST_fragment")
operations.clone("/rest/asset/v2/fragment/clone", id="cloneContentUsingPOST_fragment")
operations.transition("/rest/asset/v2/fragment/state/transition", id="stateTransitionUsingPOST_fragment")
operations.delete("/rest/asset/v2/fragment/{id}/delete", id="deleteContentUsingPOST_fragment")
operations.bulk_delete("/rest/asset/v2/fragment/bulk/delete", id="bulkDeleteUsingPOST_fragment")
operations.used_by("/rest/asset/v2/fragment/usedby", id="getContentUsedByUsingPOST_fragment")
operations.bulk_used_by("/rest/asset/v2/fragment/bulk/usedby", id="bulkUsedByUsingPOST_fragment")


@marketo.post(
    "/rest/asset/v2/fragment",
    id="createContentUsingPOST_fragment",
    needs=operations.needs.edit,
    docs="fragments#create",
    limits=CONTENT_LIMITS,
)
def create_fragment(call: Call, body: CreateFragment) -> list[FragmentDetail]:
    """Create a fragment in a folder of snippets."""
    place = body.app_data.place(call.tx, fragments.KIND)
    parts = {**body.parts(), "editor_type": body.app_data.editor_type, "settings": body.settings}
    return operations.changed(call.tx, fragments.create(call.tx, place, body.name, body.description, **parts))


@marketo.post(
    "/rest/asset/v2/fragment/{id}/update",
    id="updateContentUsingPOST_fragment",
    needs=operations.needs.edit,
    docs="fragments#update",
    limits=CONTENT_LIMITS,
)
def update_fragment(call: Call, path: DesignId, body: UpdateFragment) -> list[FragmentDetail]:
    """Change the draft of a fragment."""
    document = fragments.update(call.tx, path.id, **body.parts(), settings=body.settings)
    return operations.changed(call.tx, document)
