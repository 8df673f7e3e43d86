"""The members of ad groups that rules read, and values that several rules know."""

from typing import Any, Final

from msgspec import UNSET, UnsetType, field

from mercat.domain.advertising.collection import Facts

NORMAL: Final = "AD_STATUS_NORMAL"
SUSPENDED: Final = "AD_STATUS_SUSPEND"
MOMENTS: Final = "SITE_SET_MOMENTS"
WECHAT_SITES: Final = frozenset(
    {
        MOMENTS,
        "SITE_SET_WECHAT",
        "SITE_SET_CHANNELS",
        "SITE_SET_WECHAT_SEARCH",
        "SITE_SET_WECHAT_PLUGIN",
    }
)
ANDROID: Final = "MARKETING_CARRIER_TYPE_APP_ANDROID"
APPS: Final = (ANDROID, "MARKETING_CARRIER_TYPE_APP_IOS")
OPTIMISED: Final = ("BID_MODE_OCPC", "BID_MODE_OCPM")

Members = dict[str, Any]


class AdGroup(Facts):
    """The members that rules read. An empty `end_date` means no end. Amounts are in cents."""

    name: str = field(name="adgroup_name", default="")
    status: str = field(name="configured_status", default=NORMAL)
    carrier: str = field(name="marketing_carrier_type", default="")
    sites: list[str] = field(name="site_set", default_factory=list)
    chooses_sites: bool = field(name="automatic_site_enabled", default=False)
    exploration: str = field(name="exploration_strategy", default="")
    first_sites: list[str] = field(name="priority_site_set", default_factory=list)

    begin_date: str | UnsetType = UNSET
    end_date: str | UnsetType = UNSET
    begin_time: str | UnsetType = field(name="first_day_begin_time", default=UNSET)
    time_series: str | UnsetType = UNSET

    daily_budget: int | UnsetType = UNSET
    joint_budget_rule_id: int = 0
    bid: int | UnsetType = field(name="bid_amount", default=UNSET)
    bid_mode: str = ""
    goal: str = field(name="optimization_goal", default="")
    deep: Members | UnsetType = field(name="deep_conversion_spec", default=UNSET)
    conversion_id: int = 0
    acquires: bool = field(name="auto_acquisition_enabled", default=False)
    acquisition_budget: int = field(name="auto_acquisition_budget", default=0)
    pay_type: str = field(name="short_play_pay_type", default="")
    sell_strategy_id: int = 0
    dynamic_type: str = field(name="dynamic_ad_type", default="")
    dynamic_spec: Members | UnsetType = field(name="dca_spec", default=UNSET)

    targeting: Members | UnsetType = UNSET
    scene: Members | UnsetType = field(name="scene_spec", default=UNSET)
    action_sets: list[Members] = field(name="user_action_sets", default_factory=list)

    def unique_name(self) -> str | None:
        return self.name or None

    def wechat(self) -> bool:
        """Whether the ad group is shown within WeChat by its own choice."""
        return not self.chooses_sites and not WECHAT_SITES.isdisjoint(self.sites)
