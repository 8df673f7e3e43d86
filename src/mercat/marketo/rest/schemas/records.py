"""Parameters and answers that record objects share: companies, opportunities, roles, sales persons, named accounts,
custom objects. Each record answers with its `seq` (lead-database.md).
"""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET

from mercat.domain import bootstrap
from mercat.domain.records import find
from mercat.domain.records.sync import Action, Key
from mercat.domain.records.types import ObjectType
from mercat.marketo import paging
from mercat.marketo.protocol import Reply
from mercat.marketo.rest.schemas.fields import FieldAnswer, ObjectAnswer, SchemaFieldAnswer, described, schema_field
from mercat.model.refusals import Missing, NotFound
from mercat.wire.call import Call
from mercat.wire.operation import Answer, Record, Schema

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


class RelatedToAnswer(Answer):
    """The object and key field that a link points to."""

    name: str
    field: str


class RelationAnswer(Answer):
    """A link field."""

    field: str
    type: str
    related_to: RelatedToAnswer


def search(call: Call, kind: ObjectType, query: Find | FindCompound, *, everything: bool = False) -> Reply[Record]:
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


def describe(call: Call, kind: ObjectType) -> ObjectAnswer:
    """A standard type with its keys and fields. Its times are the time at which the instance was created."""
    created_at = find.moment(bootstrap.created_ms(call.tx))
    return ObjectAnswer(
        name=kind.name,
        display_name=kind.display_name or UNSET,
        description=kind.description or UNSET,
        created_at=created_at,
        updated_at=created_at,
        id_field=kind.id_field,
        dedupe_fields=list(kind.dedupe_fields),
        searchable_fields=[list(names) for names in kind.searchable],
        fields=[described(FieldAnswer, field) for field in kind.fields.values()],
    )


def relationships(kind: ObjectType, type_: str) -> list[RelationAnswer]:
    """The link fields of a type. The vendor's pages of records call the relation `parent`, those of types `child`."""
    return [
        RelationAnswer(link.field, type_, RelatedToAnswer(link.object, link.object_field)) for link in kind.relations
    ]


def browse_fields(call: Call, kind: ObjectType, query: Browse) -> Reply[SchemaFieldAnswer]:
    """A page of a type's fields."""
    start = paging.position(call, query.next_page_token)
    fields = [schema_field(field) for field in kind.fields.values()]
    end = start + query.batch_size
    return paging.reply(call, fields[start:end], end if end < len(fields) else None, more_result=True)


def one_field(kind: ObjectType, name: str) -> list[SchemaFieldAnswer]:
    """One field of a type. Raises NotFound."""
    field = kind.fields.get(name)
    if field is None:
        raise NotFound("field", name)
    return [schema_field(field)]
