"""The columns of a file and their fields of people, for files that need not name them as the API does."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from mercat.domain.bulk.file_importers import KEYS
from mercat.domain.people import fields
from mercat.domain.people.fields import Catalog
from mercat.model.refusals import InvalidData, UnknownFields
from mercat.model.rules import Rule
from mercat.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Columns:
    """The fields of columns: `mapping` names some of them; `skips_unknown` ignores columns without a field."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    skips_unknown: bool = False


def fields_of(tx: Tx, header: list[str], columns: Columns) -> list[str]:
    """The field of each column, "" for an ignored one.

    A column is named by a field's API name, in any case, or by its display name. Raises UnknownFields, InvalidData (a
    column of the mapping is not in the file, two columns go to one field).
    """
    missing = [column for column in columns.mapping if column not in header]
    if missing:
        raise InvalidData(Rule.COLUMN_MISSING, column=missing[0], columns=", ".join(header))
    catalog = fields.catalog(tx)
    names = [_field(catalog, columns.mapping.get(column, column)) for column in header]
    unknown = tuple(
        columns.mapping.get(column, column)
        for column, name in zip(header, names, strict=True)
        if not name and (column in columns.mapping or not columns.skips_unknown)  # mapped columns are never ignored
    )
    if unknown:
        raise UnknownFields(unknown)
    for double in (name for name, count in Counter(filter(None, names)).items() if count > 1):
        first, second = [column for column, name in zip(header, names, strict=True) if name == double][:2]
        raise InvalidData(Rule.COLUMNS_OF_ONE_FIELD, first=first, second=second, field=double)
    return names


def _field(catalog: Catalog, column: str) -> str:
    """The field with this name, if imports can set it; otherwise an empty text."""
    if column in catalog.converters or column in KEYS:
        return column
    titled = catalog.by_display_name.get(column.casefold())
    if titled is not None and titled.name in catalog.converters:
        return titled.name
    return next((name for name in (*catalog.converters, *KEYS) if name.casefold() == column.casefold()), "")
