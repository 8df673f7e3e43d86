"""/v3.0/components_metadata: what the values of components hold."""

from typing import Any

import pytest

from support.creatives import upload_image
from support.pictures import png
from support.tencent import TencentClient

GET = "/v3.0/components_metadata/get"


@pytest.fixture(autouse=True)
def all_members(tencent: TencentClient) -> None:
    """Answers have all members without `fields`."""
    tencent.server.instance.compatibility.fields_required = False


def read(client: TencentClient, *condition: str) -> list[dict[str, Any]]:
    filtering = [{"field": condition[0], "operator": "IN", "values": list(condition[1:])}] if condition else None
    items: list[dict[str, Any]] = client.get(GET, filtering=filtering).document["data"]["list"]
    return items


def test_a_subtype_of_pictures_tells_their_ratio_and_format(tencent):
    (item,) = read(tencent, "component_sub_type", "IMAGE_16X9")
    assert (item["name"], item["component_type"], item["component_sub_type"]) == ("image", "IMAGE", "IMAGE_16X9")
    (image,) = [field for field in item["value_field"] if field["name"] == "image_id"]
    assert (image["type"], image["is_array"]) == ("STRING", False)
    assert image["valid"] == {
        "required": True,
        "type": "IMAGE",
        "file_format": "*.jpg|*.jpeg|*.png|*.gif",
        "file_size_kb_limit": 10_240,
        "min_length": 1,
        "max_length": 64,
        "ratio_width": 16,
        "ratio_height": 9,
    }


def test_a_list_of_pictures_tells_its_number_and_its_items(tencent):
    (item,) = read(tencent, "component_sub_type", "IMAGE_LIST_1X1_3")
    (pictures,) = [field for field in item["value_field"] if field["name"] == "list"]
    assert (pictures["type"], pictures["is_array"]) == ("STRUCTURE", True)
    assert (pictures["valid"]["min_length"], pictures["valid"]["max_length"]) == (3, 3)
    assert "image_id" in [field["name"] for field in pictures["structure"]]


def test_choices_are_listed(tencent):
    (item,) = read(tencent, "component_sub_type", "SHOW_DATA")
    (kind,) = [field for field in item["value_field"] if field["name"] == "conversion_data_type"]
    assert kind["valid"]["type"] == "ENUM"
    assert "CONVERSION_DATA_ADMETRIC" in [option["value"] for option in kind["valid"]["enum_options"]]


def test_types_and_subtypes_are_filtered(tencent):
    assert {item["component_sub_type"] for item in read(tencent, "component_type", "VIDEO")} == {
        "VIDEO_16X9",
        "VIDEO_9X16",
        "VIDEO_4X3",
    }
    assert read(tencent, "component_sub_type", "SEARCH_TITLE") == []
    assert len({item["component_sub_type"] for item in read(tencent)}) == len(read(tencent)) > 40


def test_what_the_metadata_demands_is_what_a_new_component_is_checked_for(tencent):
    (item,) = read(tencent, "component_sub_type", "IMAGE_1X1")
    valid = item["value_field"][0]["valid"]
    codes = [
        tencent.post(
            "/v3.0/components/add",
            component_value={"image": {"value": {"image_id": upload_image(tencent, png(*size))}}},
            component_sub_type="IMAGE_1X1",
        ).code
        for size in ((valid["ratio_width"] * 90, valid["ratio_height"] * 90), (160, 90))
    ]
    assert codes == [0, 1901915]


def test_other_fields_and_operators_are_refused(tencent):
    for field, operator in (("name", "IN"), ("component_type", "EQUALS")):
        condition = {"field": field, "operator": operator, "values": ["TITLE"]}
        assert tencent.get(GET, filtering=[condition]).code == 18009
