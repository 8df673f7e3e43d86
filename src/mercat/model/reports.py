"""Reports about delivery: how a metric follows from sums, and one row of sums."""

import msgspec

FACTS = ("impressions", "clicks", "conversions", "cost")


class Formula(msgspec.Struct, frozen=True):
    """`numerator` times `scale` over `denominator`, or the numerator alone; 0 if the denominator is.

    Both name a sum: one of FACTS, or an optimization goal, whose sum is the conversions of its ad groups. The value
    is rounded to `places` decimal places, or to a whole number.
    """

    numerator: str
    denominator: str | None = None
    scale: int = 1
    places: int | None = None


class Order(msgspec.Struct, frozen=True):
    """What rows are sorted by: a key, or the value of a formula."""

    by: str | Formula
    descending: bool = False


class Share(msgspec.Struct, frozen=True):
    """What a profile gives to one combination of values, from `low` to `high` on the scale.

    `ranks` are the places of the values among those of their dimensions.
    """

    profile: int
    low: int
    high: int
    ranks: tuple[int, ...]


class Division(msgspec.Struct, frozen=True):
    """How the facts of ad groups or creatives are divided: `profiles` are theirs by id, and `shares` of these.

    Facts of an id without a profile, or with one that has no share, are left out. `by` is the column of the ids.
    """

    by: str
    dimensions: tuple[str, ...]
    profiles: dict[int, int]
    shares: list[Share]
    scale: int
    hour_step: int
    id_step: int


class SumsQuery(msgspec.Struct, frozen=True):
    """Sums of the facts of some accounts and hours, for each combination of `keys`.

    Keys are `account_id`, `date` and `hour` (the number of the day since 1970 and of the hour in it, both in the
    platform's zone), `ad_group_id`, `creative_id`, and the dimensions of the `division`. `only` are the ids that a
    column is limited to. `goals` are the goals whose conversions are wanted beside the facts, and their ad groups.
    """

    account_ids: list[int]
    first_hour: int
    before_hour: int
    keys: tuple[str, ...] = ()
    only: dict[str, list[int]] = {}
    division: Division | None = None
    goals: dict[str, list[int]] = {}
    order: tuple[Order, ...] = ()


class SumsRow(msgspec.Struct, frozen=True):
    """The sums of one combination of keys. `sums` are by the name of a fact or a goal."""

    keys: dict[str, int]
    sums: dict[str, int]
