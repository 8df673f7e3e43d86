"""/v3.0/product_…, /v3.0/products_… and /v3.0/categories…: catalogs, products, series and categories."""

from typing import Any

import pytest

from mercat.domain.advertising.review.reviews import REVIEW
from mercat.domain.bulk.simulated_progress import set_pace
from mercat.model.ad_reviews import State
from mercat.model.clock import HOUR, SECOND
from support.ad_approvals import decide
from support.tencent import TencentClient

CATALOG = {
    "catalog_name": "Shop",
    "catalog_scale_type": "CATALOG_SCALE_TYPE_NORMAL",
    "catalog_type": "CATALOG_TYPE_STANDARD",
    "industry_type": "INDUSTRY_TYPE_ECOMMERCE",
}
TEA = {
    "product_outer_id": "tea-1",
    "product_name": "Green tea, 100 g",
    "description": "Picked in spring",
    "expiration_time": "2030-01-01 00:00:00",
    "image_url": "https://www.example.com/tea.jpg",
    "mobile_h5_page_url": "https://www.example.com/tea",
    "price": 12.99,
    "first_category_id": 10,
    "first_category_name": "食品饮料",
    "second_category_name": "茶叶",
    "third_category_name": "绿茶",
    "product_brand": "Example",
    "custom_data": "weight:100 g",
    "custom_label": ["spring", "green"],
}
COFFEE = {**TEA, "product_outer_id": "coffee-1", "product_name": "Coffee, whole beans", "price": 30, "brand_id": 7}
COFFEE |= {"first_category_id": 11, "video_url": "https://www.example.com/coffee.mp4", "custom_label": ["dark"]}
ITEM = ["product_outer_id", "product_name", "product_image_url", "price", "brand_name", "is_video", "first_category_id"]
DETAIL = ["system_status", "reject_message", "feed_id", "product_item_spec", "spu_link_status"]


def make_catalog(client: TencentClient, **changes: Any) -> int:
    answer = client.post("/v3.0/product_catalogs/add", **{**CATALOG, **changes})
    assert answer.code == 0, answer
    return int(answer.document["data"]["product_catalog_id"])


