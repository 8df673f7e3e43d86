"""Redirect rules. A page of a hostname is the source of one rule at the most."""

from typing import Any, Final

from mercat.model.redirect_rules import RedirectEnd, RedirectFilter, RedirectRule
from mercat.store.conditions import Conditions
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_RULE: Final = (
    "SELECT r.id, r.hostname, r.source_type, r.source, r.target_type, r.target, r.created_ms, r.updated_ms"
    " FROM redirect_rules r"
)


def _rule(row: Row) -> RedirectRule:
    return RedirectRule(row[0], row[1], RedirectEnd(row[2], row[3]), RedirectEnd(row[4], row[5]), row[6], row[7])


def _params(hostname: str, source: RedirectEnd, target: RedirectEnd, target_path: str) -> dict[str, Any]:
    return {
        "hostname": hostname,
        "source_type": source.type,
        "source": source.value,
        "target_type": target.type,
        "target": target.value,
        "path": target_path,
    }


def add(tx: Tx, hostname: str, source: RedirectEnd, target: RedirectEnd, target_path: str) -> int:
    """A new rule; its id. `target_path` is the path of a URL as target, empty for a landing page."""
    return tx.insert(
        "INSERT INTO redirect_rules (hostname, source_type, source, target_type, target, target_path, created_ms,"
        " updated_ms) VALUES (:hostname, :source_type, :source, :target_type, :target, :path, :now, :now) RETURNING id",
        now=tx.now,
        **_params(hostname, source, target, target_path),
    )


def save(tx: Tx, rule_id: int, hostname: str, source: RedirectEnd, target: RedirectEnd, target_path: str) -> None:
    """Replace what a rule says; it changed now."""
    tx.execute(
        "UPDATE redirect_rules SET hostname = :hostname, source_type = :source_type, source = :source,"
        " target_type = :target_type, target = :target, target_path = :path, updated_ms = :now WHERE id = :id",
        id=rule_id,
        now=tx.now,
        **_params(hostname, source, target, target_path),
    )


def find(tx: Tx, rule_id: int) -> RedirectRule | None:
    """The rule of an id, or None."""
    row = tx.fetch_one(f"{_RULE} WHERE r.id = :id", id=rule_id)
    return _rule(row) if row else None


def of_source(tx: Tx, hostname: str, source: RedirectEnd) -> RedirectRule | None:
    """The rule that leads away from a page, or None."""
    row = tx.fetch_one(
        f"{_RULE} WHERE r.hostname = :hostname AND r.source_type = :type AND r.source = :source",
        hostname=hostname,
        type=source.type,
        source=source.value,
    )
    return _rule(row) if row else None


def browse(tx: Tx, criteria: RedirectFilter, *, offset: int, limit: int) -> list[RedirectRule]:
    """A page of the rules that match, by id."""
    conditions = Conditions(tx, limit=limit, offset=offset)
    conditions.compare("r.hostname", "=", criteria.hostname)
    if criteria.target_page_id is not None:
        conditions.compare("r.target_type", "=", "landingPageId")
        conditions.compare("r.target", "=", str(criteria.target_page_id))
    if criteria.target_path is not None:
        conditions.add(
            "(r.target_path = :path OR r.target_type = 'landingPageId' AND r.target IN"
            " (SELECT CAST(id AS TEXT) FROM landing_page_urls WHERE name = :page_name))"
        )
        name = criteria.target_path.lower().removesuffix(".html")
        conditions.params |= {"path": criteria.target_path, "page_name": name}
    conditions.compare("r.updated_ms", ">=", criteria.from_ms)
    conditions.compare("r.updated_ms", "<=", criteria.to_ms)
    rows = tx.connection.fetch_all(
        f"{_RULE} WHERE {conditions.where} ORDER BY r.id LIMIT :limit OFFSET :offset", conditions.params
    )
    return [_rule(row) for row in rows]


def delete(tx: Tx, rule_id: int) -> None:
    """Remove a rule."""
    tx.execute("DELETE FROM redirect_rules WHERE id = :id", id=rule_id)
