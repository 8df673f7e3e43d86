"""What delivery did: the facts of each hour and creative."""

from typing import NamedTuple


class Fact(NamedTuple):
    """What a creative did in an hour. Hours are counted since 1970-01-01T00:00Z; the cost is in cents."""

    account_id: int
    hour: int
    creative_id: int
    ad_group_id: int
    impressions: int
    clicks: int
    conversions: int
    cost: int
