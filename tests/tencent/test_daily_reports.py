"""/v3.0/daily_reports: sums of delivery by day, ad group, creative, component, site and material."""

from typing import Any, NamedTuple

import pytest

from support.agencies import COFFEE, TEA, TOP, agency_client, day, days
from support.goods import catalog
from support.reports import deliver, make_creative, make_group, recharge, rows, totals
from support.tencent import TencentClient

GET = "/v3.0/daily_reports/get"
COUNTS = ("view_count", "valid_click_count", "conversions_count", "cost")
LIGHT = ["green", "white"]


class Planted(NamedTuple):
    """Two ad groups of the account: the first has two creatives, the second one."""

    tea: int
    books: int
    green: int
    black: int
    novels: int


@pytest.fixture
def planted(tencent: TencentClient) -> Planted:
    """What was delivered today and on two days before."""
    recharge(tencent)
    tea = make_group(tencent, "Tea", optimization_goal="OPTIMIZATIONGOAL_ECOMMERCE_ORDER")
    books = make_group(tencent, "Books", optimization_goal="OPTIMIZATIONGOAL_PAGE_RESERVATION")
    green = make_creative(tencent, tea, "Green tea", texts=2)
    black = make_creative(tencent, tea, "Black tea", images=3)
    novels = make_creative(tencent, books, "Novels")
    deliver(tencent, green, tea, (1_000, 30, 4, 2_501), days_ago=2, hour=9)
    deliver(tencent, green, tea, (501, 11, 1, 999), days_ago=2, hour=10)
    deliver(tencent, black, tea, (77, 7, 0, 350), days_ago=1, hour=23)
    deliver(tencent, novels, books, (10_000, 100, 9, 12_345), days_ago=1, hour=0)
    deliver(tencent, novels, books, (3, 0, 0, 0), hour=0)
    return Planted(tea, books, green, black, novels)


ALL = (11_581, 148, 14, 16_195)  # what was delivered in all


def ask(client: TencentClient, of: str = "ADGROUP", *groups: str, **others: Any) -> Any:
    asked = {
        "level": f"REPORT_LEVEL_{of}",
        "date_range": days(client, -2),
        "group_by": list(groups) or ["date"],
        "fields": [*groups, *COUNTS],
        "page_size": 100,
    }
    return client.get(GET, **{**asked, **others})


def where(field: str, operator: str, *values: str) -> list[dict[str, Any]]:
    return [{"field": field, "operator": operator, "values": list(values)}]


def by(name: str, *, descending: bool = False) -> dict[str, str]:
    return {"sort_field": name, "sort_type": "DESCENDING" if descending else "ASCENDING"}


# -- sums -----------------------------------------------------------------------------------------------------------


def test_days_of_an_account_are_summed_and_empty_ones_are_left_out(tencent, planted):
    assert rows(ask(tencent, "ADVERTISER", "date", date_range=days(tencent, -9))) == [
        {
            "date": day(tencent, -2),
            "view_count": 1_501,
            "valid_click_count": 41,
            "conversions_count": 5,
            "cost": 3_500,
        },
        {
            "date": day(tencent, -1),
            "view_count": 10_077,
            "valid_click_count": 107,
            "conversions_count": 9,
            "cost": 12_695,
        },
        {"date": day(tencent), "view_count": 3, "valid_click_count": 0, "conversions_count": 0, "cost": 0},
    ]


def test_rows_name_their_ad_group_and_creative(tencent, planted):
    groups = ("date", "adgroup_id", "dynamic_creative_id")
    fields = [*groups, "adgroup_name", "dynamic_creative_name", "account_id", "view_count"]
    found = rows(ask(tencent, "DYNAMIC_CREATIVE", *groups, fields=fields, date_range=days(tencent, -1, -1)))
    about = {"date": day(tencent, -1), "account_id": tencent.account_id}
    assert found == [
        {
            **about,
            "adgroup_id": planted.tea,
            "adgroup_name": "Tea",
            "dynamic_creative_id": planted.black,
            "dynamic_creative_name": "Black tea",
            "view_count": 77,
        },
        {
            **about,
            "adgroup_id": planted.books,
            "adgroup_name": "Books",
            "dynamic_creative_id": planted.novels,
            "dynamic_creative_name": "Novels",
            "view_count": 10_000,
        },
    ]


