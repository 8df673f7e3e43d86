"""The structures of qualifications: which fields the papers of a code have beside their pictures."""

from functools import cache
from typing import Any

import msgspec

from mercat.domain.advertising.reference import table
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

Document = dict[str, Any]


class CodeUnknown(Refusal):
    """There are no papers with this code."""


class FieldsUnknown(Refusal):
    """The papers of a code do not have these fields."""

    names: tuple[str, ...]
    code: str


class FieldsMissing(Refusal):
    """The papers of a code must have these fields."""

    names: tuple[str, ...]
    code: str


class FieldNotAllowed(Refusal):
    """The value of a field is none of its options."""

    name: str
    code: str
    options: tuple[str, ...]


class FieldTooLong(Refusal):
    """The value of a field has more than `limit` characters."""

    name: str
    code: str
    limit: int


class Field(msgspec.Struct, frozen=True, array_like=True):
    """A field of papers. With `options`, its value is one of them; else it has at most `most` characters."""

    name: str
    chinese: str
    required: bool
    most: int
    options: list[str]

    def described(self) -> Document:
        """The field as it is listed."""
        kind: Document = {"field_type": "FIELD_TYPE_STRING", "max_length": self.most}
        if self.options:
            kind = {"field_type": "FIELD_TYPE_ENUM", "options": self.options}
        return {"field_name": self.name, "field_name_cn": self.chinese, "required": self.required, **kind}


class Structure(msgspec.Struct, frozen=True, array_like=True):
    """The papers of a code."""

    name: str
    fields: list[Field]


@cache
def structures() -> dict[str, Structure]:
    """All structures by code."""
    return msgspec.convert(table("qualifications"), dict[str, Structure])


def get(tx: Tx, owner: int, members: Document) -> Document:
    """Read the name and the fields of the papers of a code."""
    code = members["qualification_code"]
    structure = of_code(code)
    fields = [each.described() for each in structure.fields]
    return {"qualification_code": code, "qualification_name": structure.name, "expand_field_definition": fields}


def of_code(code: str) -> Structure:
    """The structure of the papers of a code. Raises CodeUnknown."""
    if code not in structures():
        raise CodeUnknown
    return structures()[code]


def check(code: str, values: dict[str, str]) -> None:
    """Check the fields of papers. Raises CodeUnknown, FieldsUnknown, FieldsMissing, FieldNotAllowed, FieldTooLong."""
    fields = {each.name: each for each in of_code(code).fields}
    unknown = tuple(name for name in values if name not in fields)
    if unknown:
        raise FieldsUnknown(unknown, code)
    missing = tuple(each.name for each in fields.values() if each.required and not values.get(each.name))
    if missing:
        raise FieldsMissing(missing, code)
    for name, value in values.items():
        field = fields[name]
        if field.options and value not in field.options:
            raise FieldNotAllowed(name, code, tuple(field.options))
        if not field.options and len(value) > field.most:
            raise FieldTooLong(name, code, field.most)