def sell(client: TencentClient, catalog_id: int, *specs: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    answer = client.post(
        "/v3.0/product_items/add", product_catalog_id=catalog_id, product_item_spec_list=list(specs), **more
    )
    assert answer.code == 0, answer
    rows: list[dict[str, Any]] = answer.document["data"]["list"]
    return rows


def products(client: TencentClient, catalog_id: int, *conditions: tuple[str, str, list[str]]) -> list[str]:
    filtering = [{"field": field, "operator": operator, "values": values} for field, operator, values in conditions]
    answer = client.get("/v3.0/product_items/get", fields=ITEM, product_catalog_id=catalog_id, filtering=filtering)
    assert answer.code == 0, answer
    assert "page_info" not in answer.document["data"]
    return [item["product_outer_id"] for item in answer.document["data"]["list"]]


def detail(client: TencentClient, catalog_id: int, outer_id: str = "tea-1") -> dict[str, Any]:
    params = {"product_catalog_id": catalog_id, "product_outer_id": outer_id}
    answer = client.get("/v3.0/product_items_detail/get", fields=DETAIL, **params)
    assert answer.code == 0, answer
    data: dict[str, Any] = answer.document["data"]
    return data


@pytest.fixture
def catalog_id(tencent: TencentClient) -> int:
    return make_catalog(tencent)


@pytest.fixture
def stocked(tencent: TencentClient, catalog_id: int) -> TencentClient:
    """A client whose catalog has two products."""
    sell(tencent, catalog_id, TEA, COFFEE)
    return tencent


# -- catalogs -----------------------------------------------------------------------------------------------------


def catalogs(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    fields = ["product_catalog_id", "product_catalog_name", "product_catalog_type", "product_catalog_vertical"]
    fields += ["product_catalog_status", "product_recommend_methods", "deep_link_enabled"]
    answer = client.get("/v3.0/product_catalogs/get", fields=fields, **params)
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def test_a_catalog_is_created_and_listed(tencent):
    catalog_id = make_catalog(tencent, catalog_version=3)
    (catalog,) = catalogs(tencent)
    assert catalog["product_catalog_id"] == catalog_id
    assert catalog["product_catalog_name"] == "Shop"
    assert catalog["product_catalog_type"] == "CATALOG_TYPE_STANDARD"
    assert catalog["product_catalog_vertical"] == "VERTICAL_EC"
    assert catalog["product_catalog_status"] == "PRODUCT_CATALOG_STATUS_NORMAL"
    assert catalog["product_recommend_methods"]
    assert set(catalog["deep_link_enabled"].values()) == {True}


def test_catalogs_are_found_by_id_and_part_of_a_name(tencent):
    first, second = make_catalog(tencent), make_catalog(tencent, catalog_name="Tea house")
    assert [one["product_catalog_id"] for one in catalogs(tencent, catalog_id=second)] == [second]
    assert [one["product_catalog_id"] for one in catalogs(tencent, catalog_name="hop")] == [first]
    assert catalogs(tencent, catalog_id=second + 1) == []
    assert [one["product_catalog_id"] for one in catalogs(tencent, page=2, page_size=1)] == [second]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"catalog_name": "Shop"}, 66002),
        ({"catalog_name": "a" * 255}, 0),
        ({"catalog_name": "a" * 256}, 18006),
        ({"catalog_name": ""}, 18005),
        ({"industry_type": "INDUSTRY_TYPE_LOAN", "catalog_type": "CATALOG_TYPE_LOCAL_STORE"}, 66005),
        ({"catalog_type": "CATALOG_TYPE_UNKNOWN"}, 66005),
        ({"catalog_type": "CATALOG_TYPE_HUGE"}, 18009),
        ({"industry_type": "INDUSTRY_TYPE_TEA"}, 18009),
        ({"catalog_version": 4}, 18009),
        ({"business_unit_id": 7}, 12204),
        ({"account_id": 7}, 12201),
        ({"catalog_scale_type": None}, 18001),
    ],
    ids=str,
)
def test_members_of_a_catalog_are_checked(tencent, changes, expected):
    make_catalog(tencent)
    answer = tencent.post("/v3.0/product_catalogs/add", **{**CATALOG, "catalog_name": "Another", **changes})
    assert answer.code == expected
    assert len(catalogs(tencent)) == (1 if expected else 2)


def test_an_account_has_a_hundred_catalogs_of_a_type(tencent):
    for number in range(100):
        make_catalog(tencent, catalog_name=f"Shop {number}")
    answer = tencent.post("/v3.0/product_catalogs/add", **CATALOG)
    assert (answer.code, "Maximum number is 100" in answer.document["message"]) == (66003, True)
    make_catalog(tencent, catalog_type="CATALOG_TYPE_FENGYE")


# -- products -----------------------------------------------------------------------------------------------------


def test_products_are_created_and_listed(tencent, catalog_id):
    rows = sell(tencent, catalog_id, TEA, COFFEE, feed_id=980)
    assert [row["product_outer_id"] for row in rows] == ["tea-1", "coffee-1"]
    assert all(row["product_id"].isdecimal() for row in rows)
    params = {"product_catalog_id": catalog_id}
    items = tencent.get("/v3.0/product_items/get", fields=ITEM, **params).document["data"]["list"]
    assert items == [
        {
            "product_outer_id": spec["product_outer_id"],
            "product_name": spec["product_name"],
            "product_image_url": spec["image_url"],
            "price": spec["price"],
            "brand_name": "Example",
            "is_video": "video_url" in spec,
            "first_category_id": spec["first_category_id"],
        }
        for spec in (TEA, COFFEE)
    ]


def test_a_product_shows_all_that_was_sent(stocked, catalog_id):
    data = detail(stocked, catalog_id)
    assert (data["system_status"], data["reject_message"]) == ("PRODUCT_STATUS_PASS", "")
    spec = data["product_item_spec"]
    stored = {name: value for name, value in TEA.items() if name != "product_brand"}
    assert stored.items() <= spec.items()
    assert (spec["brand_name"], spec["product_sale_status"]) == ("Example", "PRODUCT_SALE_STATUS_ONLINE")
    assert spec["created_time"] == spec["last_modified_time"]


