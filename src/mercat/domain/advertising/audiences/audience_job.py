"""The job that computes audiences whose users change by themselves, and then the combinations with them.

It reads a snapshot. If actions arrive meanwhile, it runs once more, so that none is left out.
"""

from typing import Final

import msgspec

from mercat.domain.advertising.audiences.audiences import audiences, cover_combinations
from mercat.domain.advertising.users import audience_updates, audience_users
from mercat.domain.advertising.users.audience_rules import (
    KIND,
    USER_ACTION,
    Cover,
    covers,
    ready_at,
    with_new_cover,
)
from mercat.domain.job_handler import Commit, JobContext, JobHandler, Reschedule
from mercat.model.advertising import AdObject
from mercat.model.clock import MINUTE
from mercat.model.messages import ComputeAudiences
from mercat.store.advertising import ad_objects, user_actions
from mercat.store.tx import Tx

MANY: Final = 100_000  # actions of all sets, from which on audiences are computed once a minute while more arrive
OUTDATED: Final = "_outdated"  # a member of an audience: the files of covers that it had before


class Computed(msgspec.Struct, frozen=True):
    """The users of audiences by id, and the last action that was read."""

    users: dict[int, audience_users.Users]
    latest_id: int


def run(context: JobContext[ComputeAudiences]) -> Commit:
    """Compute the audiences of an account."""
    message = context.message
    computed = context.read(lambda tx: _compute(tx, message))

    def write(tx: Tx) -> Reschedule | None:
        for audience_id, users in computed.users.items():
            item = ad_objects.find(tx, KIND, message.account_id, audience_id)
            if item is not None:
                _cover(tx, item, users)
        if message.daily:
            return Reschedule(due_ms=audience_updates.next_day(tx.now)) if computed.users else None
        latest_id = user_actions.latest_id(tx)
        if latest_id == computed.latest_id:
            return None
        return Reschedule(due_ms=tx.now + MINUTE if latest_id > MANY else None)

    return write


def _compute(tx: Tx, message: ComputeAudiences) -> Computed:
    types = audience_updates.CHANGING if message.daily else (USER_ACTION,)
    items = audience_updates.changing(tx, message.account_id, types)
    users = {item.id: audience_users.of_new(tx, item.account_id, audiences.read(item.document)) for item in items}
    return Computed(users, user_actions.latest_id(tx))


def _cover(tx: Tx, item: AdObject, users: audience_users.Users) -> None:
    """Give an audience its new users, unless it has them already."""
    file = audience_users.keep(tx, item.id, users.hashes) if item.document["type"] == USER_ACTION else ""
    before = covers(item.document)
    if before and (before[-1].count, before[-1].file) == (len(users), file):
        return
    cover = Cover(ready_at(tx, item.document), len(users), file, whole=True)
    document = with_new_cover(item.document, cover, tx.now)
    in_use = {one.file for one in (*before, *covers(document))}
    for key in set(item.document.get(OUTDATED, ())) - in_use:  # a reader may still need those of the cover before
        tx.files.drop(key)
    outdated = {one.file for one in before} - {one.file for one in covers(document)} - {""}
    audiences.amend(tx, item, document | {OUTDATED: sorted(outdated)})
    cover_combinations(tx, item, cover.at)


HANDLER: Final = JobHandler(ComputeAudiences, run)