def test_a_deleted_ad_group_keeps_its_rows_and_name(tencent, planted):
    tencent.post("/v3.0/adgroups/delete", adgroup_id=planted.books)
    found = rows(ask(tencent, "ADGROUP", "adgroup_id", fields=["adgroup_name", "view_count"]))
    assert found == [
        {"adgroup_name": "Tea", "view_count": 1_578},
        {"adgroup_name": "Books", "view_count": 10_003},
    ]


def test_metrics_follow_from_the_sums(tencent, planted):
    fields = ["ctr", "cpc", "thousand_display_price", "conversions_rate", "conversions_cost"]
    first, *_, last = rows(ask(tencent, "ADVERTISER", "date", fields=fields))
    assert first == {
        "ctr": 0.0273,
        "cpc": 85,
        "thousand_display_price": 2_332,
        "conversions_rate": 0.122,
        "conversions_cost": 700,
    }
    assert last == {"ctr": 0, "cpc": 0, "thousand_display_price": 0, "conversions_rate": 0, "conversions_cost": 0}


def test_the_metrics_of_a_goal_count_the_conversions_of_its_ad_groups(tencent, planted):
    fields = ["adgroup_id", "order_pv", "order_cost", "page_reservation_count", "page_reservation_rate", "reg_pv"]
    assert rows(ask(tencent, "ADGROUP", "adgroup_id", fields=fields)) == [
        {
            "adgroup_id": planted.tea,
            "order_pv": 5,
            "order_cost": 770,
            "page_reservation_count": 0,
            "page_reservation_rate": 0,
            "reg_pv": 0,
        },
        {
            "adgroup_id": planted.books,
            "order_pv": 0,
            "order_cost": 0,
            "page_reservation_count": 9,
            "page_reservation_rate": 0.09,
            "reg_pv": 0,
        },
    ]


def test_members_that_mean_nothing_in_a_row_are_neutral(tencent, planted):
    fields = ["adgroup_id", "adgroup_name", "video_outer_play_count", "video_outer_play_rate", "date"]
    found = rows(ask(tencent, "ADGROUP", "date", fields=fields, date_range=days(tencent)))
    assert found == [
        {
            "adgroup_id": 0,
            "adgroup_name": "",
            "video_outer_play_count": 0,
            "video_outer_play_rate": 0,
            "date": day(tencent),
        }
    ]


@pytest.mark.parametrize(
    ("level", "groups"),
    [
        ("ADGROUP", ["site_set"]),
        ("ADGROUP", ["date", "adgroup_id", "site_set"]),
        ("DYNAMIC_CREATIVE", ["dynamic_creative_id", "site_set"]),
        ("COMPONENT", ["component_id"]),
        ("COMPONENT", ["component_type", "component_id", "date"]),
        ("COMPONENT", ["component_type", "site_set"]),
        ("MATERIAL_IMAGE", ["image_id"]),
        ("MATERIAL_IMAGE", ["date", "image_id", "adgroup_id", "site_set"]),
    ],
    ids=str,
)
def test_parts_of_a_dimension_add_up_to_the_whole(tencent, planted, level, groups):
    assert totals(rows(ask(tencent, level, *groups)), *COUNTS) == ALL


def test_no_part_is_clicked_more_often_than_shown(tencent, planted):
    for item in rows(ask(tencent, "COMPONENT", "date", "component_id", "site_set")):
        assert item["conversions_count"] <= item["valid_click_count"] <= item["view_count"]


def test_sites_are_those_of_the_ad_group_or_all_if_the_platform_picks_them(tencent):
    chosen = make_group(tencent, "Chosen", site_set=["SITE_SET_CHANNELS"])
    picked = make_group(tencent, "Picked", site_set=None, automatic_site_enabled=True)
    for group_id in (chosen, picked):
        deliver(tencent, make_creative(tencent, group_id, f"Of {group_id}"), group_id, (10_000, 0, 0, 0))
    sites = {
        group_id: {
            item["site_set"]
            for item in rows(ask(tencent, "ADGROUP", "adgroup_id", "site_set"))
            if item["adgroup_id"] == group_id
        }
        for group_id in (chosen, picked)
    }
    assert sites[chosen] == {"SITE_SET_CHANNELS"}
    assert {"SITE_SET_MOMENTS", "SITE_SET_MOBILE_UNION", "SITE_SET_CHANNELS"} < sites[picked]


