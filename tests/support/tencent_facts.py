"""Contract files from the extracted facts: `python tests/support/tencent_facts.py v3.json RESOURCE` writes one anew.

What a file says beyond the facts is kept: `filter_members`, `repeatable`, `daily_limit`, rules, `beside`.
"""

import json
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parents[2] / "src" / "mercat" / "tencent" / "contract"
COMMON: Final = "common"
BOUNDS: Final = {"range": ("minimum", "maximum")} | {
    name: (f"min_{name}", f"max_{name}") for name in ("bytes", "wide", "items")
}
BESIDE: Final = "beside"  # members of structs that the pages have, and the SDKs do not
OURS: Final = ("filter_members", "repeatable", "daily_limit", "whole", "signed_in_headers")

DEEP: Final = "the page bounds what lies this deep, and the facts do not"
BOUND: Final = "the page bounds a member that some types require"
JUDGED: Final = "the answer tells which words are too long, so that the call is not refused"
OURS_ALONE: Final = "no page has a bound, and every input needs one"
WORDS: Final = "the page bounds it in words"
CHARACTERS: Final = "the page says bytes, and its example or its default has more: characters are meant"
LISTS: Final = "the page shows lists of lists, and names their members"

# What our files say beyond the extracted facts: (endpoint, rule), and where it stands.
BEYOND: Final = {
    ("optimization_goal_permissions/get", "site_set"): "the page's example has a site of ad groups that its list lacks",
    ("adgroups/update_daily_budget", "update_daily_budget_spec"): "a hundred rows, as its three siblings",
    ("audience_grant_relations/get", "filtering.operator"): "the page's words and example say IN, its list EQUALS",
    ("custom_audiences/add", "audience_spec.combine_spec.include.audience_id"): LISTS,
    ("custom_audience_estimations/get", "audience_spec.combine_spec.include.audience_id"): LISTS,
    ("custom_audiences/add", "audience_spec.combine_spec.include.time_window"): LISTS,
    ("custom_audience_estimations/get", "audience_spec.combine_spec.include.time_window"): LISTS,
    ("custom_audiences/add", "audience_spec.combine_spec.exclude.audience_id"): LISTS,
    ("custom_audience_estimations/get", "audience_spec.combine_spec.exclude.audience_id"): LISTS,
    ("custom_audiences/add", "audience_spec.combine_spec.exclude.time_window"): LISTS,
    ("custom_audience_estimations/get", "audience_spec.combine_spec.exclude.time_window"): LISTS,
    **{
        ("custom_audiences/add", f"audience_spec.user_action_spec.{path}"): DEEP
        for path in (
            "url_match_rule.url_matcher_group",
            "url_match_rule.url_matcher_group.url_matcher",
            "action_match_rule.param_matcher_group.param_matcher",
            "action_aggregation_rule.filter_group.param_matcher",
            "action_aggregation_rule.aggregation_group.aggregation_matcher",
            "url_match_rule.url_matcher_group.url_matcher.param_value",
            "url_match_rule.url_matcher_group.url_matcher.operator",
            "action_match_rule.param_matcher_group.param_matcher.param_value",
            "action_match_rule.param_matcher_group.param_matcher.operator",
            "action_match_rule.param_matcher_group.param_matcher.param_name",
            "action_aggregation_rule.filter_group.param_matcher.param_value",
            "action_aggregation_rule.filter_group.param_matcher.operator",
            "action_aggregation_rule.filter_group.param_matcher.param_name",
            "action_aggregation_rule.aggregation_group.aggregation_matcher.aggregation_type",
            "action_aggregation_rule.aggregation_group.aggregation_matcher.comparator",
            "action_aggregation_rule.aggregation_group.aggregation_matcher.param_name",
            "action_match_rule.custom_action",
            "action_aggregation_rule.custom_action",
        )
    },
    **{
        (f"{resource}/{action}", f"{match}_negative_words"): JUDGED
        for resource in ("negativewords", "adgroup_negativewords")
        for action in ("add", "update")
        for match in ("phrase", "exact")
    },
    ("bidword/update", "list.raise_price"): "the page has a least value below 0",
    ("data_source_dispatch/get", "name"): BOUND,
    ("user_action_sets/add", "name"): BOUND,
    ("user_action_sets/add", "wechat_app_id"): BOUND,
    ("user_action_sets/add", "app_id_str"): BOUND,
    ("user_action_sets/get", "name"): BOUND,
    ("user_action_sets/get", "wechat_app_id"): BOUND,
    ("user_action_sets/get", "app_id_str"): BOUND,
    ("user_actions/add", "actions.custom_action"): BOUND,
    ("labels/get", "filtering.field"): "the page names the fields in words",
    ("labels/get", "filtering.operator"): "the page names the operators in words",
    ("watermarks/add", "materials"): WORDS,
    ("watermarks/add", "watermark_configs"): WORDS,
    ("watermarks/get", "page"): WORDS,
    ("watermarks/get", "page_size"): WORDS,
    ("material_async_tasks/add", "task_specs.watermark_spec.text"): WORDS,
    **{
        ("wechat_official_accounts/get", path): "the SDKs leave the members of the filter and the page out"
        for path in ("filtering.field", "filtering.operator", "filtering.values", "page", "page_size")
    },
    **{
        (f"wechat_pages_csgroup{end}", "corp_id"): "a bound of its own: the page has none"
        for end in ("_status/update", "_user/get", "list/add", "list/get", "list/update")
    },
    ("wechat_pages/get", "filtering.field"): "the page writes four fields as one",
    ("targeting_tags/get", "type"): "the page links to a list that is in the SDKs alone",
    ("targeting_tags/get", "tag_spec.behavior_spec.query_spec.query_list"): "the page has the bounds in words",
    ("targeting_tags/get", "tag_spec.interest_spec.query_spec.query_list"): "the page has the bounds in words",
    ("leads/add", "leads_info_list.outer_leads_id"): OURS_ALONE,
    ("leads/add", "leads_info_list.customized_tags.tag_name_list"): OURS_ALONE,
    ("leads_status/update", "leads_conversion_status_list.customized_tags.tag_name_list"): OURS_ALONE,
    ("leads_claim/update", "leads_claim_list.outer_leads_id"): OURS_ALONE,
    ("leads_call_record/get", "outer_leads_id"): OURS_ALONE,
    ("leads_call_record/get", "request_id"): OURS_ALONE,
    ("leads_call_record/get", "contact_id"): OURS_ALONE,
    ("leads_call_records/get", "page"): OURS_ALONE,
    ("leads_call_records/get", "page_size"): OURS_ALONE,
    ("leads_call_virtual_number/get", "outer_leads_id"): OURS_ALONE,
    ("leads_call_virtual_number/get", "request_id"): OURS_ALONE,
    ("leads_voip_call/add", "outer_leads_id"): OURS_ALONE,
    ("leads_voip_call/add", "request_id"): OURS_ALONE,
    ("leads_voip_call/add", "user_id"): OURS_ALONE,
    ("leads_voip_call_token/get", "request_id"): OURS_ALONE,
    ("leads_voip_call_token/get", "user_id"): OURS_ALONE,
    ("ecommerce_order/get", "page"): OURS_ALONE,
    ("ecommerce_order/get", "page_size"): OURS_ALONE,
    (
        "ecommerce_order/get",
        "filtering.operator",
    ): "the page lists the operators of another resource; its example has these",
    **{
        (f"video_channel_{figures}_data/get", f"{of}_{member}"): OURS_ALONE
        for figures in ("dealer", "fans", "leads", "live")
        for of in ("brand", "dealer", "video_channel")
        for member in ("ids", "names")
    },
    **{
        (f"video_channel_{figures}_data/get", name): OURS_ALONE
        for figures in ("fans", "leads", "live")
        for name in ("page", "page_size")
    },
    **{
        (f"{resource}/get", name): OURS_ALONE
        for resource in ("categories", "categories_attribute", "product_categories_list")
        for name in ("page", "page_size")
    },
    ("product_catalogs/add", "account_id"): "the bounds on the page are those of a page number",
    ("landing_page_sell_strategy/add", "episode_price"): "the page's words say 0.01 or more, by 0.01",
    ("landing_page_sell_strategy/add", "min_recharge_tier"): "the page's words say 0.01 or more, by 0.01",
}

