"""Parameters and answers that record objects share: companies, opportunities, roles, sales persons, named accounts,
custom objects. Each record answers with its `seq` (lead-database.md).
"""

from typing import Annotated, Any, Literal

import msgspec

from mercat.domain import bootstrap
from mercat.domain.records import find
from mercat.domain.records.sync import Action, Key
from mercat.domain.records.types import Field, ObjectType
from mercat.marketo import errors, paging
from mercat.marketo.protocol import Reply
from mercat.model.outcomes import Done, Outcome
from mercat.model.refusals import Missing, NotFound
from mercat.wire.call import Call
from mercat.wire.operation import Schema

Batch = Annotated[list[dict[str, Any]], msgspec.Meta(max_length=300)]
BatchSize = Annotated[int, msgspec.Meta(ge=1, le=300)]


class Find(Schema):
    """A query by values of one field."""

    filter_type: str
    filter_values: list[str]
    fields: list[str] = []
    batch_size: BatchSize = 300
    next_page_token: str = ""


class FindCompound(Schema):
    """A query by values of one field, or by `input` for a compound key."""

    filter_type: str = ""
    filter_values: list[str] = []
    fields: list[str] = []
    input: list[dict[str, Any]] = []
    batch_size: BatchSize = 300
    next_page_token: str = ""


class Sync(Schema):
    """Records to create or update."""

    input: Batch
    action: Action = "createOrUpdate"
    dedupe_by: Key = "dedupeFields"


class Delete(Schema):
    """Records to delete, by their dedupe fields or their id."""

    input: Batch
    delete_by: Key = "dedupeFields"


class Browse(Schema):
    """A page of field definitions."""

    batch_size: BatchSize = 300
    next_page_token: str = ""


class FieldName(Schema):
    """The path of one field."""

    field_api_name: str


Described = dict[str, Any]
Approval = Literal["draft", "approved", "approvedWithDraft"]


def answer(kind: ObjectType, outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """Outcomes in the order of the input, each with its `seq`."""
    rows = []
    for seq, outcome in enumerate(outcomes):
        if isinstance(outcome, Done):
            rows.append({"seq": seq, "status": outcome.status, kind.id_field: outcome.id})
        else:
            code, words = errors.code_and_words(outcome.refusal)
            rows.append({"seq": seq, "status": "skipped", "reasons": [{"code": code, "message": words}]})
    return rows


def search(
    call: Call, kind: ObjectType, query: Find | FindCompound, *, everything: bool = False
) -> Reply[dict[str, Any]]:
    """A page of the records that match a query."""
    keys = query.input if isinstance(query, FindCompound) else []
    values: list[Any] = keys or query.filter_values
    filter_type = query.filter_type or ("dedupeFields" if keys else "")
    if not filter_type:
        raise Missing("filterType")
    if not values:
        raise Missing("filterValues")
    page = find.find(
        call.tx,
        kind,
        filter_type,
        values,
        fields=query.fields,
        everything=everything,
        after=paging.position(call, query.next_page_token),
        limit=query.batch_size,
    )
    result = [{"seq": seq, **item} for seq, item in enumerate(page.items)]
    return paging.reply(call, result, page.cursor)


def describe(call: Call, kind: ObjectType) -> Described:
    """A standard type with its keys and fields. Its times are the time at which the instance was created."""
    created_at = find.moment(bootstrap.created_ms(call.tx))
    words = {"displayName": kind.display_name, "description": kind.description}
    return {
        "name": kind.name,
        **{name: text for name, text in words.items() if text},
        "createdAt": created_at,
        "updatedAt": created_at,
        "idField": kind.id_field,
        "dedupeFields": list(kind.dedupe_fields),
        "searchableFields": [list(names) for names in kind.searchable],
        "fields": [described_field(field) for field in kind.fields.values()],
    }


def relationships(kind: ObjectType, type_: str) -> list[Described]:
    """The link fields of a type. The vendor's pages of records call the relation `parent`, those of types `child`."""
    return [
        {"field": link.field, "type": type_, "relatedTo": {"name": link.object, "field": link.object_field}}
        for link in kind.relations
    ]


def described_field(field: Field) -> Described:
    """A field as `describe` shows it, with `length` if it has one."""
    answer: Described = {"name": field.name, "displayName": field.display_name, "dataType": field.data_type}
    if field.length is not None:
        answer["length"] = field.length
    return {**answer, "updateable": field.updateable}


def schema_field(field: Field) -> Described:
    """A field as the schema pages show it."""
    answer: Described = {
        "displayName": field.display_name,
        "name": field.name,
        "description": field.description,
        "dataType": field.data_type,
    }
    if field.length is not None:
        answer["length"] = field.length
    return {
        **answer,
        "isHidden": False,
        "isHtmlEncodingInEmail": field.is_html_encoding_in_email,
        "isSensitive": field.is_sensitive,
        "isCustom": False,
        "isApiCreated": False,
    }


def browse_fields(call: Call, kind: ObjectType, query: Browse) -> Reply[dict[str, Any]]:
    """A page of a type's fields."""
    start = paging.position(call, query.next_page_token)
    fields = [schema_field(field) for field in kind.fields.values()]
    end = start + query.batch_size
    return paging.reply(call, fields[start:end], end if end < len(fields) else None, more_result=True)


def one_field(kind: ObjectType, name: str) -> list[Described]:
    """One field of a type. Raises NotFound."""
    field = kind.fields.get(name)
    if field is None:
        raise NotFound("field", name)
    return [schema_field(field)]