def test_targets_of_marketing_are_those_of_the_ad_groups(tencent):
    app = {"marketing_target_type": "MARKETING_TARGET_TYPE_APP_ANDROID", "marketing_asset_outer_id": "7"}
    group_id = make_group(tencent, "App", marketing_asset_outer_spec=app, marketing_asset_id=7)
    plain = make_group(tencent, "Plain")
    for one in (group_id, plain):
        deliver(tencent, make_creative(tencent, one, f"Of {one}"), one, (100, 1, 0, 0))
    asked = ask(
        tencent,
        "MARKETING_ASSET",
        "marketing_asset_id",
        "marketing_target_type",
        fields=["marketing_asset_id", *COUNTS],
    )
    assert [(item["marketing_asset_id"], item["view_count"]) for item in rows(asked)] == [(7, 100)]


def promote(client: TencentClient, kind: str, outer_id: str, inner_id: str | None = None) -> dict[str, Any]:
    """The member of an ad group that promotes a thing which is named elsewhere."""
    spec = {"marketing_target_type": f"MARKETING_TARGET_TYPE_{kind}", "marketing_asset_outer_id": outer_id}
    return {"marketing_asset_outer_spec": spec | ({"marketing_asset_outer_sub_id": inner_id} if inner_id else {})}


def with_impressions(client: TencentClient, name: str, **members: Any) -> int:
    """A new ad group with a creative that was shown 100 times."""
    group_id = make_group(client, name, **members)
    deliver(client, make_creative(client, group_id, f"Of {name}"), group_id, (100, 10, 1, 0))
    return group_id


@pytest.mark.parametrize(
    ("level", "group", "kind", "ids", "expected"),
    [
        ("CHANNEL", "channel_id", "APP_ANDROID", ("7", "0;12"), "0;12"),
        ("PLAYLET", "playlet_id", "SHORT_DRAMA", ("drama9", "sku1"), "drama9"),
        ("WECHAT_SHOP_PRODUCT", "wechat_shop_product_id", "WECHAT_STORE_PRODUCT", ("goods3", None), "goods3"),
        ("PRODUCT_CATALOG", "product_catalog_id", "PRODUCT", ("800", "tea1"), "800"),
        ("PRODUCT_CATALOG", "product_outer_id", "PRODUCT", ("800", "tea1"), "tea1"),
        ("PRODUCT_CATALOG", "product_series_id", "COMMODITY_SET", ("800", "900"), "900"),
    ],
)
def test_what_ad_groups_promote_has_rows_of_its_own(tencent, planted, level, group, kind, ids, expected):
    group_id = with_impressions(tencent, "Promoted", **promote(tencent, kind, *ids))
    answer = rows(ask(tencent, level, group, "site_set"))
    assert {item[group] for item in answer} == {expected}
    assert totals(answer, *COUNTS) == (100, 10, 1, 0)
    by_group = rows(ask(tencent, "ADGROUP", "adgroup_id", filtering=where("adgroup_id", "EQUALS", str(group_id))))
    assert totals(by_group, *COUNTS) == (100, 10, 1, 0)


def test_a_link_of_a_creative_to_a_channel_package_counts_before_that_of_its_ad_group(tencent):
    group_id = make_group(tencent, "App", **promote(tencent, "APP_ANDROID", "7", "0;12"))
    linked = make_creative(
        tencent, group_id, "Linked", links=[{"page_type": "PAGE_TYPE_ANDROID_APP", "page_spec": app_page("7", "0;34")}]
    )
    deliver(tencent, linked, group_id, (50, 5, 0, 0))
    deliver(tencent, make_creative(tencent, group_id, "Plain"), group_id, (100, 10, 1, 0))
    answer = rows(ask(tencent, "CHANNEL", "channel_id"))
    assert [(item["channel_id"], item["view_count"]) for item in answer] == [("0;12", 100), ("0;34", 50)]
    filtering = where("channel_id", "IN", "0;34")
    assert totals(rows(ask(tencent, "CHANNEL", "date", filtering=filtering)), *COUNTS) == (50, 5, 0, 0)


def app_page(app_id: str, channel_id: str) -> dict[str, Any]:
    return {"android_app_spec": {"android_app_id": app_id, "android_channel_id": channel_id}}


