"""Who or what runs could not bring across, for people to read."""

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from mercat.model.bridges import LEADS_TO_PEOPLE, Bridge, Remark, Run
from mercat.store import bridge_rows
from mercat.store.advertising import ad_leads
from mercat.store.people import by_ids
from mercat.store.tx import Tx

HEADER: Final = ("number", "name", "reason")
NAMES_AT_A_TIME: Final = 1_000

Row = tuple[int, str, str]


def of_run(tx: Tx, run: Run) -> Iterator[Remark]:
    """The remarks of a run. Those of the last run of a bridge are stored."""
    return bridge_rows.remarks(tx, run.id)


def first(tx: Tx, run: Run, count: int) -> list[Remark]:
    """The first remarks of a run."""
    return list(itertools.islice(of_run(tx, run), count))


def named(tx: Tx, bridge: Bridge, some: Sequence[Remark]) -> list[Row]:
    """Remarks with what the people or leads are called. Those who were deleted have no name."""
    ids = [remark.id for remark in some]
    if bridge.kind == LEADS_TO_PEOPLE:
        leads = ad_leads.by_ids(tx, bridge.account_id, ids)
        names = {lead.id: str(lead.document.get("leads_name", "")) for lead in leads}
    else:
        names = {person.id: person.name for person in by_ids(tx, ids)}
    return [(remark.id, names.get(remark.id, ""), remark.reason) for remark in some]


def table(tx: Tx, bridge: Bridge, some: Sequence[Remark]) -> Iterator[str]:
    """The lines of a CSV file of remarks, some at a time."""
    yield _lines([HEADER])
    for start in range(0, len(some), NAMES_AT_A_TIME):
        yield _lines(named(tx, bridge, some[start : start + NAMES_AT_A_TIME]))


def _lines(cells: Sequence[Row | tuple[str, str, str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(cells)
    return text.getvalue()
