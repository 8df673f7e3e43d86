"""/rest/asset/v2/email: emails of the new designer."""

from typing import Any

from msgspec import UNSET, UnsetType

from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.designer import designs, emails
from mercat.marketo.asset_v2.designs import CONTENT_LIMITS, DesignOperations, Needs
from mercat.marketo.asset_v2.schemas.answers import DesignAnswer, EmailAppData, email_app_data, heading
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
from mercat.model.assets import AssetRef, AssetType, Ref
from mercat.model.designer import Data, DesignerEmail, EditorContext, EmailHeaders, EmailSettings
from mercat.model.documents import Document
from mercat.model.versions import Version
from mercat.store.tx import Tx
from mercat.wire.call import Call
from mercat.wire.operation import Answer, present


class SettingsAnswer(Answer):
    """How an email is sent."""

    is_operational: bool
    is_web_page_view: bool
    is_text_only: bool
    disable_open_tracking: bool
    enable_url_tracking: bool


class DesignerEmailAnswer(DesignAnswer, kw_only=True):
    """An email without its data."""

    headers: EmailHeaders
    settings: SettingsAnswer
    app_data: EmailAppData
    template_id: str | UnsetType = UNSET
    editor_context: EditorContext | UnsetType = UNSET


class DesignerEmailDetail(DesignerEmailAnswer, kw_only=True):
    """An email with its data."""

    data: Data


class DesignerEmailPage(PageDetails):
    """A page of emails."""

    items: list[DesignerEmailAnswer]


class EmailLocation(Location):
    """Where an email goes: a folder, a program, or both, if the folder is in the program."""

    program_id: str | None = None

    def place(self, tx: Tx, kind: AssetKind[Any]) -> Ref:
        """The folder or program. Raises Missing, NotFound, ParentNotFound, WrongFolder."""
        return designs.place(
            tx, kind, folder_id=self.folder_id, workspace_id=self.workspace_id, program_id=self.program_id
        )


class CreateEmail(CreateDesign, kw_only=True):
    """A new email. The content of the template, if there is one, takes the place of the data."""

    app_data: EmailLocation
    headers: EmailHeaders
    settings: EmailSettings | None = None
    template_id: str | None = None


class UpdateEmail(UpdateDesign):
    """What changes in an email; what is absent stays. The content of the template takes the place of the data."""

    headers: EmailHeaders | None = None
    settings: EmailSettings | None = None
    template_id: str | None = None


class FilterEmails(FilterDesigns):
    """A search for emails, of one template or of any."""

    template_id: str | None = None

    def used(self) -> AssetRef | None:
        """The template of the email."""
        if self.template_id is None:
            return None
        return AssetRef(AssetType.DESIGNER_TEMPLATE, designs.number_of(self.template_id) or 0)


def _members(tx: Tx, document: Document[DesignerEmail], version: Version, content: DesignerEmail) -> dict[str, Any]:
    return {
        **heading(document, version),
        "headers": content.headers,
        "settings": _settings(content.settings),
        "app_data": email_app_data(tx, document, content),
        "template_id": present(None if content.template_id is None else str(content.template_id)),
        "editor_context": present(content.editor_context),
    }


def _settings(settings: EmailSettings) -> SettingsAnswer:
    """The settings of an email. Nothing stops that it is noted when somebody opens it."""
    return SettingsAnswer(
        is_operational=settings.is_operational is True,
        is_web_page_view=settings.is_web_page_view is True,
        is_text_only=settings.is_text_only is True,
        disable_open_tracking=False,
        enable_url_tracking=settings.enable_url_tracking is True,
    )


operations = DesignOperations(
    module=__name__,
    kind=emails.KIND,
    needs=Needs(
        read=AllOf.READ_EMAILS,
        edit=AllOf.EDIT_EMAILS,
        approve=AllOf.APPROVE_EMAILS,
        delete=AllOf.DELETE_EMAILS,
    ),
    show=_members,
    item=DesignerEmailAnswer,
    page=DesignerEmailPage,
    answer=DesignerEmailDetail,
    search=FilterEmails,
    docs="emails-new",
    noun="email",
)

operations.by_id("/rest/asset/v2/email/{id}", id="getContentUsingGET_email")
operations.filter("/rest/asset/v2/email/filter", id="filterContentUsingGET_email")
operations.bulk_get("/rest/asset/v2/email/bulk/get", id="bulkGetUsingPOST_email")
operations.clone("/rest/asset/v2/email/clone", id="cloneContentUsingPOST_email")
operations.transition("/rest/asset/v2/email/state/transition", id="stateTransitionUsingPOST_email")
operations.delete("/rest/asset/v2/email/{id}/delete", id="deleteContentUsingPOST_email")
operations.bulk_delete("/rest/asset/v2/email/bulk/delete", id="bulkDeleteUsingPOST_email")
operations.used_by("/rest/asset/v2/email/usedby", id="getContentUsedByUsingPOST_email")
operations.bulk_used_by("/rest/asset/v2/email/bulk/usedby", id="bulkUsedByUsingPOST_email")


@marketo.post(
    "/rest/asset/v2/email",
    id="createContentUsingPOST_email",
    needs=operations.needs.edit,
    docs="emails-new#create",
    limits=CONTENT_LIMITS,
)
def create_email(call: Call, body: CreateEmail) -> list[DesignerEmailDetail]:
    """Create an email in a folder of emails or in a program."""
    place = body.app_data.place(call.tx, emails.KIND)
    parts = {**body.parts(), "editor_type": body.app_data.editor_type, **_own_parts(body)}
    return operations.changed(call.tx, emails.create(call.tx, place, body.name, body.description, **parts))


@marketo.post(
    "/rest/asset/v2/email/{id}/update",
    id="updateContentUsingPOST_email",
    needs=operations.needs.edit,
    docs="emails-new#update",
    limits=CONTENT_LIMITS,
)
def update_email(call: Call, path: DesignId, body: UpdateEmail) -> list[DesignerEmailDetail]:
    """Change the draft of an email."""
    return operations.changed(call.tx, emails.update(call.tx, path.id, **body.parts(), **_own_parts(body)))


def _own_parts(body: CreateEmail | UpdateEmail) -> dict[str, Any]:
    return {"headers": body.headers, "settings": body.settings, "template_id": body.template_id}