_TEXTS_OF_PAGES: Final = {
    "official_landing_page_component/add": (
        *(f"page_config.{name}" for name in ("page_name", "page_title", "share_title", "share_description")),
        *(f"page_elements.head_text_config.{name}.content" for name in ("title", "detail")),
        *(f"page_elements.block_{name}_config.content" for name in ("text", "button")),
        *(
            f"page_elements.{part}.{name}"
            for part in ("fixed_button_config", "block_shelf_config", "block_shelf_group_config.content")
            for name in ("title", "desc", "button_content")
        ),
        *(f"page_elements.right_fixed_button_config.content.{name}" for name in ("title", "button_content")),
    ),
    "xijing_page/add": ("pages.page_name", "pages.page_title"),
    "xijing_page_by_components/add": ("pages.page_name", "pages.page_title"),
    "xijing_page_interactive/add": ("page_name", "page_title"),
    "xijing_page_list/get": ("page_name",),
    "wechat_pages_custom/add": tuple(
        f"page_specs_list.page_elements_spec_list.{name}.btn_title"
        for name in ("weapp_spec", "gh_spec", "enterprise_wx_spec")
    ),
}
BEYOND |= {(endpoint, path): CHARACTERS for endpoint, paths in _TEXTS_OF_PAGES.items() for path in paths}

