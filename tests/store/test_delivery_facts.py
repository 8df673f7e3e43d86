"""Facts of delivery: many rows at once, read again by hour."""

from mercat.model.delivery import Fact
from mercat.store.advertising import delivery_facts


def test_facts_are_inserted_together_and_read_by_account_and_hour(instance):
    facts = [Fact(7, hour, creative, 3, 100 * hour, 10, 1, 5) for hour in (1, 2, 3) for creative in range(200)]
    instance.write_now(lambda tx: delivery_facts.add_many(tx, [*facts, Fact(8, 1, 1, 3, 1, 1, 1, 1)]))
    assert instance.read_now(lambda tx: delivery_facts.of_account(tx, 7, 1, 3)) == facts[:400]
