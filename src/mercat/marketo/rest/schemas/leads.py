"""The parameters, bodies and answers of the operations on leads."""

from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from mercat.domain.lead_capture.submission import Visit
from mercat.domain.people import schema, sync
from mercat.marketo.permissions import Permission
from mercat.marketo.types import Id
from mercat.model import iso8601
from mercat.model.campaigns import CampaignMember
from mercat.model.people import FieldRow
from mercat.model.refusals import AccessDenied, InvalidData, LookupNotSupported, Missing, WrongType
from mercat.model.rules import Rule
from mercat.wire.call import Call
from mercat.wire.operation import Answer, Schema, present

Batch = Annotated[list[dict[str, Any]], msgspec.Meta(min_length=1, max_length=300)]
Names = Annotated[list[str], msgspec.Meta(max_length=300)]
MAX_MS: Final = 2**53  # later than any time
BatchSize = Annotated[int, msgspec.Meta(ge=1, le=300)]


class LeadPath(Schema):
    """The path of one lead."""

    lead_id: int


class FieldNames(Schema):
    """The fields to show."""

    fields: list[str] = []


class FindLeads(Schema):
    """A filter on one field."""

    filter_type: str
    filter_values: list[str]
    fields: list[str] = []
    batch_size: BatchSize = 300
    next_page_token: str = ""


class SyncLeads(Schema):
    """Records to create or update."""

    input: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=300)] = []
    action: sync.Action = "createOrUpdate"
    lookup_field: str = "email"
    partition_name: str | None = None

    def records(self) -> list[dict[str, Any]]:
        """The records. Raises InvalidData."""
        if not self.input:
            raise InvalidData(Rule.LEADS_MISSING)
        return self.input


class PushLeads(Schema):
    """Records to create or update on behalf of a program."""

    program_name: str
    input: Batch
    lookup_field: str = "email"
    partition_name: str | None = None
    program_status: str | None = None
    source: str | None = None
    reason: str | None = None


class VisitorData(Schema):
    """The visit to the page with the form."""

    page_url: str | None = msgspec.field(name="pageURL", default=None)
    query_string: str | None = None
    lead_client_ip_address: str | None = None
    user_agent_string: str | None = None


class FilledIn(Schema):
    """The values of a submission, its page and its cookie."""

    lead_form_fields: dict[str, Any]
    visitor_data: VisitorData | None = None
    cookie: str | None = None

    def visit(self) -> Visit:
        """The visit as the engine takes it."""
        visitor = self.visitor_data or VisitorData()
        return Visit(visitor.page_url, visitor.query_string, visitor.lead_client_ip_address, visitor.user_agent_string)


class SubmitForm(Schema):
    """One submission of a form."""

    form_id: Id
    input: Annotated[list[FilledIn], msgspec.Meta(min_length=1, max_length=1)]
    program_id: Id | None = None


class LeadRecords(Schema):
    """Leads by id, in the body."""

    input: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=300)] = []


class LeadIds(Schema):
    """Leads by id in the query."""

    id: Annotated[list[str], msgspec.Meta(max_length=300)] = []


class Page(Schema):
    """A page of a list."""

    batch_size: BatchSize = 300
    next_page_token: str = ""


class FindAssets(Page):
    """A search for lists or campaigns by id, name, program or workspace. Absent members do not restrict it."""

    id: Annotated[list[Id], msgspec.Meta(max_length=300)] | None = None
    name: Names | None = None
    program_name: Names | None = None
    workspace_name: Names | None = None


class Move(Schema):
    """A lead and its new partition."""

    id: Any = None
    partition_name: Any = None


class MoveLeads(Schema):
    """Leads to move."""

    input: Annotated[list[Move], msgspec.Meta(min_length=1, max_length=300)]


class Cookie(Schema):
    """A tracking cookie."""

    cookie: str


class Merge(Schema):
    """The lead or leads to merge into the lead of the path."""

    lead_id: int | None = None
    lead_ids: list[int] = []
    merge_in_crm: bool = msgspec.field(name="mergeInCRM", default=False)

    def losers(self) -> list[int]:
        """All ids that were sent."""
        return ([] if self.lead_id is None else [self.lead_id]) + self.lead_ids


class FieldPath(Schema):
    """The path of one field."""

    field_api_name: str


class NewField(Schema):
    """A field to create."""

    display_name: str
    name: str
    data_type: str
    description: str | None = None
    is_hidden: bool = False
    is_html_encoding_in_email: bool = True
    is_sensitive: bool = False

    def wanted(self) -> schema.NewField:
        """The field as the engine takes it."""
        return schema.NewField(
            name=self.name,
            display_name=self.display_name,
            data_type=self.data_type,
            description=self.description,
            hidden=self.is_hidden,
            html_encoded=self.is_html_encoding_in_email,
            sensitive=self.is_sensitive,
        )


class ChangedPage(Page):
    """A page of what changed in a range of time."""

    earliest_updated_at: str | None = None
    latest_updated_at: str | None = None

    def span(self) -> tuple[int, int]:
        """The range of time. Raises WrongType."""
        return (
            time_of("earliestUpdatedAt", self.earliest_updated_at, 0),
            time_of("latestUpdatedAt", self.latest_updated_at, MAX_MS),
        )


