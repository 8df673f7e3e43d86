"""Positions of the union of mobile sites, where ads of SITE_SET_MOBILE_UNION are shown. Nobody publishes a list."""

from typing import Any, Final

import msgspec

SITE: Final = "SITE_SET_MOBILE_UNION"
DIMENSIONS: Final = ("union_position_id", "placement_type", "industry_parent_id")


class Position(msgspec.Struct, frozen=True):
    """One position: its id, its placement, the industry of its site, and its weight among all positions."""

    id: int
    placement: str
    placement_name: str
    industry_id: int
    industry_name: str
    weight: int

    def members(self) -> dict[str, Any]:
        """The position as a row of a report has it."""
        return {
            "union_position_id": self.id,
            "placement_type": self.placement,
            "industry_parent_id": self.industry_id,
        }


POSITIONS: Final = (
    Position(30_393_101, "SPLASH", "开屏", 101, "移动音乐", 30),
    Position(30_393_102, "FEEDS", "信息流", 101, "移动音乐", 25),
    Position(30_393_201, "FEEDS", "信息流", 102, "新闻资讯", 20),
    Position(30_393_202, "BANNER", "横幅", 102, "新闻资讯", 10),
    Position(30_393_301, "REWARDED_VIDEO", "激励视频", 103, "手机游戏", 10),
    Position(30_393_302, "INTERSTITIAL", "插屏", 103, "手机游戏", 5),
)
# The names that follow from a dimension.
NAMES: Final[dict[str, tuple[str, dict[Any, str]]]] = {
    "placement_name": ("placement_type", {one.placement: one.placement_name for one in POSITIONS}),
    "industry_parent_name": ("industry_parent_id", {one.industry_id: one.industry_name for one in POSITIONS}),
}
