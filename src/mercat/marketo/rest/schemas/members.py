"""The parameters and answers of the operations on program members (program-members.md)."""

from typing import Annotated, Any

import msgspec

from mercat.domain.members.fields import Catalog
from mercat.domain.records.types import Field
from mercat.marketo import errors
from mercat.model.caller import grants
from mercat.model.outcomes import Done, Outcome
from mercat.wire.operation import Schema

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


def answer(outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """Outcomes in the order of the input, each with its `seq`."""
    rows: list[dict[str, Any]] = []
    for seq, outcome in enumerate(outcomes):
        if isinstance(outcome, Done):
            rows.append({"seq": seq, "status": outcome.status, "leadId": outcome.id})
        else:
            code, words = errors.code_and_words(outcome.refusal)
            rows.append({"seq": seq, "status": "skipped", "reasons": [{"code": code, "message": words}]})
    return rows


def described(catalog: Catalog, field: Field) -> dict[str, Any]:
    """A field as `describe` shows it. The display name of a standard field is its name."""
    label = field.display_name if field.name in catalog.custom else field.name
    answer: dict[str, Any] = {"name": field.name, "displayName": label, "dataType": field.data_type}
    if field.length is not None:
        answer["length"] = field.length
    return {**answer, "updateable": field.updateable, "crmManaged": False}


def schema_field(catalog: Catalog, field: Field) -> dict[str, Any]:
    """A field as the schema pages show it."""
    custom = catalog.custom.get(field.name)
    answer: dict[str, Any] = {
        "displayName": field.display_name,
        "name": field.name,
        "description": field.description,
        "dataType": field.data_type,
    }
    if field.length is not None:
        answer["length"] = field.length
    return {
        **answer,
        "isHidden": custom.hidden if custom else False,
        "isHtmlEncodingInEmail": field.is_html_encoding_in_email,
        "isSensitive": field.is_sensitive,
        "isCustom": custom is not None,
        "isApiCreated": custom.api_created if custom else False,
    }


def reached(catalog: Catalog, permissions: frozenset[str], standard: str, custom: str) -> list[Field]:
    """The fields that the schema permissions of a role cover: standard ones, custom ones, or both."""
    return [
        field
        for field in catalog.fields.values()
        if grants(permissions, custom if field.name in catalog.custom else standard)
    ]
