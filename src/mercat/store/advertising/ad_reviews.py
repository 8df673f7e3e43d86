"""The elements that reviewers judge, and the creatives that show them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from mercat.model.ad_reviews import Reviewed, Shown, State
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_ELEMENT: Final = (
    "ad_elements.id, ad_elements.account_id, ad_elements.fingerprint, ad_elements.document, ad_elements.state,"
    " ad_elements.begun_ms, ad_elements.decided_ms, ad_elements.looks_left"
)


def _element(row: Row) -> Reviewed:
    return Reviewed(row[0], row[1], row[2], msgspec.json.decode(row[3]), State(row[4]), *row[5:])


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def add(tx: Tx, element: Reviewed) -> int:
    """Insert an element, without regard to its id. The account must have no other with its fingerprint."""
    return tx.insert(
        "INSERT INTO ad_elements (account_id, fingerprint, document, state, begun_ms, decided_ms, looks_left)"
        " VALUES (:account, :fingerprint, :document, :state, :begun, :decided, :looks) RETURNING id",
        account=element.account_id,
        fingerprint=element.fingerprint,
        document=_text(element.document),
        state=element.state.value,
        begun=element.begun_ms,
        decided=element.decided_ms,
        looks=element.looks_left,
    )


def save(tx: Tx, element: Reviewed) -> None:
    """Replace an element's document and its state."""
    tx.execute(
        "UPDATE ad_elements SET document = :document, state = :state, decided_ms = :decided, looks_left = :looks,"
        " begun_ms = :begun WHERE id = :id",
        id=element.id,
        document=_text(element.document),
        state=element.state.value,
        begun=element.begun_ms,
        decided=element.decided_ms,
        looks=element.looks_left,
    )


def find(tx: Tx, element_id: int) -> Reviewed | None:
    """The element with this id."""
    row = tx.fetch_one(f"SELECT {_ELEMENT} FROM ad_elements WHERE id = :id", id=element_id)
    return _element(row) if row else None


def with_fingerprints(tx: Tx, account_id: int, fingerprints: Iterable[str]) -> dict[str, Reviewed]:
    """The elements of an account with these fingerprints, by fingerprint."""
    rows = tx.fetch_all(
        f"SELECT {_ELEMENT} FROM ad_elements WHERE account_id = :account"
        f" AND {tx.dialect.in_list('fingerprint', 'fingerprints', 'text')} ORDER BY id",
        account=account_id,
        fingerprints=_text(list(fingerprints)),
    )
    return {row[2]: _element(row) for row in rows}


def undecided(tx: Tx, *, without: Sequence[str], limit: int) -> list[Reviewed]:
    """At most `limit` elements that are pending now, without some types, by id."""
    kind = tx.dialect.member("document", "type")
    rows = tx.fetch_all(
        f"SELECT {_ELEMENT} FROM ad_elements WHERE (decided_ms IS NULL OR decided_ms > :now)"
        f" AND NOT {tx.dialect.in_list(kind, 'without', 'text')} ORDER BY id LIMIT :limit",
        now=tx.now,
        without=_text(list(without)),
        limit=limit,
    )
    return [_element(row) for row in rows]


# -- in creatives -----------------------------------------------------------------------------------------------------


def show(tx: Tx, creative_id: int, places: Iterable[tuple[int, int, str]]) -> None:
    """Replace what a creative shows: the id of a component, the id of an element, and the part."""
    tx.execute("DELETE FROM ad_creative_elements WHERE creative_id = :creative", creative=creative_id)
    rows = [(creative_id, *place) for place in places]
    tx.insert_many("ad_creative_elements", ("creative_id", "component_id", "element_id", "part"), rows)


def places(tx: Tx, creative_ids: Sequence[int]) -> list[Shown]:
    """What creatives show, by the ids of creatives, components and elements."""
    return _places(tx, ("creative_id", "component_id", "element_id"), creative_ids)


