"""How objects and their fields are described: to those who use them, and to those who change the fields."""

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import UNSET, UnsetType

from mercat.domain.records.types import Field
from mercat.model.people import FieldRow
from mercat.wire.operation import Answer, present


class FieldAnswer(Answer, kw_only=True):
    """A field of an object; `length` only if it has one."""

    name: str
    display_name: str
    data_type: str
    length: int | UnsetType = UNSET
    updateable: bool


class CrmFieldAnswer(FieldAnswer, kw_only=True):
    """A field, and whether a CRM manages it; none does."""

    crm_managed: bool = False


class ObjectAnswer(Answer, kw_only=True):
    """An object with its keys and fields."""

    name: str
    display_name: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    created_at: str
    updated_at: str
    id_field: str
    dedupe_fields: list[str]
    searchable_fields: list[list[str]]
    fields: list[FieldAnswer]


class SchemaFieldAnswer(Answer, kw_only=True):
    """A field with the attributes that an administrator may change."""

    display_name: str
    name: str
    description: str | None
    data_type: str
    length: int | UnsetType = UNSET
    is_hidden: bool
    is_html_encoding_in_email: bool
    is_sensitive: bool
    is_custom: bool
    is_api_created: bool


class FieldResult(Answer):
    """What became of a field."""

    name: str
    status: str


F = TypeVar("F", bound=FieldAnswer)


def described(answer_type: Callable[..., F], field: Field, **members: Any) -> F:
    """A field of an object, with the other members of its kind of answer."""
    return answer_type(
        name=field.name,
        display_name=field.display_name,
        data_type=field.data_type,
        length=present(field.length),
        updateable=field.updateable,
        **members,
    )


def schema_field(field: Field) -> SchemaFieldAnswer:
    """A standard field with its attributes."""
    return SchemaFieldAnswer(
        display_name=field.display_name,
        name=field.name,
        description=field.description,
        data_type=field.data_type,
        length=present(field.length),
        is_hidden=False,
        is_html_encoding_in_email=field.is_html_encoding_in_email,
        is_sensitive=field.is_sensitive,
        is_custom=False,
        is_api_created=False,
    )


def schema_field_of_leads(field: FieldRow) -> SchemaFieldAnswer:
    """A field of leads with its attributes."""
    return SchemaFieldAnswer(
        display_name=field.display_name,
        name=field.name,
        description=field.description,
        data_type=field.data_type,
        length=present(field.length),
        is_hidden=field.hidden,
        is_html_encoding_in_email=field.html_encoded,
        is_sensitive=field.sensitive,
        is_custom=field.custom,
        is_api_created=field.api_created,
    )
