"""Metrics of reports: each follows from the sums of facts. The contract's other metrics are 0, which their types say.

A goal's own metrics count the conversions of the ad groups that optimize for it, and no others.
"""

from typing import Final

from mercat.model.reports import Formula, SumsRow

RATE_PLACES: Final = 4
PER_MILLE: Final = 1_000
GOAL: Final = "OPTIMIZATIONGOAL_"

# The metrics of each goal: counts, costs of one, and rates of clicks.
_OF_GOALS: Final = {
    "FOLLOW": ("from_follow_uv from_follow_by_click_uv", "from_follow_cost from_follow_by_click_cost", ""),
    "APP_DOWNLOAD": ("download_count", "download_cost", "download_rate"),
    "APP_ACTIVATE": ("activated_count", "activated_cost", "click_activated_rate"),
    "APP_REGISTER": (
        "reg_pv reg_dedup_pv register_by_click_count register_count_combined",
        "reg_cost reg_dedup_cost",
        "reg_clk_rate",
    ),
    "ONE_DAY_RETENTION": ("retention_count", "retention_cost", "retention_rate"),
    "MOBILE_APP_SEVEN_DAYS_RETENTION": ("app_retention_d7_uv", "app_retention_d7_cost", "app_retention_d7_rate"),
    "APP_PURCHASE": (
        "purchase_pv purchase_clk_pv checkout_count_combined",
        "purchase_cost purchase_clk_cost",
        "purchase_clk_rate",
    ),
    "FIRST_PURCHASE": ("first_pay_count", "first_pay_cost", "first_pay_rate"),
    "ECOMMERCE_ORDER": (
        "order_pv order_uv order_by_click_count order_count_combined",
        "order_cost order_by_click_cost",
        "order_rate",
    ),
    "FIRST_ECOMMERCE_ORDER": ("order_first_dedup_pv", "order_first_dedup_pv_cost", "order_first_dedup_pv_rate"),
    "FIRST_TWENTY_FOUR_HOUR_ECOMMERCE_ORDER": ("order_24h_count", "order_24h_cost", "order_24h_rate"),
    "ECOMMERCE_CART": ("add_cart_pv", "", ""),
    "ECOMMERCE_ADD_TO_WISHLIST": ("add_wishlist_count", "", ""),
    "DELIVERY": ("deliver_count", "deliver_cost", "deliver_rate"),
    "PAGE_RECEIPT": ("sign_in_count", "sign_in_cost", "sign_in_rate"),
    "PROMOTION_VIEW_KEY_PAGE": (
        "key_page_view_count key_page_view_by_click_count",
        "key_page_view_cost",
        "key_page_view_rate",
    ),
    "VIEW_COMMODITY_PAGE": (
        "view_commodity_page_uv app_commodity_page_view_by_click_count",
        "web_commodity_page_view_cost",
        "web_commodity_page_view_rate",
    ),
    "ONLINE_CONSULTATION": ("page_consult_count consult_uv_count", "page_consult_cost", "page_consult_rate"),
    "TELEPHONE_CONSULTATION": (
        "page_phone_call_direct_count",
        "page_phone_call_direct_cost",
        "page_phone_call_direct_rate",
    ),
    "PAGE_RESERVATION": (
        "page_reservation_count page_reservation_by_click_count reservation_uv",
        "page_reservation_cost page_reservation_cost_with_people",
        "page_reservation_rate",
    ),
    "RESERVATION_CHECK": ("reservation_check_uv", "reservation_check_uv_cost", "reservation_check_uv_rate"),
    "CONFIRM_EFFECTIVE_LEADS_CONSULT": ("effective_consult_count", "", ""),
    "CONFIRM_EFFECTIVE_LEADS_PHONE": ("effective_phone_count", "", ""),
    "CONFIRM_EFFECTIVE_LEADS_RESERVATION": ("effective_reserve_count", "", ""),
    "CONFIRM_POTENTIAL_CUSTOMER_PHONE": ("potential_customer_phone_uv", "", ""),
    "LEADS_COLLECT": ("overall_leads_purchase_count", "", ""),
    "PAGE_CONFIRM_EFFECTIVE_LEADS": ("effective_leads_count valid_leads_uv", "effective_cost", ""),
    "PROMOTION_CLAIM_OFFER": ("coupon_get_pv", "coupon_get_cost", "coupon_get_rate"),
    "APPLY": ("apply_pv", "apply_cost", ""),
    "PRE_CREDIT": ("pre_credit_pv", "pre_credit_cost", ""),
    "CREDIT": ("credit_pv", "credit_cost", ""),
    "WITHDRAW_DEPOSITS": ("withdraw_deposit_pv", "", ""),
    "OPEN_ACCOUNT": ("open_account_pv", "open_account_pv_cost", ""),
    "MOBILE_APP_CREATE_ROLE": ("game_create_role_count", "", ""),
    "MOBILE_APP_ACCREDIT": ("game_authorize_count", "", ""),
    "ADD_DESKTOP": ("add_desktop_pv", "add_desktop_cost", ""),
    "PAGE_SCAN_CODE": (
        "scan_follow_count scan_follow_user_count",
        "scan_follow_user_cost",
        "scan_follow_user_rate",
    ),
    "ADD_WECHAT": (
        "scan_code_add_fans_count scan_code_add_fans_uv",
        "scan_code_add_fans_count_cost scan_code_add_fans_uv_cost",
        "",
    ),
    "WECOM_CONSULT": ("after_add_wecom_consult_dedup_pv", "after_add_wecom_consult_dedup_pv_cost", ""),
    "CONSULT_INTENTION": ("after_add_wecom_intention_dedup_pv", "after_add_wecom_intention_dedup_pv_cost", ""),
    "ADD_GROUP": ("join_chat_group_amount join_chat_group_number_of_people", "join_chat_group_cost_by_people", ""),
    "CLASS_PARTICIPATED": (
        "class_participated_fisrt_uv",
        "class_participated_fisrt_uv_cost",
        "class_participated_fisrt_uv_rate",
    ),
    "PURCHASE_MEMBER_CARD": (
        "purchase_member_card_pv purchase_member_card_dedup_pv",
        "purchase_member_card_dedup_cost",
        "purchase_member_card_dedup_rate",
    ),
    "CORE_ACTION": (
        "key_behavior_conversions_count",
        "key_behavior_conversions_cost",
        "key_behavior_conversions_rate",
    ),
    "INSURANCE_PURCHASE": ("insurance_dedup_pv", "", ""),
    "VISIT_STROE": ("visit_store_pv", "visit_store_pv_cost", ""),
    "LIKE": ("praise_count praise_uv", "praise_cost", ""),
}


