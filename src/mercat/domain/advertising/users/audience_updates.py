"""Ordering that audiences are computed again whose users change by themselves: as actions arrive, and as days pass."""

from typing import Final

from mercat.domain import jobs
from mercat.domain.advertising.dates import ZONE
from mercat.domain.advertising.users.audience_rules import AD, KIND, USER_ACTION
from mercat.model.advertising import AdObject, Condition
from mercat.model.clock import day_bounds
from mercat.model.messages import ComputeAudiences
from mercat.store.advertising.ad_objects import Matching
from mercat.store.tx import Tx

MOST: Final = 1_000  # of an account at a time
CHANGING: Final = (AD, USER_ACTION)


def order(tx: Tx, account_id: int) -> None:
    """Have the audiences of user actions computed, if the account has any."""
    if changing(tx, account_id, (USER_ACTION,), limit=1):
        jobs.enqueue(tx, ComputeAudiences(account_id), unique_key=f"audiences {account_id}")
        order_daily(tx, account_id)  # audiences of earlier versions have no such job yet


def order_daily(tx: Tx, account_id: int) -> None:
    """Have all changing audiences of an account computed when each day begins."""
    message = ComputeAudiences(account_id, daily=True)
    jobs.enqueue(tx, message, due_ms=next_day(tx.now), unique_key=f"audiences of the day {account_id}")


def next_day(now: int) -> int:
    """When the next day of the platform begins."""
    return day_bounds(now, ZONE)[2]


def changing(tx: Tx, account_id: int, types: tuple[str, ...], limit: int = MOST) -> list[AdObject]:
    """The audiences of an account of some types."""
    return Matching(tx, KIND, [account_id], (Condition("type", "in", types),), deleted=False).slice(0, limit)