def places_of(tx: Tx, element_ids: Sequence[int]) -> list[Shown]:
    """Where elements stand, by the ids of elements, creatives and components."""
    return _places(tx, ("element_id", "creative_id", "component_id"), element_ids)


def _places(tx: Tx, columns: tuple[str, str, str], ids: Sequence[int]) -> list[Shown]:
    """The places with one of these ids in the first column, in the order of the columns."""
    rows = tx.fetch_all(
        f"SELECT {_ELEMENT}, place.creative_id, place.component_id, place.part FROM ad_creative_elements place"
        " JOIN ad_elements ON ad_elements.id = place.element_id"
        f" WHERE {tx.dialect.in_list(f'place.{columns[0]}', 'ids')}"
        f" ORDER BY {', '.join(f'place.{column}' for column in columns)}",
        ids=_text(list(ids)),
    )
    return [Shown(row[8], row[9], row[10], _element(row[:8])) for row in rows]


def judged(tx: Tx, account_ids: Sequence[int]) -> list[Reviewed]:
    """The elements of accounts about which somebody has decided until now, by id."""
    rows = tx.fetch_all(
        f"SELECT {_ELEMENT} FROM ad_elements WHERE {tx.dialect.in_list('account_id', 'accounts')}"
        " AND decided_ms <= :now ORDER BY id",
        accounts=_text(list(account_ids)),
        now=tx.now,
    )
    return [_element(row) for row in rows]


def approved_ms(tx: Tx, creative_ids: Sequence[int]) -> dict[int, int | None]:
    """Since when each creative may deliver, of those that show something reviewed. None: it is not approved.

    A component is approved with the last of its elements, a part with the first of its components, and a creative with
    the last of its parts.
    """
    rows = tx.fetch_all(
        "SELECT creative_id, CASE WHEN COUNT(approved_ms) = COUNT(*) THEN MAX(approved_ms) END FROM ("
        "SELECT creative_id, part, MIN(approved_ms) AS approved_ms FROM ("
        "SELECT place.creative_id, place.part, place.component_id,"
        " CASE WHEN SUM(CASE WHEN element.state = 'approved' THEN 0 ELSE 1 END) = 0 THEN MAX(element.decided_ms) END"
        " AS approved_ms FROM ad_creative_elements place JOIN ad_elements element ON element.id = place.element_id"
        f" WHERE {tx.dialect.in_list('place.creative_id', 'creatives')}"
        " GROUP BY place.creative_id, place.part, place.component_id) components"
        " GROUP BY creative_id, part) parts GROUP BY creative_id",
        creatives=_text(list(creative_ids)),
    )
    return dict(rows)


def creatives_with(tx: Tx, element_id: int, limit: int) -> list[int]:
    """The ids of at most `limit` creatives that show an element, latest first."""
    rows = tx.fetch_all(
        "SELECT DISTINCT creative_id FROM ad_creative_elements WHERE element_id = :element"
        " ORDER BY creative_id DESC LIMIT :limit",
        element=element_id,
        limit=limit,
    )
    return [row[0] for row in rows]


_OPEN: Final = {
    "pending": "(ad_elements.state = 'pending' OR ad_elements.decided_ms > :now)",
    "refused": "ad_elements.state = 'refused'",
    "all": "place.component_id = 0",
}


def queue(tx: Tx, kind: str, *, below: int, limit: int) -> list[int]:
    """At most `limit` creatives below an id, latest first: with something `pending` or `refused`, or `all`."""
    rows = tx.fetch_all(
        "SELECT DISTINCT place.creative_id FROM ad_creative_elements place"
        " JOIN ad_elements ON ad_elements.id = place.element_id"
        " JOIN ad_objects ON ad_objects.id = place.creative_id AND ad_objects.deleted_ms IS NULL"
        f" WHERE place.creative_id < :below AND {_OPEN[kind]} ORDER BY place.creative_id DESC LIMIT :limit",
        below=below,
        limit=limit,
        **({"now": tx.now} if kind == "pending" else {}),
    )
    return [row[0] for row in rows]