_GEOGRAPHY: Final = ("custom_locations.longitude", "custom_locations.latitude")
_PRICES: Final = ("price", "sale_price", "price_pc", "price_mobile", "price_app", "discount")
_ITEM: Final = "product_item_spec_list"

# Decimal places that the pages allow, and the facts do not have: (endpoints, members) -> places.
_PLACES: Final[tuple[tuple[tuple[str, ...], tuple[str, ...], int], ...]] = (
    (
        ("adgroups/add", "adgroups/update", "search_adgroups/add", "search_adgroups/update"),
        (
            "deep_conversion_spec.deep_conversion_worth_spec.expected_roi",
            "deep_conversion_spec.deep_conversion_worth_advanced_spec.expected_roi",
            "deep_conversion_worth_rate",
            "deep_conversion_worth_advanced_rate",
        ),
        4,
    ),
    (("adgroups/add", "adgroups/update"), ("cloud_union_spec.expected_roi", "custom_cost_roi_cap"), 4),
    (
        ("adgroups/add", "adgroups/update", "search_adgroups/add", "search_adgroups/update", "estimation/get"),
        tuple(f"targeting.geo_location.{name}" for name in _GEOGRAPHY),
        6,
    ),
    (
        ("batch_async_requests/add",),
        (
            "task_spec.update_adgroup_deep_conversion_worth_rate_spec.deep_conversion_worth_rate",
            "task_spec.update_adgroup_deep_conversion_worth_advanced_rate_spec.deep_conversion_worth_advanced_rate",
        ),
        4,
    ),
    (
        ("batch_async_requests/add",),
        tuple(f"task_spec.update_adgroup_targeting_task_spec.geo_location.{name}" for name in _GEOGRAPHY),
        6,
    ),
    (("landing_page_sell_strategy/add",), ("episode_price", "min_recharge_tier"), 2),
    (("local_stores/add", "local_stores/update"), ("local_store_list.local_store_biz_info.star",), 1),
    (("product_items/update",), _PRICES, 2),
    (("product_items/batch_update",), tuple(f"product_update_list.{name}" for name in _PRICES), 2),
    (("product_items/add",), (f"{_ITEM}.annualized_rate_of_return",), 4),
    (
        ("product_items/add",),
        tuple(
            f"{_ITEM}.{name}"
            for name in (
                "price",
                "original_price",
                "discount",
                "sale_price",
                "rating",
                "favourable_comment_rate",
                "play_rate",
                "max_insurance_quota",
                "first_month_insurance_fee",
                "max_quota",
                "ratings",
                "pay_amount",
                "first_pay_amount",
                "least_pay_amount",
                "onetime_pay_amount",
            )
        ),
        2,
    ),
)
PLACES: Final = {
    (endpoint, member): places for endpoints, members, places in _PLACES for endpoint in endpoints for member in members
}

# Members of a query that the page has and the facts, which follow the SDKs, do not.
QUERIES: Final = {
    "wechat_official_accounts/get": {"filtering": "[FilteringStruct]", "page": "integer", "page_size": "integer"}
}

# The members with the id of an object, where no answer is nothing but the id.
KEYS: Final = {
    "adcreative_previews": "",
    "brand": "",
    "extend_package": "channel_package_id",
    "material_async_tasks": "",
    "material_dcatag": "",
    "component_detail": "component_id",
    "ecommerce_order": "",
    "material_labels": "label_id",
    "targetings": "targeting_id",
    "marketing_target_asset_categories": "",
    "products_system_status": "",
    "game_feature": "",
    "game_feature_v6": "",
}

