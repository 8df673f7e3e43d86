"""Ad groups with creatives, and what was delivered of them, for tests of reports."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mercat.domain.advertising.accounts import ledger
from mercat.domain.advertising.dates import ZONE
from mercat.model.clock import DAY, HOUR, day_bounds
from mercat.model.delivery import Fact
from mercat.store.advertising import delivery_facts
from mercat.store.tx import Tx
from support.creatives import upload_image
from support.pictures import png
from support.server import Response
from support.tencent import TencentClient

AD_GROUP = {
    "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
    "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
    "begin_date": "2026-01-01",
    "end_date": "2099-12-31",
    "time_series": "1" * 336,
}
SITES = ["SITE_SET_MOMENTS", "SITE_SET_WECHAT", "SITE_SET_MOBILE_UNION"]


def make_group(client: TencentClient, name: str, **others: Any) -> int:
    """A new ad group on three sites."""
    body = {**AD_GROUP, "adgroup_name": name, "site_set": SITES, "automatic_site_enabled": False, **others}
    group_id: int = client.post("/v3.0/adgroups/add", **body).data.adgroup_id
    return group_id


def make_creative(
    client: TencentClient,
    group_id: int,
    name: str,
    *,
    texts: int = 1,
    images: int = 1,
    links: Sequence[dict[str, Any]] = (),
) -> int:
    """A new creative with some titles and images of its own, and links to pages."""
    components = {
        "title": [{"value": {"content": f"{name} {number}"}} for number in range(texts)],
        "image": [
            {"value": {"image_id": upload_image(client, png(64 + group_id % 400, 36 + number))}}
            for number in range(images)
        ],
    }
    if links:
        components["main_jump_info"] = [{"value": link} for link in links]
    body = {"adgroup_id": group_id, "dynamic_creative_name": name, "creative_template_id": 1708}
    creative_id: int = client.post(
        "/v3.0/dynamic_creatives/add", **body, creative_components=components
    ).data.dynamic_creative_id
    return creative_id


def begin_of_day(client: TencentClient, days_ago: int = 0) -> int:
    """The hour at which a day begins."""
    _, begin, _ = day_bounds(client.server.instance.clock.now() - days_ago * DAY, ZONE)
    return begin // HOUR


def deliver(
    client: TencentClient,
    creative_id: int,
    group_id: int,
    counts: tuple[int, int, int, int],
    *,
    days_ago: int = 0,
    hour: int = 0,
) -> None:
    """Let a creative deliver impressions, clicks, conversions and a cost in an hour, which the account pays."""
    at = begin_of_day(client, days_ago) + hour

    def work(tx: Tx) -> None:
        delivery_facts.add_many(tx, [Fact(client.account_id, at, creative_id, group_id, *counts)])
        if counts[3]:
            ledger.spend(replace(tx, now=at * HOUR), client.account_id, counts[3], ad_group_id=group_id)

    client.server.instance.write_now(work)


def recharge(client: TencentClient, amount: int = 10**9) -> None:
    """Put money into the account before anything was delivered."""

    def work(tx: Tx) -> None:
        earlier = replace(tx, now=tx.now - 400 * DAY)
        ledger.recharge(earlier, client.account_id, ledger.CASH, amount)

    client.server.instance.write_now(work)


def rows(answer: Response) -> list[dict[str, Any]]:
    """The rows of a report."""
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def totals(items: list[dict[str, Any]], *names: str) -> tuple[int, ...]:
    """The sums of some members of all rows."""
    return tuple(sum(item[name] for item in items) for name in names)