class Memberships(ChangedPage):
    """The programs to list: by id, or those whose membership changed in a range of time."""

    filter_type: str = ""
    filter_values: list[str] = []

    def program_ids(self) -> list[int] | None:
        """The ids of the programs, or None for all. Raises LookupNotSupported, Missing."""
        if not self.filter_type:
            return None
        if self.filter_type != "programId":
            raise LookupNotSupported(self.filter_type)
        if not self.filter_values:
            raise Missing("filterValues")
        return [int(value) for value in self.filter_values if value.isdecimal() and len(value) < 19]


class CreateFields(Schema):
    """Fields to create."""

    input: Annotated[list[NewField], msgspec.Meta(min_length=1, max_length=300)]


class ChangedField(Schema):
    """Changes to the attributes of a field. What is absent stays as it is."""

    display_name: str | msgspec.UnsetType = msgspec.UNSET
    description: str | msgspec.UnsetType = msgspec.UNSET
    is_hidden: bool | msgspec.UnsetType = msgspec.UNSET
    is_html_encoding_in_email: bool | msgspec.UnsetType = msgspec.UNSET
    is_sensitive: bool | msgspec.UnsetType = msgspec.UNSET

    def attributes(self) -> dict[str, Any]:
        """The attributes in the body, by the engine's names."""
        values = {
            "display_name": self.display_name,
            "description": self.description,
            "hidden": self.is_hidden,
            "html_encoded": self.is_html_encoding_in_email,
            "sensitive": self.is_sensitive,
        }
        return {name: value for name, value in values.items() if value is not msgspec.UNSET}


class UpdateField(Schema):
    """One field to change."""

    input: Annotated[list[ChangedField], msgspec.Meta(min_length=1, max_length=1)]


def ids_of(query: LeadIds, body: LeadRecords) -> list[Any]:
    """The ids in the body of a call, or else in its query. Raises Missing."""
    ids = [record.get("id") for record in body.input] or list(query.id)
    if not ids:
        raise Missing("input")
    return ids


def time_of(name: str, text: str | None, default: int) -> int:
    """The time in a parameter, or the default without one. Raises WrongType."""
    try:
        return default if text is None else iso8601.parse(text)
    except (ValueError, OverflowError):
        raise WrongType(name, (text or "")[:255], "datetime") from None


def may(call: Call, field: FieldRow) -> bool:
    """Whether the caller's role has access to a field. Standard and custom fields have different permissions."""
    kind = Permission.READ_WRITE_SCHEMA_CUSTOM_FIELD if field.custom else Permission.READ_WRITE_SCHEMA_STANDARD_FIELD
    return call.caller.may(kind.value)


def check_may(call: Call, field: FieldRow) -> None:
    """Raise AccessDenied unless the caller's role has access to a field."""
    if not may(call, field):
        raise AccessDenied


class Attribute(Answer):
    """A field by its name in one of the APIs."""

    name: str
    read_only: bool


class LeadFieldAnswer(Answer, kw_only=True):
    """A field as `describe` shows it. In recorded answers no field is read-only for SOAP."""

    id: int
    display_name: str
    data_type: str
    length: int | UnsetType = UNSET
    rest: Attribute
    soap: Attribute | UnsetType = UNSET


class SearchableFieldAnswer(Answer):
    """A field as describe2 shows it."""

    name: str
    display_name: str
    data_type: str
    updateable: bool
    crm_managed: bool
    length: int | UnsetType = UNSET


class LeadObjectAnswer(Answer):
    """The fields that leads may be found by, and all fields."""

    name: str
    searchable_fields: list[list[str]]
    fields: list[SearchableFieldAnswer]


class PartitionAnswer(Answer):
    """A partition of the lead database."""

    id: int
    name: str
    description: str | None


class ListMembershipAnswer(Answer):
    """A list that a lead is on."""

    list_id: int
    created_at: str
    updated_at: str


class CampaignMembershipAnswer(Answer):
    """A smart campaign that a lead went through."""

    smart_campaign_id: int
    created_at: str
    updated_at: str


def list_membership(list_id: int, created_ms: int, updated_ms: int) -> ListMembershipAnswer:
    """A list that a lead is on."""
    return ListMembershipAnswer(list_id, iso8601.text(created_ms), iso8601.text(updated_ms))


def campaign_membership(member: CampaignMember) -> CampaignMembershipAnswer:
    """A smart campaign that a lead went through."""
    return CampaignMembershipAnswer(member.campaign_id, iso8601.text(member.member_ms), iso8601.text(member.updated_ms))


def described(field: FieldRow) -> LeadFieldAnswer:
    """A field as describe shows it."""
    return LeadFieldAnswer(
        id=field.id,
        display_name=field.display_name,
        data_type=_described_type(field),
        length=present(field.length),
        rest=Attribute(field.name, field.read_only),
        soap=UNSET if field.soap_name is None else Attribute(field.soap_name, False),
    )


def describe2(field: FieldRow) -> SearchableFieldAnswer:
    """A field as `describe2` shows it."""
    return SearchableFieldAnswer(
        name=field.name,
        display_name=field.display_name,
        data_type=_described_type(field),
        updateable=not field.read_only,
        crm_managed=False,
        length=present(field.length),
    )


def _described_type(field: FieldRow) -> str:
    """The data type in a description, where a score is an integer."""
    return "integer" if field.data_type == "score" else field.data_type
