"""Business units, and the accounts in them."""

from typing import Any

import msgspec

from mercat.model.business_units import BusinessUnit, Family
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_UNIT = "unit_id, family, user_id, name, remark, created_ms"


def _unit(row: Row) -> BusinessUnit:
    return BusinessUnit(row[0], Family(row[1]), row[2], row[3], row[4], row[5])


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def add(tx: Tx, unit: BusinessUnit) -> None:
    """Insert a unit. Its id and its name must be unique."""
    tx.execute(
        "INSERT INTO business_units (unit_id, family, user_id, name, remark, created_ms)"
        " VALUES (:unit, :family, :user, :name, :remark, :created)",
        unit=unit.unit_id,
        family=unit.family.value,
        user=unit.user_id,
        name=unit.name,
        remark=unit.remark,
        created=unit.created_ms,
    )


def change(tx: Tx, unit_id: int, name: str, remark: str) -> None:
    """Change the name and the remark of a unit."""
    tx.execute(
        "UPDATE business_units SET name = :name, remark = :remark WHERE unit_id = :unit",
        unit=unit_id,
        name=name,
        remark=remark,
    )


def find_unit(tx: Tx, unit_id: int) -> BusinessUnit | None:
    """The unit with this id, or None."""
    row = tx.fetch_one(f"SELECT {_UNIT} FROM business_units WHERE unit_id = :unit", unit=unit_id)
    return _unit(row) if row else None


def find_by_name(tx: Tx, family: Family, user_id: int, name: str) -> BusinessUnit | None:
    """The unit of a user with this name, or None."""
    row = tx.fetch_one(
        f"SELECT {_UNIT} FROM business_units WHERE user_id = :user AND family = :family AND name = :name",
        user=user_id,
        family=family.value,
        name=name,
    )
    return _unit(row) if row else None


def units(tx: Tx, family: Family, user_id: int) -> list[BusinessUnit]:
    """All units of a user, by id."""
    rows = tx.fetch_all(
        f"SELECT {_UNIT} FROM business_units WHERE user_id = :user AND family = :family ORDER BY unit_id",
        user=user_id,
        family=family.value,
    )
    return [_unit(row) for row in rows]


# -- the accounts in them ---------------------------------------------------------------------------------------------


def place(tx: Tx, unit: BusinessUnit, account_id: int) -> None:
    """Put an account into a unit. It leaves the one of this family that it was in."""
    tx.execute(
        "INSERT INTO business_unit_accounts (family, account_id, unit_id) VALUES (:family, :account, :unit)"
        " ON CONFLICT (family, account_id) DO UPDATE SET unit_id = excluded.unit_id",
        family=unit.family.value,
        account=account_id,
        unit=unit.unit_id,
    )


def remove(tx: Tx, unit: BusinessUnit, account_id: int) -> None:
    """Take an account out of a unit, if it is in it."""
    tx.execute(
        "DELETE FROM business_unit_accounts WHERE family = :family AND account_id = :account AND unit_id = :unit",
        family=unit.family.value,
        account=account_id,
        unit=unit.unit_id,
    )


def account_ids(tx: Tx, unit_id: int) -> list[int]:
    """The ids of the accounts in a unit, in order."""
    rows = tx.fetch_all(
        "SELECT account_id FROM business_unit_accounts WHERE unit_id = :unit ORDER BY account_id", unit=unit_id
    )
    return [row[0] for row in rows]


def units_of(tx: Tx, family: Family, accounts: list[int]) -> dict[int, BusinessUnit]:
    """The unit of each account that is in one."""
    columns = ", ".join(f"u.{name}" for name in _UNIT.split(", "))
    rows = tx.fetch_all(
        f"SELECT a.account_id, {columns} FROM business_unit_accounts a"
        " JOIN business_units u ON u.unit_id = a.unit_id"
        f" WHERE a.family = :family AND {tx.dialect.in_list('a.account_id', 'accounts')} ORDER BY a.account_id",
        family=family.value,
        accounts=_text(accounts),
    )
    return {row[0]: _unit(row[1:]) for row in rows}