def test_products_of_a_series_share_what_a_dynamic_ad_delivered(tencent):
    catalog_id = catalog(tencent, "green", "black", "white")
    series_id = tencent.post(
        "/v3.0/product_series/add",
        catalog_id=catalog_id,
        series_name="Light",
        definition={
            "logic_operator": "LOGIC_OPERATOR_OR",
            "filters": [{"field": "product_id", "operator": "IN", "values": [{"field_value": name} for name in LIGHT]}],
        },
    ).data.product_series_id
    spec = {"recommend_method_ids": [1], "product_catalog_id": str(catalog_id), "product_series_id": str(series_id)}
    with_impressions(tencent, "Dynamic", mpa_spec=spec)
    answer = rows(ask(tencent, "PRODUCT_CATALOG", "product_catalog_id", "product_series_id", "product_outer_id"))
    assert [item["product_outer_id"] for item in answer] == ["green", "white"]
    assert {(item["product_catalog_id"], item["product_series_id"]) for item in answer} == {
        (str(catalog_id), str(series_id))
    }
    assert totals(answer, *COUNTS) == (100, 10, 1, 0)


def test_an_ad_group_with_a_product_beside_it_has_the_row_of_this_product(tencent):
    with_impressions(
        tencent, "Beside", additional_product_spec={"product_catalog_id": "800", "product_outer_id": "tea1"}
    )
    filtering = where("product_outer_id", "IN", "tea1", "tea2")
    answer = rows(ask(tencent, "PRODUCT_CATALOG", "product_outer_id", filtering=filtering))
    assert [(item["product_outer_id"], item["view_count"]) for item in answer] == [("tea1", 100)]


def test_bidwords_share_what_their_ad_group_delivered(tencent, planted):
    words = [{"adgroup_id": planted.tea, "bidword": word, "match_type": "EXACT_MATCH"} for word in ("tea", "green tea")]
    made = tencent.post("/v3.0/bidword/add", list=words).document["data"]["success_list"]
    ids = [one["bidword_id"] for one in made]
    fields = ["bidword_id", "bidword", *COUNTS]
    found = rows(ask(tencent, "BIDWORD", "bidword_id", fields=fields))
    assert [(item["bidword_id"], item["bidword"]) for item in found] == list(
        zip(ids, ("tea", "green tea"), strict=True)
    )
    assert totals(found, "view_count", "cost") == (1_578, 3_850)
    filtering = where("bidword_id", "EQUALS", str(ids[0]))
    assert [item["cost"] for item in rows(ask(tencent, "BIDWORD", "bidword_id", filtering=filtering))] == [
        found[0]["cost"]
    ]
    asked = {"fields": ["queryword", "cost"], "group_by": ["queryword"]}
    assert [item["queryword"] for item in rows(ask(tencent, "QUERYWORD", **asked))] == ["green tea", "tea"]


@pytest.mark.parametrize(
    ("level", "group"),
    [
        ("MATERIAL_VIDEO", "video_id"),
        ("CHANNEL", "channel_id"),
        ("PROJECT", "project_id"),
        ("PROJECT", "adgroup_id"),
        ("BIDWORD", "bidword_id"),
    ],
)
def test_levels_of_what_the_account_does_not_have_answer_nothing(tencent, planted, level, group):
    answer = ask(tencent, level, "date", group)
    assert rows(answer) == []
    assert answer.document["data"]["page_info"]["total_number"] == 0


def test_a_business_unit_has_a_report_of_the_components_of_its_accounts(server):
    agency = agency_client(server)
    made = agency.post("/v3.0/business_unit/add", account_id=None, business_unit_name="Shops")
    unit_id = made.document["data"]["organization_id"]
    placed = {"organization_id": unit_id, "add_account_id_list": [TEA, COFFEE]}
    assert agency.post("/v3.0/business_unit_account/update", account_id=None, **placed).code == 0
    for account_id in (TEA, COFFEE):
        agency.account_id = account_id
        group_id = make_group(agency, "Shop")
        deliver(agency, make_creative(agency, group_id, "Sale"), group_id, (account_id, 0, 0, 0))
    asked = {"account_id": None, "organization_id": unit_id, "fields": ["account_id", *COUNTS]}
    found = rows(ask(agency, "COMPONENT", "component_type", **asked))
    assert [item["account_id"] for item in found] == [TEA, TEA, COFFEE, COFFEE]
    assert totals(found, "view_count") == (TEA + COFFEE,)
    assert ask(agency, "ADGROUP", "date", **asked).code == 18009