def test_a_product_of_the_same_id_is_replaced(stocked, catalog_id):
    before = sell(stocked, catalog_id, TEA)
    changed = {name: value for name, value in TEA.items() if name != "description"}
    assert sell(stocked, catalog_id, {**changed, "product_name": "Black tea, 100 g"}) == before
    spec = detail(stocked, catalog_id)["product_item_spec"]
    assert (spec["product_name"], "description" in spec) == ("Black tea, 100 g", False)
    assert products(stocked, catalog_id) == ["tea-1", "coffee-1"]


def test_the_same_id_in_another_catalog_is_another_product(stocked, catalog_id):
    other = make_catalog(stocked, catalog_name="Another")
    sell(stocked, other, {**TEA, "price": 1})
    assert detail(stocked, catalog_id)["product_item_spec"]["price"] == 12.99
    assert products(stocked, other) == ["tea-1"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("product_name", "CONTAINS", ["tea"]), ["tea-1"]),
        (("product_name", "EQUALS", ["Coffee, whole beans"]), ["coffee-1"]),
        (("product_outer_id", "IN", ["coffee-1", "none"]), ["coffee-1"]),
        (("first_category_id", "EQUALS", ["10"]), ["tea-1"]),
        (("second_category_id", "EQUALS", ["10"]), []),
        (("category_ids", "IN", ["11", "12"]), ["coffee-1"]),
        (("landing_page_types", "IN", ["mobile_h5"]), ["tea-1", "coffee-1"]),
        (("landing_page_types", "EQUALS", ["ios"]), []),
        (("filter_video", "EQUALS", ["true"]), ["coffee-1"]),
        (("limit", "EQUALS", ["1"]), ["tea-1"]),
    ],
    ids=str,
)
def test_products_are_filtered(stocked, catalog_id, condition, expected):
    assert products(stocked, catalog_id, condition) == expected


@pytest.mark.parametrize("value", ["0", "101", "some", "²"])
def test_a_limit_is_a_number_up_to_a_hundred(stocked, catalog_id, value):
    filtering = [{"field": "limit", "operator": "EQUALS", "values": [value]}]
    params = {"product_catalog_id": catalog_id, "filtering": filtering}
    assert stocked.get("/v3.0/product_items/get", fields=ITEM, **params).code == 18002


def test_a_search_answers_a_hundred_products(tencent, catalog_id):
    for start in (0, 50, 100):
        specs = [{**TEA, "product_outer_id": f"tea-{number}"} for number in range(start, start + 50)]
        sell(tencent, catalog_id, *specs)
    assert products(tencent, catalog_id) == [f"tea-{number}" for number in range(100)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"product_name": "12345678901234"}, 66058),
        ({"product_name": "a" * 13}, 66058),
        ({"product_name": "a" * 14}, 0),
        ({"product_name": "a" * 257}, 18006),
        ({"price": 1.999}, 18014),
        ({"price": -1}, 18004),
        ({"image_url": "ftp://www.example.com/tea.jpg"}, 66058),
        ({"product_brand": ""}, 66058),
        ({"mini_program_id": "wx1"}, 66058),
        ({"mini_program_id": "wx1", "mini_program_path": "pages/index"}, 0),
        ({"mobile_h5_page_url": ""}, 66058),
        ({"expiration_time": "2030-02-30 00:00:00"}, 66053),
        ({"expiration_time": "2030-01-01T00:00:00"}, 66053),
        ({"expiration_time": "2030-01-01"}, 18005),
        ({"start_time": "tomorrow"}, 66053),
        ({"rating": 5.1}, 18003),
        ({"product_owner_type": "OTHER"}, 18009),
        ({"custom_label": ["a"] * 51}, 18011),
    ],
    ids=str,
)
def test_members_of_a_product_are_checked(tencent, catalog_id, changes, expected):
    body = {"product_catalog_id": catalog_id, "product_item_spec_list": [COFFEE, {**TEA, **changes}]}
    assert tencent.post("/v3.0/product_items/add", **body).code == expected
    assert products(tencent, catalog_id) == ([] if expected else ["coffee-1", "tea-1"])


