"""Product catalogs of a Tencent client, made through the public surface."""

from typing import Any

from support.tencent import TencentClient


def catalog(client: TencentClient, *outer_ids: str, **members: Any) -> int:
    """A catalog with products of these ids; its id."""
    about = {"catalog_name": "Shop", "catalog_scale_type": "CATALOG_SCALE_TYPE_NORMAL"}
    about |= {"catalog_type": "CATALOG_TYPE_STANDARD", "industry_type": "INDUSTRY_TYPE_ECOMMERCE"}
    made = client.post("/v3.0/product_catalogs/add", **about)
    assert made.code == 0, made
    catalog_id = int(made.document["data"]["product_catalog_id"])
    specs = [product(outer_id, **members) for outer_id in outer_ids]
    sold = client.post("/v3.0/product_items/add", product_catalog_id=catalog_id, product_item_spec_list=specs)
    assert not specs or sold.code == 0, sold
    return catalog_id


def product(outer_id: str, **members: Any) -> dict[str, Any]:
    """A product on sale."""
    return {
        "product_outer_id": outer_id,
        "product_name": f"Product {outer_id}, 100 g",
        "description": "Picked in spring",
        "expiration_time": "2030-01-01 00:00:00",
        "image_url": f"https://www.example.com/{outer_id}.jpg",
        "mobile_h5_page_url": f"https://www.example.com/{outer_id}",
        "price": 12.99,
        "first_category_name": "Food",
        "second_category_name": "Tea",
        "third_category_name": "Green tea",
        "product_brand": "Example",
        "custom_data": "weight:100 g",
        **members,
    }


def series_of(client: TencentClient, catalog_id: int) -> int:
    """The id of the series of all products of a catalog."""
    fields = ["product_series_id"]
    answer = client.get("/v3.0/product_series/get", catalog_id=catalog_id, fields=fields)
    series_id: int = answer.document["data"]["list"][0]["product_series_id"]
    return series_id
