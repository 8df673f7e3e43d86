"""Sums of facts: the database divides as the engine says, and leaves out what has no share."""

from hypothesis import given
from hypothesis import strategies as st

from mercat.domain.advertising.reports.apportionment import HOUR_STEP, ID_STEP, SCALE, bounds, part, phase
from mercat.model.delivery import Fact
from mercat.model.reports import FACTS, Division, Formula, Order, Share, SumsQuery, SumsRow
from mercat.store.advertising import delivery_facts, delivery_sums
from support.catalog import bounded

COUNT = st.integers(0, 50)
ACCOUNT = 7


def divided(weights: dict[int, list[int]]) -> Division:
    """A division of creatives by weights."""
    shares = [
        Share(creative, low, high, (rank,))
        for creative, own in weights.items()
        for rank, (low, high) in enumerate(bounds(own))
    ]
    return Division("creative_id", ("value",), {id: id for id in weights}, shares, SCALE, HOUR_STEP, ID_STEP)


def by_hand(facts: list[Fact], weights: dict[int, list[int]]) -> dict[int, list[int]]:
    """The sums of each value: what is counted together is divided together."""
    sums: dict[int, list[int]] = {}
    for fact in facts:
        at = phase(fact.hour, fact.creative_id)
        shown = min(fact.clicks, fact.impressions)
        converted = min(fact.conversions, shown)
        for rank, interval in enumerate(bounds(weights[fact.creative_id]) if fact.creative_id in weights else []):

            def of(*pieces: int, interval: tuple[int, int] = interval, at: int = at) -> int:
                return sum(part(piece, interval, at) for piece in pieces)

            own = sums.setdefault(rank, [0, 0, 0, 0])
            own[0] += of(converted, shown - converted, fact.impressions - shown)
            own[1] += of(converted, shown - converted, fact.clicks - shown)
            own[2] += of(converted, fact.conversions - converted)
            own[3] += of(fact.cost)
    return {rank: own for rank, own in sums.items() if any(own)}


def test_the_database_divides_as_the_engine_does(instance):
    numbers = iter(range(10, 10_000_000, 10))
    rows = st.lists(st.tuples(st.integers(0, 9), COUNT, COUNT, COUNT, st.integers(0, 10**9)), max_size=20)

    @bounded
    @given(rows=rows, weights=st.lists(st.integers(0, 9), min_size=1, max_size=4).filter(any))
    def run(rows: list[tuple[int, int, int, int, int]], weights: list[int]) -> None:
        first = next(numbers)
        facts = [Fact(ACCOUNT, first + n % 10, n, 3, *counts) for n, (_, *counts) in enumerate(rows)]
        instance.write_now(lambda tx: delivery_facts.add_many(tx, facts))
        own = {fact.creative_id: weights for fact in facts if fact.creative_id % 3}
        query = SumsQuery([ACCOUNT], first, first + 10, keys=("value",), division=divided(own))
        found, total = instance.read_now(lambda tx: delivery_sums.page(tx, query, 0, 100))
        assert {row.keys["value"]: [row.sums[name] for name in FACTS] for row in found} == by_hand(facts, own)
        assert total == len(found)

    run()


def test_rows_come_by_keys_after_their_order(instance):
    facts = [
        Fact(ACCOUNT, hour, creative, creative % 2, 10 * creative, creative, 1, hour)
        for hour in (1, 2)
        for creative in (4, 5, 6)
    ]
    instance.write_now(lambda tx: delivery_facts.add_many(tx, facts))
    order = (Order(Formula("cost", "impressions"), descending=True),)
    query = SumsQuery([ACCOUNT], 1, 3, keys=("ad_group_id", "creative_id"), order=order, goals={"even": [0]})
    found, total = instance.read_now(lambda tx: delivery_sums.page(tx, query, 1, 5))
    assert total == 3
    assert found == [
        SumsRow(
            {"ad_group_id": creative % 2, "creative_id": creative},
            {
                "impressions": 20 * creative,
                "clicks": 2 * creative,
                "conversions": 2,
                "cost": 3,
                "even": 2 * (creative == 6),
            },
        )
        for creative in (5, 6)
    ]
