"""The names at the end of the URLs of landing pages. A name belongs to one page, in any case of letters."""

from collections.abc import Iterable

from mercat.model.assets import AssetType
from mercat.store.tx import Tx


def owner(tx: Tx, name: str) -> int | None:
    """The id of the page that has a name in some version, or None."""
    row = tx.fetch_one("SELECT id FROM landing_page_urls WHERE name = :name", name=name.lower())
    return row[0] if row else None


def replace(tx: Tx, page_id: int, names: Iterable[str]) -> None:
    """Store the names of a page's versions, which no other page has; what was stored before is forgotten."""
    kind = AssetType.LANDING_PAGE.value
    tx.execute("DELETE FROM landing_page_urls WHERE kind = :kind AND id = :id", kind=kind, id=page_id)
    rows = [{"name": name, "kind": kind, "id": page_id} for name in {name.lower() for name in names}]
    tx.executemany("INSERT INTO landing_page_urls (name, kind, id) VALUES (:name, :kind, :id)", rows)