def _each_of(total: str) -> Formula:
    """The cost of one."""
    return Formula("cost", total)


def _rate(part: str, whole: str) -> Formula:
    return Formula(part, whole, places=RATE_PLACES)


def _of_goals() -> dict[str, Formula]:
    formulas: dict[str, Formula] = {}
    for name, (counts, costs, rates) in _OF_GOALS.items():
        goal = GOAL + name
        formulas |= dict.fromkeys(counts.split(), Formula(goal))
        formulas |= dict.fromkeys(costs.split(), _each_of(goal))
        formulas |= dict.fromkeys(rates.split(), _rate(goal, "clicks"))
    return formulas


FORMULAS: Final[dict[str, Formula]] = {
    "view_count": Formula("impressions"),
    "valid_click_count": Formula("clicks"),
    "cost": Formula("cost"),
    "ctr": _rate("clicks", "impressions"),
    "cpc": _each_of("clicks"),
    "thousand_display_price": Formula("cost", "impressions", scale=PER_MILLE),
    **dict.fromkeys(
        ("conversions_count", "request_conversions_count", "conversions_by_click_count"), Formula("conversions")
    ),
    **dict.fromkeys(("conversions_rate", "conversions_by_click_rate"), _rate("conversions", "clicks")),
    **dict.fromkeys(
        ("conversions_cost", "request_conversions_cost", "conversions_by_click_cost"), _each_of("conversions")
    ),
    **_of_goals(),
}


def value(formula: Formula, row: SumsRow) -> int | float:
    """The value of a metric, rounded half up."""
    number = row.sums[formula.numerator] * formula.scale
    if formula.denominator is None:
        return number
    total = row.sums[formula.denominator]
    unit = 10 ** (formula.places or 0)
    rounded = (2 * number * unit + total) // (2 * total) if total else 0
    return rounded if formula.places is None else rounded / unit


def goals_of(names: set[str]) -> set[str]:
    """The goals whose conversions some metrics need."""
    needed = [FORMULAS[name] for name in names if name in FORMULAS]
    return {goal for formula in needed for goal in (formula.numerator, formula.denominator) if goal and GOAL in goal}
