"""Deciding what waits for somebody at the platform, or for an owner elsewhere."""

from mercat.domain.advertising.review import reviews
from mercat.model.ad_reviews import State
from mercat.store.tx import Tx
from support.tencent import TencentClient


def decide(client: TencentClient, state: State, reason: str = "") -> None:
    """Decide about what was asked last."""

    def work(tx: Tx) -> None:
        row = tx.fetch_one("SELECT MAX(id) FROM ad_elements")
        assert row is not None
        reviews.decide(tx, row[0], state, reason)

    client.server.instance.write_now(work)
