"""/rest/asset/v2/emailtemplate: email templates of the new designer."""

from typing import Any

from mercat.domain.designer import templates
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
from mercat.model.designer import Data, DesignerTemplate
from mercat.model.documents import Document
from mercat.model.versions import Version
from mercat.store.tx import Tx
from mercat.wire.call import Call


class DesignerTemplateAnswer(DesignAnswer, kw_only=True):
    """An email template without its data."""

    app_data: AppData


class DesignerTemplateDetail(DesignerTemplateAnswer, kw_only=True):
    """An email template with its data."""

    data: Data


class DesignerTemplatePage(PageDetails):
    """A page of email templates."""

    items: list[DesignerTemplateAnswer]


class CreateTemplate(CreateDesign, kw_only=True):
    """A new email template."""

    app_data: Location


def _members(
    tx: Tx, document: Document[DesignerTemplate], version: Version, content: DesignerTemplate
) -> dict[str, Any]:
    return {**heading(document, version), "app_data": app_data(document, content)}


operations = DesignOperations(
    module=__name__,
    kind=templates.KIND,
    needs=Needs(
        read=AllOf.READ_EMAIL_TEMPLATES,
        edit=AllOf.EDIT_EMAIL_TEMPLATES,
        approve=AllOf.APPROVE_EMAIL_TEMPLATES,
        delete=AllOf.DELETE_EMAIL_TEMPLATES,
    ),
    show=_members,
    item=DesignerTemplateAnswer,
    page=DesignerTemplatePage,
    answer=DesignerTemplateDetail,
    search=FilterDesigns,
    docs="email-templates-new",
    noun="email template",
)

operations.by_id("/rest/asset/v2/emailtemplate/{id}", id="getContentUsingGET_emailtemplate")
operations.filter("/rest/asset/v2/emailtemplate/filter", id="filterContentUsingGET_emailtemplate")
operations.bulk_get("/rest/asset/v2/emailtemplate/bulk/get", id="bulkGetUsingPOST_emailtemplate")
operations.clone("/rest/asset/v2/emailtemplate/clone", id="cloneContentUsingPOST_emailtemplate")
operations.transition("/rest/asset/v2/emailtemplate/state/transition", id="stateTransitionUsingPOST_emailtemplate")
operations.delete("/rest/asset/v2/emailtemplate/{id}/delete", id="deleteContentUsingPOST_emailtemplate")
operations.bulk_delete("/rest/asset/v2/emailtemplate/bulk/delete", id="bulkDeleteUsingPOST_emailtemplate")
operations.used_by("/rest/asset/v2/emailtemplate/usedby", id="getContentUsedByUsingPOST_emailtemplate")
operations.bulk_used_by("/rest/asset/v2/emailtemplate/bulk/usedby", id="bulkUsedByUsingPOST_emailtemplate")


@marketo.post(
    "/rest/asset/v2/emailtemplate",
    id="createContentUsingPOST_emailtemplate",
    needs=operations.needs.edit,
    docs="email-templates-new#create",
    limits=CONTENT_LIMITS,
)
def create_template(call: Call, body: CreateTemplate) -> list[DesignerTemplateDetail]:
    """Create an email template in a folder of email templates."""
    place = body.app_data.place(call.tx, templates.KIND)
    parts = {**body.parts(), "editor_type": body.app_data.editor_type}
    return operations.changed(call.tx, templates.create(call.tx, place, body.name, body.description, **parts))


@marketo.post(
    "/rest/asset/v2/emailtemplate/{id}/update",
    id="updateContentUsingPOST_emailtemplate",
    needs=operations.needs.edit,
    docs="email-templates-new#update",
    limits=CONTENT_LIMITS,
)
def update_template(call: Call, path: DesignId, body: UpdateDesign) -> list[DesignerTemplateDetail]:
    """Change the draft of an email template."""
    return operations.changed(call.tx, templates.update(call.tx, path.id, **body.parts()))
