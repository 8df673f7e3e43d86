"""A savepoint of a transaction: what a part writes is undone if the part raises, and nothing else is."""

from typing import Any

import pytest

from mercat.store import settings
from mercat.store.tx import Tx


def put(tx: Tx, name: str) -> None:
    settings.put(tx, name, "here")


def present(instance: Any) -> set[str]:
    return instance.read_now(lambda tx: {name for name in ("before", "part", "after") if settings.find(tx, name)})


@pytest.mark.parametrize("fault", [LookupError, None])
def test_a_part_that_raises_leaves_nothing_behind(instance, fault):
    def work(tx: Tx) -> None:
        put(tx, "before")
        try:
            with tx.savepoint():
                put(tx, "part")
                if fault is not None:
                    raise fault
        except LookupError:
            assert settings.find(tx, "part") is None
        put(tx, "after")

    instance.write_now(work)
    assert present(instance) == ({"before", "after"} if fault else {"before", "part", "after"})


def test_a_statement_that_fails_in_a_part_does_not_end_the_transaction(instance):
    def work(tx: Tx) -> None:
        put(tx, "before")
        for _ in range(2):
            with pytest.raises(Exception, match="no_such_table"), tx.savepoint():
                put(tx, "part")
                tx.execute("DELETE FROM no_such_table")
        put(tx, "after")

    instance.write_now(work)
    assert present(instance) == {"before", "after"}