# Rows of ad_union_reports: the SDKs have none, the page shows most of them in its examples.
UNION_TEXTS: Final = ("date", "promoted_object_type", "placement_type", "placement_name", "industry_parent_name")
UNION_RATES: Final = ("ctr", "conversions_rate")
UNION_NUMBERS: Final = (
    "account_id", "union_position_id", "industry_parent_id", "view_count", "valid_click_count", "cpc", "cost",
    "thousand_display_price", "conversions_count", "conversions_cost", "deep_conversions_count", "activated_count",
    "activated_cost", "register_count_combined", "download_count", "install_count", "first_pay_count",
    "first_pay_cost", "order_count_combined", "checkout_count_combined",
)  # fmt: skip

# Structs of ours where the facts, which follow the SDKs, differ from the pages: lists of lists, operators of their own,
# the components of Xijing, which the SDKs leave empty.
STRUCTS: Final = {
    "ComponentSpecStruct": {
        "type": "string",
        "video_spec": "map",
        "text_spec": "map",
        "image_list_spec": "map",
        "button_spec": "map",
        "app_info_button_spec": "map",
        "fixed_button_spec": "map",
    },
    "CombineSpec": {"include": "[[IncludeSimpleRule]]", "exclude": "[[ExcludeSimpleRule]]"},
    "IncludeSimpleRule": {"audience_id": "integer", "time_window": "integer"},
    "ExcludeSimpleRule": {"audience_id": "integer", "time_window": "integer"},
    "ParamMatcher": {"param_name": "string", "param_value": "string", "operator": "string"},
    "UrlMatcher": {"param_value": "string", "operator": "string"},
    "AdReportListStruct": dict.fromkeys(UNION_TEXTS, "string")
    | dict.fromkeys(UNION_RATES, "number")
    | dict.fromkeys(UNION_NUMBERS, "integer"),
}

PUNISHED_TEXTS: Final = ("penalty_unit_price", "penalty_amount", "final_penalty_amount")
PUNISHED_NUMBERS: Final = ("penalty_uid_cnt", "capped_reject_cnt")

# Members of structs that an answer on a page shows, and the facts do not.
MORE: Final = {
    "PunishMetricsDataItem": dict.fromkeys(PUNISHED_TEXTS, "string") | dict.fromkeys(PUNISHED_NUMBERS, "integer"),
    "PunishDetailDataItem": {"account_operate_identity": "string", "compliance_owner": "string"},
    "HourlyReportApiListStruct": {"date": "string"},
    "GroupInfo": dict.fromkeys(
        ("advertiser_id", "ad_id", "campaign_id", "app_id", "user_weight", "user_weight_factor", "device_os_type"),
        "integer",
    ),
}

# Members whose types clients met, where the facts have others.
MET: Final = {
    "LeadsListGetResponseData": {"leads_info": "[LeadsListStruct]"},
    "AdLabelGetListStruct": {"label_type": "integer"},
    "ResultDataStruct": {"channel_package_id": "integer"},
    "SplitChannelPackageData": {"channel_package_id": "integer"},
}

# Answers that only a page has: the endpoint, its struct, and the structs in it.
SUBSCRIBED: Final = (
    "SubscriptionTaskAccountResults",
    {
        "SubscriptionTaskAccountResults": {
            "failed_account_list": "[SubscriptionTaskAccountFailure]",
            "success_account_list": "[integer]",
        },
        "SubscriptionTaskAccountFailure": {"account_id": "integer", "error_msg": "string"},
    },
)
ANSWERS: Final = {
    "punish_uid_metrics/get": (
        "PunishUidMetrics",
        {
            "PunishUidMetrics": {"data_list": "[PunishUidMetricsDataItem]", "page_conf": "PunishUidMetricsPageConf"},
            "PunishUidMetricsDataItem": {
                "partition_time": "integer",
                "ops_advertiser_name": "string",
                "zc_agent_group": "string",
                "first_level_industry_name": "string",
                "second_level_industry_name": "string",
                "account_id": "integer",
                "is_penalized": "integer",
                "penalty_review_total": "integer",
                "penalty_review_reject_cnt": "integer",
                "penalty_reject_rate": "string",
                "uid_capped_reject_cnt": "integer",
                "penalty_unit_price": "string",
                "uid_final_penalty_amount": "string",
                "account_operate_identity": "string",
                "compliance_owner": "string",
            },
            "PunishUidMetricsPageConf": dict.fromkeys(("page", "page_size", "total_page", "total_num"), "integer"),
        },
    ),
    "subscription_task_account/add": SUBSCRIBED,
    "subscription_task_account/delete": SUBSCRIBED,
    "subscription_task_account/get": (
        "SubscriptionTaskAccountPage",
        {
            "SubscriptionTaskAccountPage": {
                "list": "[SubscriptionTaskAccountItem]",
                "cursor_page_info": "SubscriptionTaskAccountCursors",
            },
            "SubscriptionTaskAccountItem": {"account_id": "integer", "created_time": "integer"},
            "SubscriptionTaskAccountCursors": {
                "page_size": "integer",
                "total_number": "integer",
                "next_cursor": "string",
                "previous_cursor": "string",
            },
        },
    ),
    "dc_component_summary_info/get": (
        "ComponentSummaryInfo",
        {
            "ComponentSummaryInfo": {"summary_data": "ComponentSummaryData"},
            "ComponentSummaryData": {"healthy_data": "ComponentHealthyData"},
            "ComponentHealthyData": {
                "account_id": "integer",
                "dynamic_creative_id": "integer",
                "adgroup_id": "integer",
                "list": "[ComponentHealthyItem]",
            },
            "ComponentHealthyItem": {
                "agg_component_type": "string",
                "total_component_num": "integer",
                "rejected_component_num": "integer",
            },
        },
    ),
}