def test_a_product_of_another_industry_needs_less(tencent):
    catalog_id = make_catalog(tencent, industry_type="INDUSTRY_TYPE_LOAN")
    sell(
        tencent,
        catalog_id,
        {name: TEA[name] for name in ("product_outer_id", "expiration_time")} | {"product_name": "L"},
    )
    assert products(tencent, catalog_id) == ["tea-1"]


@pytest.mark.parametrize(("count", "expected"), [(0, 18012), (50, 0), (51, 18011)])
def test_a_call_takes_fifty_products(tencent, catalog_id, count, expected):
    specs = [{**TEA, "product_outer_id": f"tea-{number}"} for number in range(count)]
    body = {"product_catalog_id": catalog_id, "product_item_spec_list": specs}
    assert tencent.post("/v3.0/product_items/add", **body).code == expected


def test_a_product_is_changed(stocked, catalog_id):
    stocked.server.instance.clock.offset_ms += SECOND
    changes = {"price": 9.5, "stock_volume": 3, "product_sale_status": "PRODUCT_SALE_STATUS_OFFLINE"}
    answer = stocked.post(
        "/v3.0/product_items/update", catalog_id=catalog_id, product_outer_id="tea-1", sale_price=8, **changes
    )
    assert (answer.code, "data" in answer.document) == (0, False)
    spec = detail(stocked, catalog_id)["product_item_spec"]
    assert {**changes, "sale_price": 8, "product_name": TEA["product_name"]}.items() <= spec.items()
    assert spec["last_modified_time"] > spec["created_time"]


def test_several_products_are_changed_at_once(stocked, catalog_id):
    rows = [{"product_outer_id": "tea-1", "price": 1}, {"product_outer_id": "coffee-1", "discount": 0.85}]
    body = {"catalog_id": catalog_id, "product_update_list": rows}
    assert stocked.post("/v3.0/product_items/batch_update", **body).code == 0
    assert detail(stocked, catalog_id)["product_item_spec"]["price"] == 1
    assert detail(stocked, catalog_id, "coffee-1")["product_item_spec"]["discount"] == 0.85


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"product_outer_id": "none"}, 66022),
        ({"product_outer_id": "coffee-1", "price": 0.001}, 18014),
        ({"product_outer_id": "coffee-1", "expiration_time": "2030-13-01 00:00:00"}, 66053),
        ({"product_outer_id": "coffee-1", "product_sale_status": "SOLD"}, 18009),
        ({"price": 2}, 18001),
    ],
    ids=str,
)
def test_a_batch_with_a_wrong_row_changes_nothing(stocked, catalog_id, row, expected):
    body = {"catalog_id": catalog_id, "product_update_list": [{"product_outer_id": "tea-1", "price": 2}, row]}
    assert stocked.post("/v3.0/product_items/batch_update", **body).code == expected
    assert detail(stocked, catalog_id)["product_item_spec"]["price"] == 12.99


@pytest.mark.parametrize(("count", "expected"), [(0, 18012), (20, 0), (21, 18011)])
def test_a_batch_takes_twenty_rows(stocked, catalog_id, count, expected):
    body = {"catalog_id": catalog_id, "product_update_list": [{"product_outer_id": "tea-1", "price": 2}] * count}
    assert stocked.post("/v3.0/product_items/batch_update", **body).code == expected


