"""The field catalogue of people: standard and custom fields. Fields are hidden, never deleted."""

from collections.abc import Iterable

from mercat.model.people import FieldRow
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_COLUMNS = FieldRow.__struct_fields__
_NAMES = ", ".join(_COLUMNS)
_PLACES = ", ".join(f":{name}" for name in _COLUMNS)
FIRST_CUSTOM_ID = 1_001


def _field(row: Row) -> FieldRow:
    return FieldRow(*row[:7], *map(bool, row[7:]))


def all_fields(tx: Tx) -> list[FieldRow]:
    """Every field, by id."""
    return [_field(row) for row in tx.fetch_all(f"SELECT {_NAMES} FROM person_fields ORDER BY id")]


def add(tx: Tx, fields: Iterable[FieldRow]) -> None:
    """Insert fields. Their ids and names must be unique."""
    sql = f"INSERT INTO person_fields ({_NAMES}) VALUES ({_PLACES})"
    tx.executemany(sql, [{name: _stored(getattr(field, name)) for name in _COLUMNS} for field in fields])


def change(tx: Tx, field: FieldRow) -> None:
    """Change the attributes of a field."""
    tx.execute(
        "UPDATE person_fields SET display_name = :display_name, description = :description, hidden = :hidden,"
        " html_encoded = :html_encoded, sensitive = :sensitive WHERE id = :id",
        id=field.id,
        display_name=field.display_name,
        description=field.description,
        hidden=int(field.hidden),
        html_encoded=int(field.html_encoded),
        sensitive=int(field.sensitive),
    )


def next_custom_id(tx: Tx) -> int:
    """The id of the next custom field."""
    row = tx.fetch_one("SELECT MAX(id) FROM person_fields WHERE custom = 1")
    return row[0] + 1 if row and row[0] is not None else FIRST_CUSTOM_ID


def _stored(value: object) -> object:
    return int(value) if isinstance(value, bool) else value