Facts = dict[str, Any]


def type_name(kind: Facts) -> str:
    if kind["type"] == "array":
        return f"[{type_name(kind['items'])}]"
    plain = {"object": "map", "enum": "string"}.get(kind["type"], kind["type"])
    return kind.get("ref") or plain


def fields(members: Facts) -> dict[str, str]:
    return {name: type_name(kind) for name, kind in members.items()}


def rule(facts: Facts) -> Facts:
    """A rule of the facts in our words. A list of true and false says no more than the type."""
    said: Facts = {"required": True} if facts.get("required") else {}
    said |= {
        name: [facts.get(low), facts.get(high)] for name, (low, high) in BOUNDS.items() if low in facts or high in facts
    }
    said |= {"default": facts["default"]} if "default" in facts else {}
    said |= {"operators": facts["by_field"]} if "by_field" in facts else {}
    allowed = facts.get("allowed", [])
    return said | ({"allowed": allowed} if set(allowed) - {"true", "false"} else {})


def rules(end: Facts) -> Facts:
    """All rules of an endpoint that say anything."""
    said = {path: rule(facts) for path, facts in end["rules"].items()}
    for name in end["required"]:
        said.setdefault(name, {})["required"] = True
    for (name, path), places in PLACES.items():
        if name == f"{end['resource']}/{end['action']}":
            said.setdefault(path, {})["places"] = places
    return {path: one for path, one in said.items() if one}


def inputs(spec: Facts, end: Facts) -> dict[str, str]:
    body = spec["structs"][end["body"]]["fields"] if end.get("body") else {}
    return fields({**body, **end["params"]}) | QUERIES.get(end["path"], {})


def endpoint(spec: Facts, end: Facts) -> Facts:
    """An endpoint in our format, with all of its rules."""
    place = {"multipart/form-data": "form"}.get(end["content_type"] or "", "query")
    said = {"content": end["content_type"]} if end["content_type"] else {}
    if end.get("body"):
        said["body"] = end["body"]
    elif end["method"] == "GET" or place == "form":
        said[place] = inputs(spec, end)
    else:
        said["members"] = inputs(spec, end)
    return said | ({"data": end["data"]["ref"]} if end["data"].get("ref") else {}) | {"rules": rules(end)}


def like(own: Facts, other: Facts, taken: dict[str, str]) -> Facts | None:
    """What `own` rules say beyond those of another endpoint, None if that is most of them."""
    bare = {
        path: one if "." in path else {name: value for name, value in one.items() if name != "required"}
        for path, one in other.items()
    }
    beyond = {path: one for path, one in own.items() if bare.get(path) != one}
    beyond |= {path: {} for path, one in bare.items() if path.partition(".")[0] in taken and one and path not in own}
    return beyond if 2 * len(beyond) < len(own) else None


