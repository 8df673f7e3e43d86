"""Sums of the facts of delivery: grouped, divided, sorted and cut into pages by the database."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from mercat.model.reports import FACTS, Division, Formula, SumsQuery, SumsRow
from mercat.store.tx import Tx

_KEYS: Final = {
    "account_id": "fact.account_id",
    "date": "(fact.hour + 8) / 24",  # the platform's zone is eight hours ahead, without summer time
    "hour": "(fact.hour + 8) % 24",
    "ad_group_id": "fact.ad_group_id",
    "creative_id": "fact.creative_id",
}
# A fact that is divided: of what is divided together, as clicks are of impressions, each value gets some of both.
_PIECES: Final = """
    SELECT account_id, hour, creative_id, ad_group_id, phase, cost, shown_conversions,
        conversions - shown_conversions AS unshown_conversions, shown_clicks - shown_conversions AS other_clicks,
        clicks - shown_clicks AS unshown_clicks, impressions - shown_clicks AS other_impressions
    FROM (SELECT fact.*, (fact.hour * {hour_step} + fact.creative_id * {id_step}) % {scale} AS phase,
        CASE WHEN clicks < impressions THEN clicks ELSE impressions END AS shown_clicks,
        CASE WHEN conversions < clicks AND conversions < impressions THEN conversions
            WHEN clicks < impressions THEN clicks ELSE impressions END AS shown_conversions
    FROM delivery_facts AS fact WHERE {where}) AS whole"""
_DIVIDED: Final = {
    "impressions": ("shown_conversions", "other_clicks", "other_impressions"),
    "clicks": ("shown_conversions", "other_clicks", "unshown_clicks"),
    "conversions": ("shown_conversions", "unshown_conversions"),
    "cost": ("cost",),
}


def page(tx: Tx, query: SumsQuery, offset: int, limit: int) -> tuple[list[SumsRow], int]:
    """At most `limit` rows after the first `offset`, and the number of all. Rows without any fact are left out."""
    statement = _Statement(tx, query)
    rows = tx.fetch_all(statement.page(), **statement.params, limit=limit, offset=offset)
    if not rows and offset:
        count = tx.fetch_all(statement.count(), **statement.params)[0][0]
        return [], count
    keys = len(query.keys)
    names = (*FACTS, *query.goals)
    items = [
        SumsRow(dict(zip(query.keys, row[:keys], strict=True)), dict(zip(names, row[keys:-1], strict=True)))
        for row in rows
    ]
    return items, rows[0][-1] if rows else 0


class _Statement:
    """The SQL of one query, and its parameters."""

    def __init__(self, tx: Tx, query: SumsQuery) -> None:
        self._tx = tx
        self._query = query
        self.params: dict[str, Any] = {
            "accounts": _text(query.account_ids),
            "first": query.first_hour,
            "before": query.before_hour,
        }
        self._tables: list[str] = []
        self._sums = {name: f"sum_{place}" for place, name in enumerate((*FACTS, *query.goals))}
        self._keys = {name: f"key_{place}" for place, name in enumerate(query.keys)}

    def page(self) -> str:
        """The query of one page."""
        order = [f"{self._ordered(one.by)} {'DESC' if one.descending else 'ASC'}" for one in self._query.order]
        by = ", ".join([*order, *self._keys.values()])
        rows = self._groups("*, (SELECT COUNT(*) FROM sums)")
        return f"{rows}{f' ORDER BY {by}' if by else ''} LIMIT :limit OFFSET :offset"

    def count(self) -> str:
        """The query for the number of rows."""
        return self._groups("COUNT(*)")

    def _groups(self, columns: str) -> str:
        self._tables = []
        source = self._source()
        keys = [f"{self._key(name)} AS {alias}" for name, alias in self._keys.items()]
        sums = [f"{self._total(self._measures(name))} AS {self._sums[name]}" for name in FACTS]
        for place, goal in enumerate(self._query.goals):
            measures = [
                f"CASE WHEN goal.number = {place} THEN {one} ELSE 0 END" for one in self._measures("conversions")
            ]
            sums.append(f"{self._total(measures)} AS {self._sums[goal]}")
        group = f" GROUP BY {', '.join(str(place + 1) for place in range(len(keys)))}" if keys else ""
        some = " + ".join(self._sums[name] for name in FACTS)
        every = f"SELECT {', '.join(keys + sums)} FROM {source}{group}"
        self._tables.append(f"sums AS MATERIALIZED (SELECT * FROM ({every}) AS every_one WHERE {some} > 0)")
        return f"WITH {', '.join(self._tables)} SELECT {columns} FROM sums"

    def _source(self) -> str:
        where = self._where()
        division = self._query.division
        goals = self._goals()
        if division is None:
            return f"delivery_facts AS fact{goals} WHERE {where}"
        self._table("profile", ("id", "number"), list(division.profiles.items()))
        ranks = tuple(f"rank_{place}" for place in range(len(division.dimensions)))
        shares = [(one.profile, one.low, one.high, *one.ranks) for one in division.shares]
        self._table("share", ("profile", "low", "high", *ranks), shares)
        pieces = _PIECES.format(
            where=where, scale=division.scale, hour_step=division.hour_step, id_step=division.id_step
        )
        self._tables.append(f"piece AS MATERIALIZED ({pieces})")  # an index over them takes facts to their shares
        return (
            f"piece AS fact JOIN profile ON profile.id = fact.{division.by}"
            f" JOIN share ON share.profile = profile.number{goals}"
        )

    def _goals(self) -> str:
        """The join that says which goal the ad group of a fact has."""
        if not self._query.goals:
            return ""
        numbers = [(id, place) for place, ids in enumerate(self._query.goals.values()) for id in ids]
        self._table("goal", ("id", "number"), numbers)
        return " LEFT JOIN goal ON goal.id = fact.ad_group_id"

    def _where(self) -> str:
        clauses = [
            self._tx.dialect.in_list("fact.account_id", "accounts"),
            "fact.hour >= :first AND fact.hour < :before",
        ]
        for column, ids in self._query.only.items():
            self.params[column] = _text(ids)
            clauses.append(self._tx.dialect.in_list(f"fact.{column}", column))
        return " AND ".join(clauses)

    def _key(self, name: str) -> str:
        if name in _KEYS:
            return _KEYS[name]
        assert self._query.division is not None
        return f"share.rank_{self._query.division.dimensions.index(name)}"

    def _measures(self, name: str) -> list[str]:
        """What adds up to a number of a fact."""
        division = self._query.division
        if division is None:
            return [f"fact.{name}"]
        return [_part(f"fact.{piece}", division) for piece in _DIVIDED[name]]

    def _total(self, measures: list[str]) -> str:
        """The sum of measures over facts. Databases compute a sum once that several totals have."""
        return f"CAST(COALESCE({' + '.join(f'SUM({one})' for one in measures)}, 0) AS BIGINT)"

    def _table(self, name: str, columns: tuple[str, ...], rows: Sequence[tuple[int, ...]]) -> None:
        self.params[f"{name}_rows"] = _text(rows)
        content = self._tx.dialect.rows(f"{name}_rows", columns)
        self._tables.append(f"{name} ({', '.join(columns)}) AS MATERIALIZED ({content})")

    def _ordered(self, by: str | Formula) -> str:
        if isinstance(by, str):
            return self._keys[by]
        numerator = self._sums[by.numerator]
        if by.denominator is None:
            return numerator
        return f"COALESCE(CAST({numerator} AS DOUBLE PRECISION) / NULLIF({self._sums[by.denominator]}, 0), 0)"


def _part(number: str, division: Division) -> str:
    """How much of a number belongs to the interval: as `domain/advertising/reports/apportionment.py` has it.

    Many numbers are 0, which need no arithmetic.
    """
    upper, lower = (f"({number} * share.{bound} + fact.phase) / {division.scale}" for bound in ("high", "low"))
    return f"CASE {number} WHEN 0 THEN 0 ELSE ({upper}) - ({lower}) END"


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