def test_an_asset_of_a_library_has_its_name_and_the_type_of_its_library(server):
    agency = agency_client(server)
    made = agency.post("/v3.0/business_unit/add", account_id=None, business_unit_name="Shops")
    unit_id = made.document["data"]["organization_id"]
    placed = {"organization_id": unit_id, "add_account_id_list": [TEA]}
    assert agency.post("/v3.0/business_unit_account/update", account_id=None, **placed).code == 0
    of = {"property_name": "PROMOTED_ASSET_ATTR_KEY_PERSONAL_STORE_COMPANY_ENTITY", "property_value": ["Example"]}
    store = {"marketing_target_type": "MARKETING_TARGET_TYPE_PERSONAL_STORE", "properties": [of]}
    add = {"account_id": None, "organization_id": unit_id, "marketing_asset_name": "Tea house", **store}
    asset_id = agency.post("/v3.0/marketing_target_assets/add", **add).data.marketing_asset_id
    agency.account_id = TEA
    with_impressions(agency, "House", marketing_asset_id=asset_id)
    asked = {"fields": ["marketing_target_type", "marketing_asset_id", "marketing_asset_name", "view_count"]}
    (row,) = rows(ask(agency, "MARKETING_ASSET", "marketing_target_type", "marketing_asset_id", **asked))
    assert row == {
        "marketing_target_type": "MARKETING_TARGET_TYPE_PERSONAL_STORE",
        "marketing_asset_id": asset_id,
        "marketing_asset_name": "Tea house",
        "view_count": 100,
    }


# -- filters, order and pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "field", "pick", "expected"),
    [
        ("ADGROUP", "adgroup_id", lambda ids: [ids.tea], 1_578),
        ("ADGROUP", "adgroup_id", lambda ids: [ids.tea, ids.books, 7], 11_581),
        ("ADGROUP", "dynamic_creative_id", lambda ids: [ids.green], 1_501),
        ("ADGROUP", "adgroup_id", lambda ids: [7], 0),
        ("ADGROUP", "channel_id", lambda ids: ["x"], 0),
        ("COMPONENT", "component_type", lambda ids: ["title", "image"], 11_581),
    ],
)
def test_filters_leave_rows_out(tencent, planted, level, field, pick, expected):
    answer = ask(tencent, level, "date", filtering=where(field, "IN", *map(str, pick(planted))))
    assert totals(rows(answer), "view_count") == (expected,)


def test_an_image_is_filtered_by_its_id_and_its_signature(tencent, planted):
    of_books = where("adgroup_id", "EQUALS", str(planted.books))
    (image,) = rows(ask(tencent, "MATERIAL_IMAGE", "image_id", filtering=of_books))
    fields = ["image_id", "signature"]
    stored = tencent.get("/v3.0/images/get", fields=fields, page_size=100).document["data"]["list"]
    (signature,) = {one["signature"] for one in stored if one["image_id"] == image["image_id"]}
    for condition in (("image_id", image["image_id"]), ("md5", signature)):
        filtering = where(condition[0], "EQUALS", condition[1])
        assert rows(ask(tencent, "MATERIAL_IMAGE", "image_id", filtering=filtering)) == [image]


def test_filters_on_components_and_sites_leave_parts_out(tencent, planted):
    titles = rows(ask(tencent, "COMPONENT", "component_id", filtering=where("component_type", "EQUALS", "title")))
    pictures = rows(ask(tencent, "COMPONENT", "component_id", filtering=where("component_type", "EQUALS", "image")))
    assert totals(titles + pictures, *COUNTS) == ALL
    one = titles[0]["component_id"]
    assert (
        rows(ask(tencent, "COMPONENT", "component_id", filtering=where("component_id", "EQUALS", str(one))))
        == titles[:1]
    )


