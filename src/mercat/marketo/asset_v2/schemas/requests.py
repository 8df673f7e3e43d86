"""What callers of the second version of the asset API send, whatever the kind of design."""

from typing import Annotated, Any, Final, Literal

import msgspec

from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.designer import designs
from mercat.marketo.asset_v2.schemas.answers import SCRIPT_ENGINE
from mercat.marketo.types import parse_time
from mercat.model.assets import AssetRef, Kind, Ref
from mercat.model.designer import Data, EditorContext, Word
from mercat.model.documents import DocumentSearch, SortKey
from mercat.model.refusals import NotAllowed
from mercat.model.versions import Version
from mercat.store.tx import Tx
from mercat.wire.call import Call
from mercat.wire.operation import Schema

PAGE_MAX: Final = 50
READ_MAX: Final = 20  # assets that one call reads whole, or deletes
USAGE_MAX: Final = 50
Index = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
PageSize = Annotated[int, msgspec.Meta(ge=1, le=PAGE_MAX)]
SORT_KEYS: Final = {
    "id": SortKey.ID,
    "name": SortKey.NAME,
    "createdAt": SortKey.CREATED_AT,
    "createdBy": SortKey.CREATED_BY,
    "modifiedAt": SortKey.UPDATED_AT,
    "modifiedBy": SortKey.UPDATED_BY,
}


class DesignId(Schema):
    """The id in the path of one asset."""

    id: str


# -- create and update ------------------------------------------------------------------------------------------------


class Location(Schema):
    """Where an asset goes, and which editor made it. One of the ids is needed."""

    editor_type: Word | None = None
    folder_id: str | None = None
    workspace_id: str | None = None

    def place(self, tx: Tx, kind: AssetKind[Any]) -> Ref:
        """The folder or program. Raises Missing, NotFound, ParentNotFound, WrongFolder."""
        return designs.place(tx, kind, folder_id=self.folder_id, workspace_id=self.workspace_id)


class CreateDesign(Schema):
    """A new asset."""

    name: str
    description: str | None = None
    data: Data | None = None
    editor_context: EditorContext | None = None
    theme_id: Word | None = None
    app_type: Literal["marketo"] = "marketo"
    status: Literal["draft"] = "draft"

    def parts(self) -> dict[str, Any]:
        """The parts that every kind has."""
        return {"data": self.data, "editor_context": self.editor_context, "theme_id": self.theme_id}


class UpdateDesign(Schema):
    """What changes in an asset; what is absent stays."""

    name: str | None = None
    description: str | None = None
    data: Data | None = None
    editor_context: EditorContext | None = None

    def parts(self) -> dict[str, Any]:
        """The parts that every kind has."""
        return {name: getattr(self, name) for name in UpdateDesign.__struct_fields__}


# -- filter -----------------------------------------------------------------------------------------------------------


class FilterDesigns(Schema):
    """A search in one workspace. Parameters that are absent limit nothing."""

    workspace_id: str
    folder_id: str | None = None
    folder_ids: list[str] = []
    folder_type: Literal["Folder", "Program"] = "Folder"
    status: list[str] = []
    page_index: Index = 0
    page_size: PageSize = 20
    created_by: str | None = None
    created_at_start: str | None = None
    created_at_end: str | None = None
    modified_by: str | None = None
    modified_at_start: str | None = None
    modified_at_end: str | None = None
    name: str | None = None
    sort_key: str = "id"
    sort_order: Literal["ASC", "DESC"] = "ASC"
    is_created_by_me: bool = False
    is_modified_by_me: bool = False
    script_engine: str | None = None
    is_value_non_nullable: str | None = None
    include_archived: bool = False

    def criteria(self, call: Call) -> DocumentSearch | None:
        """The search, or None if nothing can match. Raises NotAllowed, MalformedDate."""
        search = DocumentSearch(
            workspace_id=designs.number_of(self.workspace_id) or 0,
            versions=self._versions(),
            name=self.name,
            parents=self._parents(),
            created_from_ms=parse_time("createdAtStart", self.created_at_start),
            created_to_ms=parse_time("createdAtEnd", self.created_at_end),
            updated_from_ms=parse_time("modifiedAtStart", self.modified_at_start),
            updated_to_ms=parse_time("modifiedAtEnd", self.modified_at_end),
            created_by=self.created_by,
            updated_by=self.modified_by,
            created_by_id=call.caller.user_id if self.is_created_by_me else None,
            updated_by_id=call.caller.user_id if self.is_modified_by_me else None,
            content=self.content(),
            uses=self.used(),
            archived=self.include_archived,
            sort=self._sort(),
            descending=self.sort_order == "DESC",
        )
        return search if self._has_script_engine() else None

    def content(self) -> tuple[tuple[str, str], ...]:
        """The members that the content has to have."""
        return ()

    def used(self) -> AssetRef | None:
        """The asset that has to be used."""
        return None

    def _versions(self) -> frozenset[Version]:
        names: dict[str, Version] = {"draft": "draft", "approved": "approved"}
        for status in self.status:
            if status.lower() not in names:
                raise NotAllowed("status", status[:255], tuple(names))
        return frozenset(names[status.lower()] for status in self.status)

    def _parents(self) -> tuple[Ref, ...] | None:
        texts = [*self.folder_ids, *([] if self.folder_id is None else [self.folder_id])]
        if not texts:
            return None
        numbers = [number for text in texts if (number := designs.number_of(text)) is not None]
        return tuple(Ref(Kind(self.folder_type), number) for number in dict.fromkeys(numbers))

    def _sort(self) -> SortKey:
        if self.sort_key not in SORT_KEYS:
            raise NotAllowed("sortKey", self.sort_key[:255], tuple(SORT_KEYS))
        return SORT_KEYS[self.sort_key]

    def _has_script_engine(self) -> bool:
        """Whether assets, which all have the same engine, have the one that is asked for, or any."""
        flag = None if self.is_value_non_nullable is None else self.is_value_non_nullable.lower()
        if flag not in (None, "true", "false"):
            raise NotAllowed("isValueNonNullable", flag[:255], ("true", "false"))
        return flag != "false" and (self.script_engine or SCRIPT_ENGINE).lower() == SCRIPT_ENGINE


# -- life and use -----------------------------------------------------------------------------------------------------


class NewAsset(Schema):
    """What a copy is called."""

    name: str
    description: str | None = None


class CloneDesign(Schema):
    """A copy beside an asset."""

    asset_id: str
    new_asset: NewAsset


class Transition(Schema):
    """A step of an asset's life."""

    content_id: str
    action: Literal["approve", "unapprove", "discard", "create_draft"]


class UsedByRequest(Schema):
    """A page of the assets that use one; of any type, or of one."""

    asset_id: str
    page_index: Index = 0
    page_size: PageSize = 20
    type: str = "all"


class BulkIds(Schema):
    """Assets to read."""

    asset_ids: Annotated[list[str], msgspec.Meta(min_length=1, max_length=READ_MAX)]


class BulkDelete(BulkIds):
    """Assets to delete, all or none; those that others use as well, if it says so."""

    ignore_used_by: bool = False


class BulkUsage(Schema):
    """Assets whose use is counted."""

    asset_ids: Annotated[list[str], msgspec.Meta(min_length=1, max_length=USAGE_MAX)]