def convert(spec: Facts, resource: str) -> Facts:
    """The file of a resource."""
    ends = {end["action"]: end for end in spec["endpoints"].values() if end["resource"] == resource}
    file: Facts = {"key": KEYS.get(resource, key(spec, ends)), "endpoints": {}}
    for action, end in ends.items():
        said = file["endpoints"][action] = endpoint(spec, end)
        if action == "update" and "add" in ends:
            beyond = like(said["rules"], rules(ends["add"]), inputs(spec, end))
            said |= {"like": "add", "rules": beyond} if beyond is not None else {}
    bodies = {end["body"] for end in ends.values() if end.get("body")}
    own = {name for name, users in users_of(spec).items() if users == {resource}}
    file["structs"] = {name: struct(spec, ends, name) for name in sorted(own | bodies) if name in spec["structs"]}
    file["enums"] = {name: spec["enums"][name] for name in sorted(own) if name in spec["enums"]}
    for action in ends:
        if f"{resource}/{action}" in ANSWERS:
            file["endpoints"][action]["data"], structs = ANSWERS[f"{resource}/{action}"]
            file["structs"] |= structs
    return file


def key(spec: Facts, ends: dict[str, Facts]) -> str:
    """The member that holds an object's id: what a delete, an update or an add answers."""
    for action in ("delete", "update", "add"):
        data = spec["structs"].get(ends.get(action, {}).get("data", {}).get("ref") or "", {"fields": {}})["fields"]
        if len(data) == 1:
            return str(next(iter(data)))
    data = spec["structs"].get(ends.get("get", {}).get("data", {}).get("ref") or "", {"fields": {}})["fields"]
    item = type_name(data["list"]).strip("[]") if "list" in data else ""
    return next((name for name in spec["structs"].get(item, {"fields": {}})["fields"] if name.endswith("_id")), "")


def struct(spec: Facts, ends: dict[str, Facts], name: str) -> dict[str, str]:
    """A struct; that of a body has the parameters that the pages name as well."""
    for end in ends.values():
        if end.get("body") == name:
            return inputs(spec, end)
    members = STRUCTS.get(name) or fields(spec["structs"][name]["fields"])
    return MORE.get(name, {}) | members | MET.get(name, {})


def common(spec: Facts, resources: list[str]) -> Facts:
    """The structs and enums of these resources that others use too."""
    names = {name for name, users in users_of(spec).items() if len(users) > 1 and users & set(resources)}
    bodies = {end["body"] for end in spec["endpoints"].values() if end.get("body")}
    return {
        "structs": {name: struct(spec, {}, name) for name in sorted(names - bodies) if name in spec["structs"]},
        "enums": {name: spec["enums"][name] for name in sorted(names) if name in spec["enums"]},
    }


_USERS: dict[int, dict[str, set[str]]] = {}


def users_of(spec: Facts) -> dict[str, set[str]]:
    """The resources that speak of each struct and enum."""
    users = _USERS.setdefault(id(spec), defaultdict(set))
    if users:
        return users

    @cache
    def reach(name: str) -> frozenset[str]:
        names, open_names = {name}, [name]
        while open_names:
            members = spec["structs"].get(open_names.pop(), {"fields": {}})["fields"]
            fresh = {type_name(kind).strip("[]") for kind in members.values()} - names
            names |= fresh
            open_names += fresh
        return frozenset(names)

    for end in spec["endpoints"].values():
        roots = {kind.strip("[]") for kind in inputs(spec, end).values()}
        roots |= {name for name in (end.get("body"), end["data"].get("ref")) if name}
        for name in {one for root in roots for one in reach(root)}:
            users[name].add(end["resource"])
    return users


def text(value: Any, depth: int = 0) -> str:
    """JSON with a line for each member of the first four levels."""
    if not isinstance(value, dict) or not value or depth == 4:
        return json.dumps(value, ensure_ascii=False)
    lines = [f"{' ' * depth}{json.dumps(name)}: {text(one, depth + 1)}" for name, one in value.items()]
    return "{\n" + ",\n".join(lines) + "\n" + " " * (depth - 1) + "}"


def main(place: str, *names: str) -> None:
    """Write the files of these resources and the common one."""
    spec = json.loads(Path(place).read_text())
    for name in names:
        file, path = convert(spec, name), FOLDER / f"{name}.json"
        before = json.loads(path.read_text()) if path.exists() else {"endpoints": {}}
        file |= {member: before[member] for member in (BESIDE,) if member in before}
        for action, said in before["endpoints"].items():
            endpoint_now = file["endpoints"][action]
            endpoint_now |= {member: said[member] for member in OURS if member in said}
            paths = [path for end, path in BEYOND if end == f"{name}/{action}" and path in said["rules"]]
            endpoint_now["rules"] |= {path: said["rules"][path] for path in paths}
        path.write_text(text(file) + "\n")
    resources = sorted(path.stem for path in FOLDER.glob("*.json") if path.stem != COMMON)
    (FOLDER / f"{COMMON}.json").write_text(text(common(spec, resources)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