def test_rows_are_sorted_by_two_members_and_cut_into_pages(tencent, planted):
    order = [by("adgroup_id", descending=True), by("cost", descending=True)]
    asked = {"order_by": order, "page_size": 2}
    pages = [ask(tencent, "ADGROUP", "date", "adgroup_id", **asked, page=page) for page in (1, 2, 3)]
    costs = [[item["cost"] for item in rows(page)] for page in pages]
    assert costs == [[12_345, 0], [3_500, 350], []]
    assert [page.document["data"]["page_info"] for page in pages] == [
        {"page": page, "page_size": 2, "total_number": 4, "total_page": 2} for page in (1, 2, 3)
    ]


@pytest.mark.parametrize("name", ["ctr", "cpc", "date", "order_pv", "conversions_cost", "site_set", "view_count"])
def test_rows_are_sorted_by_any_member(tencent, planted, name):
    fields = ["date", "site_set", name]
    found = [
        item[name] for item in rows(ask(tencent, "ADGROUP", "date", "site_set", fields=fields, order_by=[by(name)]))
    ]
    assert found == sorted(found)
    turned = rows(ask(tencent, "ADGROUP", "date", "site_set", fields=fields, order_by=[by(name, descending=True)]))
    assert [item[name] for item in turned] == found[::-1]


# -- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"first": 0, "last": -1}, 31057),
        ({"first": -365, "last": 0}, 0),
        ({"first": -366, "last": 0}, 31057),
        ({"first": 0, "last": 900}, 0),
        ({"date_range": None}, 18001),
        ({"date_range": {"start_date": "2026-02-30", "end_date": "2026-03-01"}}, 18002),
        ({"date_range": {"start_date": "2026-02-3", "end_date": "2026-03-01"}}, 18005),
        ({"level": None}, 18001),
        ({"level": "REPORT_LEVEL_NONSENSE"}, 18009),
        ({"group_by": None}, 18001),
        ({"group_by": []}, 18012),
        ({"group_by": ["date"] * 10}, 0),
        ({"group_by": ["date"] * 11}, 18011),
        ({"group_by": ["hour"]}, 18009),
        ({"group_by": ["dynamic_creative_id"]}, 18009),
        ({"fields": None}, 18001),
        ({"fields": ["nonsense"]}, 12009),
        ({"order_by": [by("date")] * 2}, 0),
        ({"order_by": [by("date")] * 3}, 18011),
        ({"order_by": [by("nonsense")]}, 18009),
        ({"order_by": [{"sort_field": "date", "sort_type": "UP"}]}, 18009),
        ({"page_size": 2_000, "page": 5}, 0),
        ({"page_size": 2_000, "page": 6}, 127005),
        ({"page_size": 2_001}, 18003),
        ({"page": 0}, 18004),
        ({"time_line": "REPORTING_TIME"}, 0),
        ({"time_line": "NEVER"}, 18009),
        ({"filtering": where("adgroup_id", "LESS", "1")}, 18009),
        ({"filtering": where("cost", "EQUALS", "1")}, 18009),
        ({"filtering": where("adgroup_id", "EQUALS", "x")}, 18002),
        ({"filtering": where("smart_delivery_platform", "NOT_EQUALS", "x")}, 0),
        ({"filtering": where("smart_delivery_platform", "EQUALS", "x"), "group_by": ["site_set"]}, 1901493),
        ({"account_id": None}, 18001),
        ({"account_id": 1}, 12201),
    ],
    ids=str,
)
def test_parameters_are_checked(tencent, params, expected):
    others = {name: value for name, value in params.items() if name not in ("first", "last")}
    if "first" in params:
        others["date_range"] = days(tencent, params["first"], params["last"])
    assert ask(tencent, "ADGROUP", **others).code == expected


def test_an_agency_has_no_report(server):
    agency = agency_client(server)
    assert ask(agency, account_id=TOP).code == 132401


def test_a_day_that_is_too_long_ago_is_named_in_both_languages(tencent):
    answer = ask(tencent, date_range=days(tencent, -400))
    earliest = day(tencent, -365)
    assert answer.message == f"Parameter 'date_range.start_date' cannot be earlier than '{earliest}'"
    assert earliest in answer.message_cn


def test_facts_of_another_account_are_not_in_a_report(tencent, planted, server):
    other = TencentClient(server, name="other", account_id=25_611)
    assert rows(ask(other)) == []
    found = ask(other, filtering=where("adgroup_id", "EQUALS", str(planted.tea)))
    assert rows(found) == []