def test_a_product_is_deleted(stocked, catalog_id):
    body = {"catalog_id": catalog_id, "product_outer_id": "tea-1"}
    assert stocked.post("/v3.0/product_items/delete", **body).code == 0
    assert products(stocked, catalog_id) == ["coffee-1"]
    assert stocked.post("/v3.0/product_items/delete", **body).code == 66022
    params = {"product_catalog_id": catalog_id, "product_outer_id": "tea-1"}
    assert stocked.get("/v3.0/product_items_detail/get", fields=DETAIL, **params).code == 66022
    sell(stocked, catalog_id, TEA)
    assert products(stocked, catalog_id) == ["coffee-1", "tea-1"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("add", {"product_item_spec_list": [TEA]}),
        ("update", {"product_outer_id": "tea-1"}),
        ("delete", {"product_outer_id": "tea-1"}),
        ("batch_update", {"product_update_list": [{"product_outer_id": "tea-1"}]}),
    ],
)
def test_a_catalog_of_another_account_is_not_found(tencent, path, body):
    other = TencentClient(tencent.server, name="other", account_id=25_611)
    catalog_id = make_catalog(other)
    sell(other, catalog_id, TEA)
    for wrong in (catalog_id, catalog_id + 1_000):
        ids = {"product_catalog_id": wrong, "catalog_id": wrong}
        assert tencent.post(f"/v3.0/product_items/{path}", **ids, **body).code == 66000
    assert products(other, catalog_id) == ["tea-1"]


def failures(client: TencentClient, catalog_id: int, **params: Any) -> list[dict[str, Any]]:
    fields = ["feed_id", "product_id", "system_status", "reject_message"]
    answer = client.get("/v3.0/products_system_status/get", fields=fields, product_catalog_id=catalog_id, **params)
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def test_a_superlative_that_the_law_forbids_is_rejected(stocked, catalog_id):
    assert failures(stocked, catalog_id) == []
    (row,) = sell(stocked, catalog_id, {**TEA, "product_name": "Green tea 世界第一"}, feed_id=980)
    (failure,) = failures(stocked, catalog_id)
    assert (failure["product_id"], failure["feed_id"]) == (row["product_id"], 980)
    assert failure["system_status"] == "PRODUCT_STATUS_REJECTED"
    assert "世界第一" in failure["reject_message"]
    assert detail(stocked, catalog_id)["reject_message"] == failure["reject_message"]
    assert failures(stocked, catalog_id, feed_id=980) == [failure]
    assert failures(stocked, catalog_id, feed_id=981) == failures(stocked, catalog_id, page=2) == []
    sell(stocked, catalog_id, TEA)
    assert failures(stocked, catalog_id) == []


def test_a_review_takes_as_long_as_the_transitions_say(tencent, catalog_id):
    tencent.server.instance.write_now(lambda tx: set_pace(tx, REVIEW, "timed"))
    sell(tencent, catalog_id, {**TEA, "product_name": "Green tea 世界第一"})
    assert detail(tencent, catalog_id)["system_status"] == "PRODUCT_STATUS_PENDING"
    assert failures(tencent, catalog_id) == []
    tencent.server.instance.clock.offset_ms += 2 * HOUR
    assert detail(tencent, catalog_id)["system_status"] == "PRODUCT_STATUS_REJECTED"


def test_a_reviewer_rejects_a_product_for_a_reason_and_a_new_version_is_reviewed_again(tencent, catalog_id):
    tencent.server.instance.write_now(lambda tx: set_pace(tx, REVIEW, "manual"))
    _, coffee = sell(tencent, catalog_id, TEA, COFFEE)
    tencent.server.instance.clock.offset_ms += 3 * HOUR
    assert detail(tencent, catalog_id)["system_status"] == "PRODUCT_STATUS_PENDING"
    decide(tencent, State.REFUSED, "blurred")
    (failure,) = failures(tencent, catalog_id)
    assert (failure["product_id"], failure["reject_message"]) == (coffee["product_id"], "blurred")
    sell(tencent, catalog_id, COFFEE)
    assert failures(tencent, catalog_id) == []
    decide(tencent, State.APPROVED)
    assert detail(tencent, catalog_id, COFFEE["product_outer_id"])["system_status"] == "PRODUCT_STATUS_PASS"


