"""Partitions: every person is in one. A user has access to those of the workspaces in which it has a role."""

from collections.abc import Iterable
from typing import Final

import msgspec

from mercat.model.caller import SYSTEM
from mercat.model.people import Partition
from mercat.model.refusals import NotAllowed, PartitionDenied, PartitionUnnamed
from mercat.store import people
from mercat.store.tx import Tx

MEMORY: Final = "partitions"
DEFAULT_ID: Final = 1


class Partitions(msgspec.Struct, frozen=True):
    """The partitions, by id and by name."""

    partitions: dict[int, Partition]
    by_name: dict[str, int]


def access(tx: Tx) -> Partitions:
    """All partitions."""
    return tx.cached(MEMORY, _load)


def _load(tx: Tx) -> Partitions:
    rows = people.partitions(tx)
    return Partitions(
        {partition.id: partition for partition in rows}, {partition.name: partition.id for partition in rows}
    )


def reached(tx: Tx) -> frozenset[int] | None:
    """The ids of the partitions that the caller has access to; None for all."""
    if len(access(tx).partitions) == 1 or tx.caller.user_id == SYSTEM.user_id:
        return None
    return frozenset(people.partitions_of_user(tx, tx.caller.user_id))


def visible(tx: Tx) -> list[Partition]:
    """The partitions that the caller has access to, by id."""
    mine = reached(tx)
    return [partition for partition in people.partitions(tx) if mine is None or partition.id in mine]


def present(tx: Tx, ids: Iterable[int]) -> set[int]:
    """The ids among these of people whom the caller has access to."""
    mine = reached(tx)
    if mine is None:
        return people.existing(tx, ids)
    return {person.id for person in people.by_ids(tx, ids) if person.partition_id in mine}


def check_reached(tx: Tx, partition_id: int) -> None:
    """Raise PartitionDenied unless the caller has access to a partition."""
    mine = reached(tx)
    if mine is not None and partition_id not in mine:
        raise PartitionDenied(access(tx).partitions[partition_id].name)


def target(tx: Tx, name: str | None) -> int:
    """The partition for new people. Raises NotAllowed (no such partition), PartitionDenied, PartitionUnnamed."""
    if name is None:
        mine = reached(tx)
        if mine is not None and DEFAULT_ID not in mine:
            raise PartitionUnnamed
        return DEFAULT_ID
    return named(tx, name)


def named(tx: Tx, name: str) -> int:
    """The partition with this name. Raises NotAllowed, PartitionDenied."""
    partition_id = access(tx).by_name.get(name)
    if partition_id is None:
        raise NotAllowed("partitionName", name)
    check_reached(tx, partition_id)
    return partition_id


def create(tx: Tx, name: str, description: str = "", workspaces: tuple[int, ...] = (1,)) -> int:
    """Create a partition for some workspaces."""
    partition_id = max(access(tx).partitions) + 1
    people.add_partition(tx, Partition(partition_id, name, description), workspaces)
    tx.invalidate(MEMORY)
    return partition_id


def prepare(tx: Tx) -> None:
    """Create the Default workspace and the Default partition."""
    people.add_workspace(tx, 1, "Default", "")
    people.add_partition(tx, Partition(DEFAULT_ID, "Default", "Initial system lead partition"), (1,))
    tx.invalidate(MEMORY)
