"""The parameters and answers of the operations on program members (program-members.md)."""

from typing import Annotated, Any

import msgspec

from mercat.domain.members.fields import Catalog
from mercat.domain.records.types import Field
from mercat.marketo.rest.schemas import fields
from mercat.marketo.rest.schemas.fields import CrmFieldAnswer, SchemaFieldAnswer
from mercat.model.caller import grants
from mercat.wire.operation import Answer, Schema

BatchSize = Annotated[int, msgspec.Meta(ge=1, le=300)]
Batch = Annotated[list[dict[str, Any]], msgspec.Meta(min_length=1, max_length=300)]


class ProgramPath(Schema):
    """The path of one program."""

    program_id: int


class FindMembers(Schema):
    """A search for members, and the fields to show."""

    filter_type: str
    filter_values: list[str] = []
    start_at: str | None = None
    end_at: str | None = None
    fields: list[str] = []
    batch_size: BatchSize = 300
    next_page_token: str = ""


class MemberBatch(Schema):
    """Members by `leadId`, with the values to write."""

    input: Batch


class StatusBatch(Schema):
    """Members by `leadId`, and their new status."""

    status_name: str
    input: Batch


class MemberObjectAnswer(Answer):
    """The member object with its keys and fields."""

    name: str
    description: str
    created_at: str
    updated_at: str
    dedupe_fields: list[str]
    searchable_fields: list[list[str]]
    fields: list[CrmFieldAnswer]


class MemberFieldsAnswer(Answer):
    """The fields of members."""

    name: str
    fields: list[CrmFieldAnswer]


def described(catalog: Catalog) -> list[CrmFieldAnswer]:
    """The fields as describe shows them: a standard one has its name for a display name."""
    answers = [fields.described(CrmFieldAnswer, field) for field in catalog.in_order]
    for answer in answers:
        if answer.name not in catalog.custom:
            answer.display_name = answer.name
    return answers


def schema_field(catalog: Catalog, field: Field) -> SchemaFieldAnswer:
    """A field as the schema pages show it."""
    answer, custom = fields.schema_field(field), catalog.custom.get(field.name)
    answer.is_custom = custom is not None
    answer.is_hidden = custom is not None and custom.hidden
    answer.is_api_created = custom is not None and custom.api_created
    return answer


def reached(catalog: Catalog, permissions: frozenset[str], standard: str, custom: str) -> list[Field]:
    """The fields that the schema permissions of a role cover: standard ones, custom ones, or both."""
    return [
        field
        for field in catalog.fields.values()
        if grants(permissions, custom if field.name in catalog.custom else standard)
    ]