def test_a_product_passes_after_so_many_looks(tencent, catalog_id):
    tencent.server.instance.write_now(lambda tx: set_pace(tx, REVIEW, "polls:2"))
    sell(tencent, catalog_id, TEA)
    statuses = [detail(tencent, catalog_id)["system_status"] for _ in range(2)]
    assert statuses == ["PRODUCT_STATUS_PENDING", "PRODUCT_STATUS_PASS"]


# -- series -------------------------------------------------------------------------------------------------------


def value(text: str) -> dict[str, Any]:
    return {"field_value": text}


def span(**bounds: Any) -> dict[str, Any]:
    return {"field_value_range": {"min_exclusive": False, "max_exclusive": False, **bounds}}


def definition(*filters: tuple[str, str, list[dict[str, Any]]], logic: str = "AND") -> dict[str, Any]:
    parts = [{"field": field, "operator": operator, "values": values} for field, operator, values in filters]
    return {"logic_operator": f"LOGIC_OPERATOR_{logic}", "filters": parts}


def define(client: TencentClient, catalog_id: int, name: str, wanted: dict[str, Any]) -> int:
    answer = client.post("/v3.0/product_series/add", catalog_id=catalog_id, series_name=name, definition=wanted)
    assert (answer.code, answer.document["data"]["product_series_name"]) == (0, name)
    return int(answer.document["data"]["product_series_id"])


def listed(client: TencentClient, catalog_id: int, **params: Any) -> list[dict[str, Any]]:
    fields = ["product_series_id", "product_series_name", "product_series_type", "product_series"]
    answer = client.get("/v3.0/product_series/get", fields=fields, catalog_id=catalog_id, **params)
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (definition(("price", "LESS", [value("20")])), ["tea-1"]),
        (definition(("price", "LESS_EQUALS", [value("30")])), ["tea-1", "coffee-1"]),
        (definition(("price", "GREATER", [value("30")])), []),
        (definition(("price", "GREATER_EQUALS", [value("30")])), ["coffee-1"]),
        (definition(("price", "EQUALS", [value("30")])), ["coffee-1"]),
        (definition(("price", "RANGE", [span(min=12, max=30)])), ["tea-1", "coffee-1"]),
        (definition(("price", "RANGE", [span(min=12, max=30, max_exclusive=True)])), ["tea-1"]),
        (definition(("price", "RANGE", [span(min=30, max=40, min_exclusive=True)])), []),
        (definition(("custom_label", "IN", [value("dark"), value("none")])), ["coffee-1"]),
        (definition(("product_id", "EQUALS", [value("tea-1")])), ["tea-1"]),
        (definition(("brand_id", "EQUALS", [value("7")])), ["coffee-1"]),
        (definition(("brand_name", "EQUALS", [value("Example")]), ("price", "LESS", [value("20")])), ["tea-1"]),
        (
            definition(("brand_id", "EQUALS", [value("7")]), ("price", "LESS", [value("20")]), logic="OR"),
            ["tea-1", "coffee-1"],
        ),
        (definition(("commission_amount", "EQUALS", [value("7")])), []),
    ],
    ids=str,
)
def test_a_series_has_the_products_of_its_definition(stocked, catalog_id, wanted, expected):
    series_id = define(stocked, catalog_id, "Some", wanted)
    assert products(stocked, catalog_id, ("product_set_id", "EQUALS", [str(series_id)])) == expected
    assert listed(stocked, catalog_id)[1] == {
        "product_series_id": series_id,
        "product_series_name": "Some",
        "product_series_type": "PRODUCT_SERIES_TYPE_CUSTOMIZED",
        "product_series": wanted,
    }


def test_every_catalog_has_a_series_of_all_products(stocked, catalog_id):
    (everything,) = listed(stocked, catalog_id)
    assert everything["product_series_type"] == "PRODUCT_SERIES_TYPE_UNLIMITED"
    condition = ("product_set_id", "EQUALS", [str(everything["product_series_id"])])
    assert products(stocked, catalog_id, condition) == ["tea-1", "coffee-1"]


def test_a_series_that_does_not_exist_has_no_products(stocked, catalog_id):
    for text in ("7", "none"):
        assert products(stocked, catalog_id, ("product_set_id", "EQUALS", [text])) == []


