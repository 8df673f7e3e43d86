"""What the second version of the asset API answers of a design, whatever its kind."""

from typing import Any, Final

from msgspec import UNSET, UnsetType

from mercat.domain.assets import programs, tree
from mercat.marketo.asset.programs import TYPES
from mercat.marketo.types import asset_time
from mercat.model.assets import AssetType, Kind
from mercat.model.designer import Design
from mercat.model.documents import AssetSummary, Document
from mercat.model.versions import Version
from mercat.store.tx import Tx
from mercat.wire.operation import Answer, present

APP_TYPE: Final = "marketo"
SCRIPT_ENGINE: Final = "velocity"  # what email scripts are written in
CONTENT_TYPES: Final = {
    AssetType.DESIGNER_EMAIL: "email",
    AssetType.DESIGNER_TEMPLATE: "emailtemplate",
    AssetType.FRAGMENT: "fragment",
}


class Metadata(Answer):
    """Who made an asset and who changed it last, and when."""

    created_by: str
    created_at: str
    created_by_id: str
    modified_by: str
    modified_at: str
    modified_by_id: str


class AssociatedState(Answer):
    """A version of an asset."""

    content_id: str
    state: str


class AppData(Answer, kw_only=True):
    """Where an asset is, and which editor made it."""

    editor_type: str | UnsetType = UNSET
    folder_id: str | UnsetType = UNSET
    workspace_id: str


class EmailAppData(AppData, kw_only=True):
    """Where an email is; with the program, if it is in one."""

    program_id: str | UnsetType = UNSET
    program_name: str | UnsetType = UNSET
    program_type: str | UnsetType = UNSET


class DesignAnswer(Answer, kw_only=True):
    """What the answers about a version of a design begin with."""

    id: str
    name: str
    description: str | UnsetType = UNSET
    app_type: str
    status: str
    state: str
    virtual_id: str
    associated_states: list[AssociatedState]
    metadata: Metadata
    script_engine: str


def heading(document: Document[Any], version: Version) -> dict[str, Any]:
    """The members of a `DesignAnswer` about a version of an asset."""
    title, number = document.title_of(version), str(document.id)
    return {
        "id": number,
        "name": title.name,
        "description": present(title.description),
        "app_type": APP_TYPE,
        "status": version,
        "state": version,
        "virtual_id": number,
        "associated_states": [AssociatedState(number, name) for name in document.versions.names],
        "metadata": _metadata(document),
        "script_engine": SCRIPT_ENGINE,
    }


def app_data(document: Document[Any], content: Design) -> AppData:
    """Where an asset of Design Studio is."""
    return AppData(
        editor_type=present(content.editor_type),
        folder_id=str(document.parent.id),
        workspace_id=str(document.workspace_id),
    )


def email_app_data(tx: Tx, document: Document[Any], content: Design) -> EmailAppData:
    """Where an email is: in a folder, in a program, or in a folder of one."""
    in_folder = document.parent.kind is Kind.FOLDER
    ref = tree.program_around(tx, document.parent)
    program = None if ref is None else programs.find(tx, ref.id)
    return EmailAppData(
        editor_type=present(content.editor_type),
        folder_id=str(document.parent.id) if in_folder else UNSET,
        workspace_id=str(document.workspace_id),
        program_id=UNSET if program is None else str(program.id),
        program_name=UNSET if program is None else program.name,
        program_type=UNSET if program is None else TYPES[program.type],
    )


class UsedBy(Answer, kw_only=True):
    """An asset that uses another one."""

    id: str
    name: str
    app_data: AppData
    channel: str
    content_type: str


class Usage(Answer):
    """How many assets use one, and whether any does."""

    id: str
    name: str
    count: int
    used: bool


def used_by(tx: Tx, summary: AssetSummary) -> UsedBy:
    """An asset that uses another one, in a folder or program."""
    node = tree.get(tx, summary.parent)
    folder_id = str(node.ref.id) if node.ref.kind is Kind.FOLDER else UNSET
    return UsedBy(
        id=str(summary.id),
        name=summary.name,
        app_data=AppData(folder_id=folder_id, workspace_id=str(node.workspace_id)),
        channel="email",
        content_type=content_type(summary.type),
    )


def content_type(type: AssetType) -> str:
    """The word for a type of assets."""
    return CONTENT_TYPES.get(type, type.value.lower().replace(" ", ""))


def _metadata(document: Document[Any]) -> Metadata:
    return Metadata(
        created_by=document.created_by.name,
        created_at=asset_time(document.created_ms),
        created_by_id=str(document.created_by.id),
        modified_by=document.updated_by.name,
        modified_at=asset_time(document.updated_ms),
        modified_by_id=str(document.updated_by.id),
    )
