"""What people did, as accounts report it: rows of one table, which only grows."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from mercat.store.tx import Tx

DAY_S: Final = 86_400
HOUR_S: Final = 3_600
_COLUMNS: Final = (
    "set_id",
    "at_s",
    "action_type",
    "custom_action",
    "person",
    "domain",
    "url",
    "params",
    "outer_id",
    "is_repeat",
)
_PAGE: Final = 5_000


class Action(msgspec.Struct, frozen=True):
    """One action at `at_s`, in seconds. `person` is a hash in hexadecimal digits, None if nobody is identified."""

    at_s: int
    type: str
    custom: str = ""
    person: str | None = None
    domain: str = ""
    url: str = ""
    params: dict[str, Any] = {}
    outer_id: str | None = None


class Count(msgspec.Struct, frozen=True):
    """The actions of a time, and of a domain or a type: all, those of people, and the people."""

    begins_s: int
    parts: tuple[str, ...]
    raw: int
    identified: int
    people: int


def add(tx: Tx, set_id: int, actions: Sequence[Action]) -> None:
    """Insert actions. One is a repeat if another of its type has the same outer id."""
    rows, fresh = [], set()
    for action in actions:
        key = (action.type, action.outer_id)
        is_repeat = action.outer_id is not None and (key in fresh or _exists(tx, set_id, action))
        fresh.add(key)
        params = msgspec.json.encode(action.params).decode()
        about = (action.at_s, action.type, action.custom, action.person, action.domain, action.url)
        rows.append((set_id, *about, params, action.outer_id, int(is_repeat)))
    tx.insert_many("user_actions", _COLUMNS, rows)


def latest_id(tx: Tx) -> int:
    """The id of the last action of all sets; 0 if there is none."""
    return int(tx.fetch_all("SELECT COALESCE(MAX(id), 0) FROM user_actions")[0][0])


def any_of(tx: Tx, set_id: int) -> bool:
    """Whether a set has any action."""
    return tx.fetch_one("SELECT 1 FROM user_actions WHERE set_id = :set_id LIMIT 1", set_id=set_id) is not None


def is_reported(tx: Tx, set_ids: Sequence[int], action_type: str) -> bool:
    """Whether one of the sets has an action of a type."""
    row = tx.fetch_one(
        f"SELECT 1 FROM user_actions WHERE {tx.dialect.in_list('set_id', 'sets')} AND action_type = :type LIMIT 1",
        sets=msgspec.json.encode(list(set_ids)).decode(),
        type=action_type,
    )
    return row is not None


def counts(
    tx: Tx, set_id: int, *, first_s: int, end_s: int, step_s: int, zone_s: int, by: Sequence[str]
) -> list[Count]:
    """The counts of each step of a range, by the given columns too. Steps without an action are left out."""
    columns = "".join(f", {name}" for name in by)
    rows = tx.fetch_all(
        f"SELECT (at_s + :zone) / :step AS step{columns}, COUNT(*),"
        " SUM(CASE WHEN person IS NOT NULL AND is_repeat = 0 THEN 1 ELSE 0 END), COUNT(DISTINCT person)"
        " FROM user_actions WHERE set_id = :set_id AND at_s >= :first AND at_s < :end"
        f" GROUP BY 1{''.join(f', {place + 2}' for place in range(len(by)))} ORDER BY 1{columns}",
        zone=zone_s,
        step=step_s,
        set_id=set_id,
        first=first_s,
        end=end_s,
    )
    return [Count(row[0] * step_s - zone_s, tuple(row[1:-3]), row[-3], int(row[-2]), row[-1]) for row in rows]


def of_people(tx: Tx, set_id: int, *, first_s: int, end_s: int) -> Iterator[Action]:
    """The actions of identified people in a range, without repeats."""
    after = 0
    while True:
        rows = tx.fetch_all(
            "SELECT id, at_s, action_type, custom_action, person, domain, url, params FROM user_actions"
            " WHERE set_id = :set_id AND at_s >= :first AND at_s < :end AND person IS NOT NULL AND is_repeat = 0"
            " AND id > :after ORDER BY id LIMIT :limit",
            set_id=set_id,
            first=first_s,
            end=end_s,
            after=after,
            limit=_PAGE,
        )
        for row in rows:
            yield Action(row[1], row[2], row[3], row[4], row[5], row[6], msgspec.json.decode(row[7]))
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]


def _exists(tx: Tx, set_id: int, action: Action) -> bool:
    row = tx.fetch_one(
        "SELECT 1 FROM user_actions WHERE set_id = :set_id AND action_type = :type AND outer_id = :outer LIMIT 1",
        set_id=set_id,
        type=action.type,
        outer=action.outer_id,
    )
    return row is not None