def test_series_are_found_by_id_and_part_of_a_name(tencent, catalog_id):
    series_id = define(tencent, catalog_id, "Cheap tea", definition(("price", "LESS", [value("20")])))
    for field, operator, text in (
        ("product_series_id", "EQUALS", str(series_id)),
        ("product_series_name", "CONTAINS", "tea"),
    ):
        filtering = [{"field": field, "operator": operator, "value": text}]
        assert [one["product_series_id"] for one in listed(tencent, catalog_id, filtering=filtering)] == [series_id]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"field": "product_series_name", "operator": "EQUALS", "value": "a"}, 18009),
        ({"field": "price", "operator": "EQUALS", "value": "a"}, 18009),
        ({"field": "product_series_id", "operator": "EQUALS"}, 18001),
        ({"field": "product_series_name", "operator": "CONTAINS", "value": "a" * 101}, 18006),
    ],
    ids=str,
)
def test_a_filter_of_series_is_checked(tencent, catalog_id, condition, expected):
    params = {"fields": ["product_series_id"], "catalog_id": catalog_id, "filtering": [condition]}
    assert tencent.get("/v3.0/product_series/get", **params).code == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (definition(*[("price", "LESS", [value(str(number))]) for number in range(20)], logic="OR"), 0),
        (definition(*[("price", "LESS", [value(str(number))]) for number in range(21)], logic="OR"), 66065),
        (definition(("price", "LESS", [value("1")]), ("price", "GREATER", [value("0")])), 66076),
        (definition(("shop_name", "LESS", [value("1")])), 66067),
        (definition(("shop_name", "EQUALS", [{}])), 66071),
        (definition(("price", "EQUALS", [value("cheap")])), 66071),
        (definition(("price", "EQUALS", [value("inf")])), 66071),
        (definition(("price", "RANGE", [value("1")])), 66072),
        (definition(("price", "RANGE", [span(min=1)])), 66073),
        (definition(("price", "RANGE", [{"field_value_range": {"min": 1, "max": 2}}])), 66074),
        (definition(("price", "RANGE", [span(min=2, max=1)])), 66075),
        (definition(("colour", "EQUALS", [value("red")])), 18009),
        (definition(("price", "EQUALS", [])), 18012),
        (definition(), 18012),
        (definition(("shop_id", "EQUALS", [value("1")])), 66060),
    ],
    ids=str,
)
def test_the_definition_of_a_series_is_checked(tencent, catalog_id, wanted, expected):
    define(tencent, catalog_id, "First", definition(("shop_id", "EQUALS", [value("1")])))
    body = {"catalog_id": catalog_id, "series_name": "Second", "definition": wanted}
    assert tencent.post("/v3.0/product_series/add", **body).code == expected
    assert len(listed(tencent, catalog_id)) == (2 if expected else 3)


def test_the_name_of_a_series_is_unique_in_its_catalog(tencent, catalog_id):
    wanted = definition(("shop_id", "EQUALS", [value("1")]))
    define(tencent, catalog_id, "Shoes", wanted)
    body = {
        "catalog_id": catalog_id,
        "series_name": "Shoes",
        "definition": definition(("shop_id", "EQUALS", [value("2")])),
    }
    assert tencent.post("/v3.0/product_series/add", **body).code == 66009
    define(tencent, make_catalog(tencent, catalog_name="Another"), "Shoes", wanted)


def test_a_catalog_of_another_type_takes_no_series(tencent):
    catalog_id = make_catalog(tencent, catalog_type="CATALOG_TYPE_FENGYE")
    body = {"catalog_id": catalog_id, "series_name": "Shoes", "definition": definition(("price", "LESS", [value("1")]))}
    assert tencent.post("/v3.0/product_series/add", **body).code == 66008
    assert tencent.post("/v3.0/product_series/add", **{**body, "catalog_id": 7}).code == 66000


# -- verticals and categories -------------------------------------------------------------------------------------


