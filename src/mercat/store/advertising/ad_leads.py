"""Leads of advertising accounts, and the keys that they are recognized by."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from mercat.model.ad_leads import Key, Lead, Order
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_AT_A_TIME: Final = 1_000
_LEAD: Final = (
    "ad_leads.id, ad_leads.account_id, ad_leads.ad_group_id, ad_leads.submitted_ms, ad_leads.created_ms,"
    " ad_leads.document"
)


def _lead(row: Row) -> Lead:
    return Lead(row[0], row[1], row[2], row[3], row[4], msgspec.json.decode(row[5]))


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def add(tx: Tx, lead: Lead, keys: Iterable[tuple[Key, str]]) -> int:
    """Insert a lead, without regard to its id."""
    lead_id = tx.insert(
        "INSERT INTO ad_leads (account_id, ad_group_id, submitted_ms, created_ms, document)"
        " VALUES (:account, :ad_group, :submitted, :created, :document) RETURNING id",
        account=lead.account_id,
        ad_group=lead.ad_group_id,
        submitted=lead.submitted_ms,
        created=lead.created_ms,
        document=_text(lead.document),
    )
    _put_keys(tx, lead.account_id, lead_id, keys)
    return lead_id


def save(tx: Tx, lead: Lead, keys: Iterable[tuple[Key, str]]) -> None:
    """Replace a lead's document, its ad group and its keys, but for the key of its import."""
    tx.execute(
        "UPDATE ad_leads SET document = :document, ad_group_id = :ad_group WHERE id = :id",
        id=lead.id,
        ad_group=lead.ad_group_id,
        document=_text(lead.document),
    )
    tx.execute("DELETE FROM ad_lead_keys WHERE lead_id = :id AND kind <> :kind", id=lead.id, kind=Key.IMPORT.value)
    _put_keys(tx, lead.account_id, lead.id, keys)


def find(tx: Tx, account_id: int, lead_id: int) -> Lead | None:
    """The lead with this id."""
    row = tx.fetch_one(
        f"SELECT {_LEAD} FROM ad_leads WHERE id = :id AND account_id = :account", id=lead_id, account=account_id
    )
    return _lead(row) if row else None


def newest_with(tx: Tx, account_id: int, keys: Sequence[tuple[Key, str]], *, of_ads: bool = False) -> Lead | None:
    """The newest lead with one of these keys; with `of_ads` the newest of those that an ad brought."""
    leads = []
    for kind, value in keys:
        row = tx.fetch_one(
            f"SELECT {_LEAD} FROM ad_lead_keys JOIN ad_leads ON ad_leads.id = ad_lead_keys.lead_id"
            " WHERE ad_lead_keys.account_id = :account AND ad_lead_keys.kind = :kind AND ad_lead_keys.value = :value"
            f"{' AND ad_leads.ad_group_id > 0' if of_ads else ''}"
            " ORDER BY ad_leads.created_ms DESC, ad_leads.id DESC LIMIT 1",
            account=account_id,
            kind=kind.value,
            value=value,
        )
        leads += [_lead(row)] if row else []
    return max(leads, key=lambda lead: (lead.created_ms, lead.id), default=None)


def _put_keys(tx: Tx, account_id: int, lead_id: int, keys: Iterable[tuple[Key, str]]) -> None:
    rows = [(account_id, kind.value, value, lead_id) for kind, value in dict.fromkeys(keys)]
    tx.insert_many("ad_lead_keys", ("account_id", "kind", "value", "lead_id"), rows)


def after(tx: Tx, account_id: int, lead_id: int, limit: int) -> list[Lead]:
    """Leads of an account with higher ids, by id."""
    rows = tx.fetch_all(
        f"SELECT {_LEAD} FROM ad_leads WHERE account_id = :account AND id > :after ORDER BY id LIMIT :limit",
        account=account_id,
        after=lead_id,
        limit=limit,
    )
    return [_lead(row) for row in rows]


def by_ids(tx: Tx, account_id: int, ids: Iterable[int]) -> list[Lead]:
    """The leads of an account with these ids, by id."""
    among = tx.dialect.in_list("id", "ids")
    rows = tx.fetch_all(
        f"SELECT {_LEAD} FROM ad_leads WHERE account_id = :account AND {among} ORDER BY id",
        account=account_id,
        ids=_text(list(ids)),
    )
    return [_lead(row) for row in rows]


# -- leads of a time --------------------------------------------------------------------------------------------------


def count(tx: Tx, account_id: int, order: Order, first_ms: int, before_ms: int) -> int:
    """The number of leads of a time."""
    row = tx.fetch_one(
        f"SELECT COUNT(*) FROM ad_leads WHERE account_id = :account AND {order} >= :first AND {order} < :before",
        account=account_id,
        first=first_ms,
        before=before_ms,
    )
    assert row is not None
    total: int = row[0]
    return total


def page(
    tx: Tx, account_id: int, order: Order, first_ms: int, before_ms: int, *, limit: int, offset: int = 0
) -> list[Lead]:
    """Leads of a time, the newest first."""
    rows = tx.fetch_all(
        f"SELECT {_LEAD} FROM ad_leads WHERE account_id = :account AND {order} >= :first AND {order} < :before"
        f" ORDER BY {order} DESC, id DESC LIMIT :limit OFFSET :offset",
        account=account_id,
        first=first_ms,
        before=before_ms,
        limit=limit,
        offset=offset,
    )
    return [_lead(row) for row in rows]


def page_after(
    tx: Tx, account_id: int, order: Order, first_ms: int, before_ms: int, *, last: tuple[int, int], limit: int
) -> list[Lead]:
    """Leads of a time that come after a lead, given by its time and its id, in the order of `page`."""
    rows = tx.fetch_all(
        f"SELECT {_LEAD} FROM ad_leads WHERE account_id = :account AND {order} >= :first AND {order} < :before"
        f" AND ({order} < :at OR ({order} = :at AND id < :last)) ORDER BY {order} DESC, id DESC LIMIT :limit",
        account=account_id,
        first=first_ms,
        before=before_ms,
        at=last[0],
        last=last[1],
        limit=limit,
    )
    return [_lead(row) for row in rows]


def each(tx: Tx, account_id: int, order: Order, first_ms: int, before_ms: int) -> Iterator[Lead]:
    """All leads of a time, the newest first."""
    leads = page(tx, account_id, order, first_ms, before_ms, limit=_AT_A_TIME)
    while leads:
        yield from leads
        last = leads[-1].created_ms if order is Order.CREATED else leads[-1].submitted_ms, leads[-1].id
        leads = page_after(tx, account_id, order, first_ms, before_ms, last=last, limit=_AT_A_TIME)
