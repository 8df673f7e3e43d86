"""Words of the platform for creatives: labels beside an ad, and words that the platform fills in for each reader."""

from typing import Any, Final

from mercat.store.tx import Tx

DYNAMIC: Final = "DYNAMIC_AD_TYPE_DYNAMIC_CONTENT"
COMMON, PROMOTIONAL = 1, 2  # types of labels
LABELS: Final = (
    ("优惠", PROMOTIONAL, "促销标签", ("限时优惠", "满减", "包邮", "新人礼")),
    ("服务", COMMON, "通用标签", ("正品保障", "七天退换", "同城配送", "免费试用")),
    ("资质", COMMON, "通用标签", ("官方授权", "品牌直营")),
)
REMARKS: Final = {"官方授权": "需提供授权书", "品牌直营": "需提供商标注册证"}
Words = tuple[tuple[str, str, str, int], ...]  # code, name, description, the most characters
OF_READERS: Final[Words] = (
    ("city", "城市", "读者所在的城市", 4),
    ("gender", "性别", "读者的性别", 2),
    ("day", "日期", "展示当天的日期", 6),
    ("week", "星期", "展示当天的星期", 3),
    ("constellation", "星座", "读者的星座", 3),
    ("constellation_date", "星座日期", "读者星座的起止日期", 6),
)
OF_PRODUCTS: Final[Words] = (
    ("product.product_short_name", "商品简称", "商品的简称", 10),
    ("product.first_category_name", "一级分类名称", "商品的一级分类", 8),
    ("product.second_category_name", "二级分类名称", "商品的二级分类", 8),
)
OF_CONTENT: Final[Words] = (("content.title", "内容标题", "动态内容的标题", 14),)


def labels(tx: Tx, owner: int, members: dict[str, Any]) -> list[dict[str, Any]]:
    """List the labels that stand beside an ad, by category."""
    return [
        {
            "label_category": category,
            "label": list(texts),
            "icon": [],
            "label_type": kind,
            "label_type_name": kind_name,
            "label_remark": [{"label": text, "remark": REMARKS[text]} for text in texts if text in REMARKS],
            "label_structs": [{"text": text, "value": text} for text in texts],
        }
        for category, kind, kind_name, texts in LABELS
    ]


def fill_ins(tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
    """List the words that the platform fills in: of readers, of a named catalogue, of dynamic content."""
    catalogue = members.get("product_catalog_id") or members.get("mpa_spec")
    return {
        "system_ad_param_list": _described(OF_READERS),
        "product_ad_param_list": _described(OF_PRODUCTS if catalogue else ()),
        "dynamic_content_ad_param_list": _described(OF_CONTENT if members.get("dynamic_ad_type") == DYNAMIC else ()),
    }


def _described(words: Words) -> list[dict[str, Any]]:
    return [
        {"code": code, "name": name, "description": description, "max_length": most}
        for code, name, description, most in words
    ]
