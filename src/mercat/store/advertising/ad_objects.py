"""Objects of advertising accounts: one table for all kinds. Deletion is a mark; names are unique among the others."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Generic, TypeVar

import msgspec

from mercat.model.advertising import CREATED, ID, UPDATED, AdObject, Condition
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

T = TypeVar("T")

_MOST_OFFSET: Final = 2**63 - 1  # that both databases take
_OBJECT: Final = "id, account_id, document, created_ms, updated_ms, deleted_ms"
COLUMNS: Final = {ID: "id", CREATED: "created_ms / 1000", UPDATED: "updated_ms / 1000"}
_COMPARISONS: Final = {
    "equals": "=",
    "not_equals": "<>",
    "less": "<",
    "less_equals": "<=",
    "greater": ">",
    "greater_equals": ">=",
}


class Living(msgspec.Struct, Generic[T], frozen=True):
    """An object that is not deleted, with some members of its document."""

    id: int
    account_id: int
    parent_id: int
    created_ms: int
    document: T


def _object(row: Row) -> AdObject:
    return AdObject(row[0], row[1], msgspec.json.decode(row[2]), row[3], row[4], row[5] is not None)


def _text(document: Any) -> str:
    return msgspec.json.encode(document).decode()


def add(
    tx: Tx, kind: str, account_id: int, document: dict[str, Any], *, name: str | None = None, parent_id: int = 0
) -> int:
    """Insert an object. Its name must be unique."""
    return tx.insert(
        "INSERT INTO ad_objects (account_id, kind, parent_id, unique_name, document, created_ms, updated_ms)"
        " VALUES (:account, :kind, :parent, :name, :document, :now, :now) RETURNING id",
        account=account_id,
        kind=kind,
        parent=parent_id or None,
        name=name,
        document=_text(document),
        now=tx.now,
    )


def find(tx: Tx, kind: str, account_id: int, object_id: int) -> AdObject | None:
    """The object with this id, unless it is deleted."""
    row = tx.fetch_one(
        f"SELECT {_OBJECT} FROM ad_objects"
        " WHERE id = :id AND account_id = :account AND kind = :kind AND deleted_ms IS NULL",
        id=object_id,
        account=account_id,
        kind=kind,
    )
    return _object(row) if row else None


def find_by_name(tx: Tx, kind: str, account_id: int, name: str) -> int | None:
    """The id of the object with this name, unless it is deleted."""
    row = tx.fetch_one(
        "SELECT id FROM ad_objects"
        " WHERE account_id = :account AND kind = :kind AND unique_name = :name AND deleted_ms IS NULL",
        account=account_id,
        kind=kind,
        name=name,
    )
    return row[0] if row else None


def of_any_account(tx: Tx, kind: str, object_ids: Sequence[int]) -> dict[int, AdObject]:
    """The objects of all accounts with these ids, by id, unless they are deleted."""
    rows = tx.fetch_all(
        f"SELECT {_OBJECT} FROM ad_objects WHERE {tx.dialect.in_list('id', 'ids')}"
        " AND kind = :kind AND deleted_ms IS NULL ORDER BY id",
        ids=_text(list(object_ids)),
        kind=kind,
    )
    return {row[0]: _object(row) for row in rows}


def with_ids(tx: Tx, kind: str, account_id: int, object_ids: Sequence[int]) -> list[AdObject]:
    """The objects of an account with these ids, by id, unless they are deleted."""
    rows = tx.fetch_all(
        f"SELECT {_OBJECT} FROM ad_objects WHERE {tx.dialect.in_list('id', 'ids')}"
        " AND account_id = :account AND kind = :kind AND deleted_ms IS NULL ORDER BY id",
        ids=_text(list(object_ids)),
        account=account_id,
        kind=kind,
    )
    return [_object(row) for row in rows]


def documents_by_name(tx: Tx, kind: str, account_ids: Sequence[int], name: str) -> dict[int, dict[str, Any]]:
    """The document of this name of each account that has one."""
    rows = tx.fetch_all(
        f"SELECT account_id, document FROM ad_objects WHERE {tx.dialect.in_list('account_id', 'accounts')}"
        " AND kind = :kind AND unique_name = :name AND deleted_ms IS NULL",
        accounts=_text(list(account_ids)),
        kind=kind,
        name=name,
    )
    return {row[0]: msgspec.json.decode(row[1]) for row in rows}


def documents(tx: Tx, kind: str, account_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The document of each object of a kind that accounts have or had, by id."""
    rows = tx.fetch_all(
        f"SELECT id, document FROM ad_objects WHERE {tx.dialect.in_list('account_id', 'accounts')} AND kind = :kind",
        accounts=_text(list(account_ids)),
        kind=kind,
    )
    return {row[0]: msgspec.json.decode(row[1]) for row in sorted(rows)}