def verticals(client: TencentClient) -> dict[str, dict[str, Any]]:
    fields = ["id", "name", "description", "support_catalog_types", "type"]
    answer = client.get("/v3.0/product_items_verticals/get", account_id=None, fields=fields)
    return {each["type"]: each for each in answer.document["data"]["list"]}


def categories(client: TencentClient, path: str, **params: Any) -> list[dict[str, Any]]:
    fields = ["category_id", "category_name", "parent_category_id", "level", "category_path"]
    answer = client.get(path, **{"fields": fields, "page": 1, "page_size": 100, **params})
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def test_verticals_have_the_types_of_industries(tencent):
    known = verticals(tencent)
    assert len(known) == 19
    assert known["INDUSTRY_TYPE_ECOMMERCE"]["name"] == "普通电商"
    assert "CATALOG_TYPE_STANDARD" in known["INDUSTRY_TYPE_LOAN"]["support_catalog_types"]


def test_categories_of_a_vertical_are_those_of_its_catalogs(tencent, catalog_id):
    vertical_id = verticals(tencent)["INDUSTRY_TYPE_ECOMMERCE"]["id"]
    path = "/v3.0/product_categories_list/get"
    of_catalog = categories(tencent, path, product_catalog_id=catalog_id)
    assert categories(tencent, "/v3.0/categories/get", vertical_id=vertical_id, account_id=None) == of_catalog
    (shoes,) = categories(tencent, path, product_catalog_id=catalog_id, category_id=277)
    assert shoes["category_path"] == [
        {"category_id": 271, "category_name": "鞋", "level": 0},
        {"category_id": 272, "category_name": "男鞋", "level": 1},
        {"category_id": 277, "category_name": "男休闲鞋", "level": 2},
    ]
    assert (shoes["parent_category_id"], shoes["level"]) == (272, 2)
    assert {each["level"] for each in categories(tencent, path, product_catalog_id=catalog_id, level=0)} == {0}
    by_name = categories(tencent, path, product_catalog_id=catalog_id, category_name="男")
    assert {"男鞋", "男休闲鞋"} <= {each["category_name"] for each in by_name}


def test_last_categories_have_attributes(tencent):
    fields = ["attribute_name", "attribute_type", "last_category_id"]
    params = {"fields": fields, "page": 1, "page_size": 10, "last_category_id_list": [277, 271]}
    answer = tencent.get("/v3.0/categories_attribute/get", vertical_id=1, account_id=None, **params)
    data = answer.document["data"]
    assert {each["last_category_id"] for each in data["list"]} == {277}
    assert {"attribute_name": "颜色", "attribute_type": "enum", "last_category_id": 277} in data["list"]
    assert data["page_info"]["total_number"] == len(data["list"])


@pytest.mark.parametrize("path", ["/v3.0/categories/get", "/v3.0/categories_attribute/get"])
def test_a_vertical_that_does_not_exist_is_66004(tencent, path):
    field = "category_id" if path == "/v3.0/categories/get" else "attribute_name"
    answer = tencent.get(path, account_id=None, vertical_id=99, fields=[field], page=1, page_size=10)
    assert answer.code == 66004


@pytest.mark.parametrize(("window", "expected"), [({"page": 0}, 18004), ({"page_size": 0}, 18004)])
@pytest.mark.parametrize("resource", ["categories", "categories_attribute", "product_categories_list"])
def test_a_page_of_categories_begins_at_one_and_has_one_row_at_least(tencent, catalog_id, resource, window, expected):
    field = "attribute_name" if resource == "categories_attribute" else "category_id"
    params = {"vertical_id": 1, "product_catalog_id": catalog_id, "fields": [field], "page": 1, "page_size": 10}
    assert tencent.get(f"/v3.0/{resource}/get", **{**params, **window}).code == expected


def test_categories_of_a_catalog_that_does_not_exist_are_66000(tencent):
    params = {"product_catalog_id": 7, "fields": ["category_id"], "page": 1, "page_size": 10}
    assert tencent.get("/v3.0/product_categories_list/get", **params).code == 66000
