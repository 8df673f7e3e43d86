"""Partitions: every person is in one; a user reaches those of the workspaces in which it has a role."""

from collections import defaultdict
from typing import Final

import msgspec

from mercat.model.caller import SYSTEM
from mercat.model.refusals import NotAllowed, PartitionDenied, PartitionUnnamed
from mercat.store import people as rows
from mercat.store.people import Partition
from mercat.store.tx import Tx

MEMORY: Final = "partitions"
DEFAULT_ID: Final = 1


class Access(msgspec.Struct, frozen=True):
    """The partitions and who reaches which."""

    partitions: dict[int, Partition]
    by_name: dict[str, int]
    of_users: dict[int, frozenset[int]]


def access(tx: Tx) -> Access:
    """Who reaches what. Forgotten when partitions or roles change."""
    return tx.remembered(MEMORY, _load)


def _load(tx: Tx) -> Access:
    found = rows.partitions(tx)
    of_users: dict[int, set[int]] = defaultdict(set)
    for user, partition in rows.partitions_of_users(tx):
        of_users[user].add(partition)
    return Access(
        {partition.id: partition for partition in found},
        {partition.name: partition.id for partition in found},
        {user: frozenset(ids) for user, ids in of_users.items()},
    )


def reached(tx: Tx) -> frozenset[int] | None:
    """Ids of the partitions that the caller reaches; None if it reaches all."""
    known = access(tx)
    if len(known.partitions) == 1 or tx.caller.user_id == SYSTEM.user_id:
        return None
    return known.of_users.get(tx.caller.user_id, frozenset())


def visible(tx: Tx) -> list[Partition]:
    """The partitions that the caller reaches, by id."""
    mine = reached(tx)
    return [partition for partition in rows.partitions(tx) if mine is None or partition.id in mine]


def check_reached(tx: Tx, partition_id: int) -> None:
    """Raise PartitionDenied unless the caller reaches a partition."""
    mine = reached(tx)
    if mine is not None and partition_id not in mine:
        raise PartitionDenied(access(tx).partitions[partition_id].name)


def target(tx: Tx, name: str | None) -> int:
    """The partition that new people go to. Raises NotAllowed (no such one), PartitionDenied, PartitionUnnamed."""
    if name is None:
        mine = reached(tx)
        if mine is not None and DEFAULT_ID not in mine:
            raise PartitionUnnamed
        return DEFAULT_ID
    partition_id = access(tx).by_name.get(name)
    if partition_id is None:
        raise NotAllowed("partitionName", name)
    check_reached(tx, partition_id)
    return partition_id


def create(tx: Tx, name: str, description: str = "", workspaces: tuple[int, ...] = (1,)) -> int:
    """A new partition for some workspaces."""
    partition_id = max(access(tx).partitions) + 1
    rows.add_partition(tx, Partition(partition_id, name, description), workspaces)
    tx.forget(MEMORY)
    return partition_id


def prepare(tx: Tx) -> None:
    """The Default workspace and the Default partition."""
    rows.add_workspace(tx, 1, "Default", "")
    rows.add_partition(tx, Partition(DEFAULT_ID, "Default", "Initial system lead partition"), (1,))
    tx.forget(MEMORY)
