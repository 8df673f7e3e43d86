"""The members of smart campaigns, and the waiting and running runs."""

from collections.abc import Iterable

import msgspec

from mercat.model.campaigns import CampaignMember, Run
from mercat.store.conditions import Conditions
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_people = msgspec.json.Decoder(list[int]).decode
_tokens = msgspec.json.Decoder(dict[str, str]).decode
_RUN = "SELECT id, campaign_id, people, tokens, due_ms, created_ms FROM campaign_runs"
_MEMBER = "m.id, m.campaign_id, m.person_id, m.member_ms, m.updated_ms"


def _run(row: Row) -> Run:
    return Run(row[0], row[1], None if row[2] is None else _people(row[2]), _tokens(row[3]), row[4], row[5])


# -- runs -------------------------------------------------------------------------------------------------------------


def add(tx: Tx, campaign_id: int, people: list[int] | None, tokens: dict[str, str], due_ms: int) -> int:
    """Insert a waiting run. Answers its id."""
    return tx.insert(
        "INSERT INTO campaign_runs (campaign_id, people, tokens, due_ms, created_ms)"
        " VALUES (:campaign, :people, :tokens, :due, :now) RETURNING id",
        campaign=campaign_id,
        people=None if people is None else msgspec.json.encode(people).decode(),
        tokens=msgspec.json.encode(tokens).decode(),
        due=due_ms,
        now=tx.now,
    )


def find(tx: Tx, run_id: int) -> Run | None:
    """The run with this id; None if it has ended or its campaign was deleted."""
    row = tx.fetch_one(f"{_RUN} WHERE id = :id", id=run_id)
    return _run(row) if row else None


def waiting(tx: Tx, campaign_id: int, *, limit: int) -> list[Run]:
    """The waiting and running runs of a campaign, by due time."""
    rows = tx.fetch_all(
        f"{_RUN} WHERE campaign_id = :campaign ORDER BY due_ms, id LIMIT :limit", campaign=campaign_id, limit=limit
    )
    return [_run(row) for row in rows]


def count_batches(tx: Tx, campaign_id: int) -> int:
    """The number of waiting runs of a batch campaign."""
    rows = tx.fetch_all("SELECT COUNT(*) FROM campaign_runs WHERE campaign_id = :id AND people IS NULL", id=campaign_id)
    count: int = rows[0][0]
    return count


def delete(tx: Tx, run_id: int) -> None:
    """Delete a run with its tokens."""
    tx.execute("DELETE FROM campaign_runs WHERE id = :id", id=run_id)


# -- members ----------------------------------------------------------------------------------------------------------


def members_among(tx: Tx, campaign_id: int, person_ids: Iterable[int]) -> dict[int, CampaignMember]:
    """The memberships of these people in a campaign, by person."""
    conditions = Conditions(tx)
    conditions.compare("m.campaign_id", "=", campaign_id)
    conditions.among("m.person_id", person_ids)
    rows = tx.connection.fetch_all(
        f"SELECT {_MEMBER} FROM campaign_members m WHERE {conditions.where}", conditions.params
    )
    return {row[2]: CampaignMember(*row) for row in rows}


def of_person(tx: Tx, person_id: int, *, span: tuple[int, int], below: int, limit: int) -> list[CampaignMember]:
    """A person's memberships that changed in a range of time, with lower ids than this one, newest first."""
    rows = tx.fetch_all(
        f"SELECT {_MEMBER} FROM campaign_members m WHERE m.person_id = :person AND m.id < :below"
        " AND m.updated_ms BETWEEN :start AND :end ORDER BY m.id DESC LIMIT :limit",
        person=person_id,
        below=below,
        start=span[0],
        end=span[1],
        limit=limit,
    )
    return [CampaignMember(*row) for row in rows]


def enter(tx: Tx, campaign_id: int, person_ids: Iterable[int]) -> None:
    """Store that people go through a campaign now, for the first time or again."""
    tx.executemany(
        "INSERT INTO campaign_members (campaign_id, person_id, member_ms, updated_ms)"
        " VALUES (:campaign, :person, :now, :now)"
        " ON CONFLICT (campaign_id, person_id) DO UPDATE SET updated_ms = excluded.updated_ms",
        [{"campaign": campaign_id, "person": person, "now": tx.now} for person in person_ids],
    )


def move_people(tx: Tx, losers: Iterable[int], winner: int) -> None:
    """Move memberships to another person, whose own ones stay."""
    tx.executemany(
        "UPDATE campaign_members SET person_id = :winner WHERE person_id = :loser"
        " AND campaign_id NOT IN (SELECT campaign_id FROM campaign_members WHERE person_id = :winner)",
        [{"loser": loser, "winner": winner} for loser in losers],
    )