def texts(
    tx: Tx, kind: str, account_ids: Sequence[int], member: str, ids: Sequence[int] | None = None
) -> dict[int, str]:
    """The text of a member of each object of a kind that accounts have or had, or of some of them, by id."""
    some = "" if ids is None else f" AND {tx.dialect.in_list('id', 'ids')}"
    rows = tx.fetch_all(
        f"SELECT id, {tx.dialect.member('document', member)} FROM ad_objects"
        f" WHERE {tx.dialect.in_list('account_id', 'accounts')} AND kind = :kind{some}",
        accounts=_text(list(account_ids)),
        kind=kind,
        **({} if ids is None else {"ids": _text(list(ids))}),
    )
    return {row[0]: row[1] or "" for row in rows}


def parents(tx: Tx, kind: str, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The account and the parent of each object of a kind with these ids, deleted ones too."""
    rows = tx.fetch_all(
        "SELECT id, account_id, COALESCE(parent_id, 0) FROM ad_objects"
        f" WHERE {tx.dialect.in_list('id', 'ids')} AND kind = :kind",
        ids=_text(list(ids)),
        kind=kind,
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def living(tx: Tx, kind: str, account_ids: Sequence[int], members: type[T]) -> Iterator[Living[T]]:
    """All objects of a kind that are not deleted, by id, with only some members of their documents."""
    decoder = msgspec.json.Decoder(members)
    rows = tx.fetch_all(
        "SELECT id, account_id, COALESCE(parent_id, 0), created_ms, document FROM ad_objects"
        f" WHERE {tx.dialect.in_list('account_id', 'accounts')} AND kind = :kind AND deleted_ms IS NULL ORDER BY id",
        accounts=_text(list(account_ids)),
        kind=kind,
    )
    return (Living(row[0], row[1], row[2], row[3], decoder.decode(row[4])) for row in rows)


def made_before(tx: Tx, kind: str, before_ms: int) -> list[AdObject]:
    """The objects of a kind that were made before a time and are not deleted, by id."""
    rows = tx.fetch_all(
        f"SELECT {_OBJECT} FROM ad_objects"
        " WHERE kind = :kind AND created_ms < :before AND deleted_ms IS NULL ORDER BY id",
        kind=kind,
        before=before_ms,
    )
    return [_object(row) for row in rows]


def deleted_with(tx: Tx, kind: str, member: str) -> list[AdObject]:
    """The deleted objects of a kind that have a member, by id."""
    rows = tx.fetch_all(
        f"SELECT {_OBJECT} FROM ad_objects WHERE kind = :kind AND deleted_ms IS NOT NULL"
        f" AND {tx.dialect.member('document', member)} IS NOT NULL ORDER BY id",
        kind=kind,
    )
    return [_object(row) for row in rows]


def any_with(tx: Tx, kind: str, member: str, text: str) -> bool:
    """Whether an object of a kind has a text as a member and is not deleted."""
    row = tx.fetch_one(
        f"SELECT 1 FROM ad_objects WHERE kind = :kind AND {tx.dialect.member('document', member)} = :text"
        " AND deleted_ms IS NULL LIMIT 1",
        kind=kind,
        text=text,
    )
    return row is not None


def save(tx: Tx, object_id: int, document: dict[str, Any], *, name: str | None = None) -> None:
    """Replace an object's document and name."""
    tx.execute(
        "UPDATE ad_objects SET document = :document, unique_name = :name, updated_ms = :now WHERE id = :id",
        id=object_id,
        document=_text(document),
        name=name,
        now=tx.now,
    )


def delete(tx: Tx, object_id: int) -> None:
    """Mark an object as deleted. Its name can be used again."""
    tx.execute("UPDATE ad_objects SET deleted_ms = :now, updated_ms = :now WHERE id = :id", id=object_id, now=tx.now)


def count_children(tx: Tx, kind: str, parent_ids: Sequence[int]) -> dict[int, int]:
    """The number of objects of a kind in each parent, without deleted ones."""
    rows = tx.fetch_all(
        "SELECT parent_id, COUNT(*) FROM ad_objects"
        f" WHERE {tx.dialect.in_list('parent_id', 'parents')} AND kind = :kind AND deleted_ms IS NULL"
        " GROUP BY parent_id",
        parents=_text(list(parent_ids)),
        kind=kind,
    )
    return {row[0]: row[1] for row in rows}


def children_with(tx: Tx, kind: str, parent_ids: Sequence[int], member: str) -> list[tuple[int, int, str | None]]:
    """Of each object of a kind in some parents: the parent's id, its own, and the text of a member. No deleted ones."""
    return tx.fetch_all(
        f"SELECT parent_id, id, {tx.dialect.member('document', member)} FROM ad_objects"
        f" WHERE {tx.dialect.in_list('parent_id', 'parents')} AND kind = :kind AND deleted_ms IS NULL ORDER BY id",
        parents=_text(list(parent_ids)),
        kind=kind,
    )


def owners_of_children(tx: Tx, kind: str, parent_id: int) -> set[int]:
    """The owners of the objects of a kind in a parent, without deleted ones."""
    rows = tx.fetch_all(
        "SELECT DISTINCT account_id FROM ad_objects WHERE parent_id = :parent AND kind = :kind AND deleted_ms IS NULL",
        parent=parent_id,
        kind=kind,
    )
    return {row[0] for row in rows}


def deleted_among(tx: Tx, kind: str, object_ids: Sequence[int]) -> set[int]:
    """Those of some objects that are deleted."""
    rows = tx.fetch_all(
        f"SELECT id FROM ad_objects WHERE {tx.dialect.in_list('id', 'ids')}"
        " AND kind = :kind AND deleted_ms IS NOT NULL",
        ids=_text(list(object_ids)),
        kind=kind,
    )
    return {row[0] for row in rows}


def delete_children(tx: Tx, parent_id: int) -> None:
    """Mark all objects of a parent as deleted."""
    tx.execute(
        "UPDATE ad_objects SET deleted_ms = :now, updated_ms = :now WHERE parent_id = :parent AND deleted_ms IS NULL",
        parent=parent_id,
        now=tx.now,
    )


# -- searching --------------------------------------------------------------------------------------------------------


class Matching:
    """The objects of a kind that match all conditions, by id: those of some accounts, and those in `also`.

    `named_by` is the member that is the unique name as well, which has an index.
    """

    def __init__(
        self,
        tx: Tx,
        kind: str,
        account_ids: Sequence[int],
        conditions: Sequence[Condition],
        *,
        deleted: bool,
        also: Sequence[int] = (),
        named_by: str = "",
    ) -> None:
        self._tx = tx
        self._named_by = named_by
        self._params: dict[str, Any] = {"kind": kind, "accounts": _text(list(account_ids))}
        owned = tx.dialect.in_list("account_id", "accounts")
        if also:
            self._params["also"] = _text(list(also))
            owned = f"({owned} OR {tx.dialect.in_list('id', 'also')})"
        clauses = [
            owned,
            "kind = :kind",
            f"deleted_ms IS {'NOT ' if deleted else ''}NULL",
        ]
        clauses += [self._clause(condition, number) for number, condition in enumerate(conditions)]
        self._where = " AND ".join(clauses)

    def count(self) -> int:
        """The number of matches."""
        row = self._tx.fetch_one(f"SELECT COUNT(*) FROM ad_objects WHERE {self._where}", **self._params)
        assert row is not None
        count: int = row[0]
        return count

    def slice(self, offset: int, limit: int) -> list[AdObject]:
        """At most `limit` matches after the first `offset`."""
        rows = self._tx.fetch_all(
            f"SELECT {_OBJECT} FROM ad_objects WHERE {self._where} ORDER BY id LIMIT :limit OFFSET :offset",
            **self._params,
            limit=limit,
            offset=min(offset, _MOST_OFFSET),
        )
        return [_object(row) for row in rows]

    def after(self, object_id: int, limit: int) -> list[AdObject]:
        """At most `limit` matches after an id."""
        rows = self._tx.fetch_all(
            f"SELECT {_OBJECT} FROM ad_objects WHERE {self._where} AND id > :after ORDER BY id LIMIT :limit",
            **self._params,
            after=object_id,
            limit=limit,
        )
        return [_object(row) for row in rows]

    def latest(self, below_id: int, limit: int) -> list[AdObject]:
        """At most `limit` matches below an id, latest first."""
        rows = self._tx.fetch_all(
            f"SELECT {_OBJECT} FROM ad_objects WHERE {self._where} AND id < :below ORDER BY id DESC LIMIT :limit",
            **self._params,
            below=below_id,
            limit=limit,
        )
        return [_object(row) for row in rows]

    def start_of_page_before(self, object_id: int, size: int) -> int | None:
        """The id before the page that ends with `object_id`; None if that is the first page."""
        rows = self._tx.fetch_all(
            f"SELECT id FROM ad_objects WHERE {self._where} AND id <= :last ORDER BY id DESC LIMIT :limit",
            **self._params,
            last=object_id,
            limit=size + 1,
        )
        if not rows:
            return None
        return int(rows[size][0]) if len(rows) > size else 0

    def _clause(self, condition: Condition, number: int) -> str:
        left = COLUMNS.get(condition.member) or self._expression(condition)
        name = f"v{number}"
        if condition.member == self._named_by and condition.operator in ("equals", "in"):
            left = "unique_name"
        if condition.operator == "contains":
            self._params[name] = str(condition.values[0])
            return self._tx.dialect.contains(f"CAST({left} AS TEXT)", name)
        if condition.operator in ("in", "not_in"):
            inside = self._any_of(left, condition, name)
            return f"({left} IS NULL OR NOT {inside})" if condition.operator == "not_in" else inside
        self._params[name] = _comparable(condition.values[0])
        return f"{left} {_COMPARISONS[condition.operator]} :{name}"

    def _any_of(self, left: str, condition: Condition, name: str) -> str:
        if condition.kind == "text":
            self._params[name] = _text(condition.values)
            return self._tx.dialect.in_list(left, name, "text")
        names = [f"{name}_{place}" for place in range(len(condition.values))]
        self._params |= dict(zip(names, map(_comparable, condition.values), strict=True))
        return f"{left} IN ({', '.join(f':{each}' for each in names)})"

    def _expression(self, condition: Condition) -> str:
        if "." in condition.member:  # a member of a nested object, which no document has
            return "CAST(NULL AS TEXT)"
        text = self._tx.dialect.member("document", condition.member)
        if condition.kind == "integer":
            return f"CAST({text} AS BIGINT)"
        if condition.kind == "number":
            return f"CAST({text} AS DOUBLE PRECISION)"
        if condition.kind == "boolean":  # SQLite reads a JSON true as 1, PostgreSQL as true
            return f"(CASE WHEN {text} IN ('1', 'true') THEN 1 WHEN {text} IS NULL THEN NULL ELSE 0 END)"
        return text


def _comparable(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value
