"""Derivations: previews of components in other proportions, and what becomes of them in a creative."""

from typing import Any

import pytest

from mercat.model.clock import DAY
from support.creatives import ad_group, component_ids, creative, upload_image, upload_video
from support.pictures import png, size_of
from support.tencent import TencentClient

BASE = "/v3.0/programmed_commponent_preview"
ADD, GET, UPDATE, DELETE = f"{BASE}/add", f"{BASE}/get", f"{BASE}/update", f"{BASE}/delete"
TEMPLATE, RESULT = f"{BASE}_template/update", "/v3.0/programmed_commponent_result/get"
GROUPS, TEMPLATES, MAPPINGS = (
    "/v3.0/programmed/get",
    "/v3.0/programmed_template/get",
    "/v3.0/programmed_material_mappings/get",
)


class Setting:
    """An ad group with a creative that shows an image of 16:9, and a derivation of its component."""

    def __init__(self, client: TencentClient) -> None:
        client.server.instance.compatibility.fields_required = False
        self.client = client
        self.group_id = ad_group(client)
        self.image_id = upload_image(client, png(160, 90), description="A cup")
        self.first_id = creative(client, self.group_id, image_id=self.image_id)
        self.component_id = component_ids(client, self.first_id)["image"]
        self.derive_id = self.derive(self.component_id)

    def derive(self, *component_ids: int) -> int:
        groups = [{"component_id": each} for each in component_ids]
        made = self.client.post(ADD, adgroup_id=self.group_id, component_group_list=groups)
        assert made.code == 0, made
        assert made.document["data"]["derive_data_version"] == "DERIVE_DATA_VERSION_V3"
        derive_id: int = made.document["data"]["material_derive_id"]
        return derive_id

    def groups(self) -> list[dict[str, Any]]:
        data = self.client.get(GET, material_derive_id=self.derive_id).document["data"]
        groups: list[dict[str, Any]] = data["component_group_list"]
        return groups

    def previews(self) -> list[dict[str, Any]]:
        return [preview for group in self.groups() for preview in group["previews"]]

    def use(self, *component_ids: int) -> int:
        """A creative that shows components and uses the derivation."""
        components = {"image": [{"component_id": each} for each in component_ids]}
        info = {"material_derive_id": self.derive_id}
        return creative(self.client, self.group_id, components=components, program_creative_info=info)

    def results(self) -> dict[str, Any]:
        data: dict[str, Any] = self.client.get(RESULT, material_derive_id=self.derive_id).document["data"]
        return data


@pytest.fixture
def setting(tencent: TencentClient) -> Setting:
    return Setting(tencent)


def image(client: TencentClient, image_id: int) -> list[dict[str, Any]]:
    condition = {"field": "image_id", "operator": "EQUALS", "values": [str(image_id)]}
    items: list[dict[str, Any]] = client.get("/v3.0/images/get", filtering=[condition]).document["data"]["list"]
    return items


def file(client: TencentClient, url: str) -> bytes:
    return client.server.call("GET", url.removeprefix("http://mercat.test")).content


# -- previews ---------------------------------------------------------------------------------------------------------


def test_a_component_has_a_preview_for_each_other_creative_template(setting):
    (group,) = setting.groups()
    assert (group["component_id"], group["component_type"]) == (setting.component_id, "IMAGE")
    assert group["original_creative_template_id_list"] == [711]
    assert set(group["supported_target_creative_template_id_list"]) == {311, 712, 925}
    forms = [each["target_creative_template_dimension"] for each in group["previews"]]
    assert {form["creative_template_ids"][0]: form["ratio_width"] for form in forms} == {712: 9, 925: 20, 311: 1}
    assert all(preview["template_id"] in preview["recommend_templates"] for preview in group["previews"])


def test_a_video_has_previews_of_videos(setting):
    video_id = upload_video(setting.client)
    components = {"video": [{"value": {"video_id": str(video_id)}}]}
    creative_id = creative(setting.client, setting.group_id, components=components)
    setting.derive_id = setting.derive(component_ids(setting.client, creative_id)["video"])
    assert {preview["type"] for preview in setting.previews()} == {"VIDEO"}


def test_a_link_shows_the_preview_for_a_day_or_until_it_is_deleted(setting):
    client = setting.client
    first, second, *_ = setting.previews()
    assert b"<img" in file(client, first["template_preview_url"])
    body = {"material_derive_id": setting.derive_id, "component_id": setting.component_id}
    client.post(DELETE, **body, material_preview_id=first["material_preview_id"])
    assert b'"code":31010' in file(client, first["template_preview_url"])
    client.server.instance.clock.offset_ms += DAY - 60_000
    assert b"<img" in file(client, second["template_preview_url"])
    client.server.instance.clock.offset_ms += 60_000
    assert b'"code":31010' in file(client, second["template_preview_url"])


def test_components_are_replaced_and_those_that_stay_keep_their_previews(setting):
    client = setting.client
    before = {preview["material_preview_id"] for preview in setting.previews()}
    other_id = creative(client, setting.group_id, image_id=upload_image(client, png(90, 160)))
    other = component_ids(client, other_id)["image"]
    body = {"material_derive_id": setting.derive_id, "adgroup_id": setting.group_id}
    groups = [{"component_id": setting.component_id}, {"component_id": other}, {"component_id": other}]
    assert client.post(UPDATE, **body, component_group_list=groups).code == 0
    assert [group["component_id"] for group in setting.groups()] == [setting.component_id, other]
    assert before < {preview["material_preview_id"] for preview in setting.previews()}
    client.post(UPDATE, **body, component_group_list=groups[1:])
    assert [group["component_id"] for group in setting.groups()] == [other]
    assert not before & {preview["material_preview_id"] for preview in setting.previews()}


def test_a_component_or_all_of_a_derivation_is_deleted(setting):
    client, body = setting.client, {"material_derive_id": setting.derive_id}
    assert client.post(DELETE, **body, component_id=setting.component_id).code == 0
    assert setting.groups() == []
    assert client.post(DELETE, **body, component_id=setting.component_id).code == 1901683
    assert client.post(DELETE, **body).code == 0
    assert client.get(GET, **body).code == 31010


def test_a_preview_gets_another_template_of_its_target(setting):
    client = setting.client
    preview = next(each for each in setting.previews() if len(each["recommend_templates"]) > 1)
    body = {"material_derive_id": setting.derive_id, "component_id": setting.component_id}
    body["material_preview_id"] = preview["material_preview_id"]
    template_id = preview["recommend_templates"][1]
    data = client.post(TEMPLATE, **body, template_id=template_id).document["data"]
    assert {name: data[name] for name in (*body, "template_id")} == {**body, "template_id": template_id}
    assert b"<img" in file(client, data["template_preview_url"])
    assert template_id in {each["template_id"] for each in setting.previews()}
    assert client.post(TEMPLATE, **body, template_id=7).code == 130007
    assert client.post(TEMPLATE, **body, template_id=10_004_714).code == 130007
    assert client.post(TEMPLATE, **{**body, "component_id": 7}, template_id=template_id).code == 31010
    assert client.post(TEMPLATE, **{**body, "material_preview_id": 999_999}, template_id=template_id).code == 31010


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"adgroup_id": 999_999}, 1800307),
        ({"component_group_list": [{"component_id": 999_999}]}, 1901683),
        ({"component_group_list": [{}]}, 18001),
        ({"component_group_list": []}, 0),
        ({"component_group_list": [{"component_id": 1}] * 16}, 18011),
        ({"component_group_list": None}, 18001),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_derivation_is_checked(setting, members, expected):
    sent = {"adgroup_id": setting.group_id, "component_group_list": []}
    assert setting.client.post(ADD, **{**sent, **members}).code == expected


def test_a_text_cannot_be_derived(setting):
    title = component_ids(setting.client, setting.first_id)["title"]
    sent = {"adgroup_id": setting.group_id, "component_group_list": [{"component_id": title}]}
    assert setting.client.post(ADD, **sent).code == 1901683


def test_a_derivation_of_another_account_is_not_seen(setting, tencent_with):
    other, body = tencent_with("ads_management", account_id=25611), {"material_derive_id": setting.derive_id}
    for answer in (other.get(GET, **body), other.get(RESULT, **body), other.post(DELETE, **body)):
        assert answer.code == 31010
    assert other.post(GROUPS, **body).code == 31010
    assert other.post(TEMPLATES, **body).code == 31010


# -- groups and templates ---------------------------------------------------------------------------------------------


def test_a_derivation_is_read_by_groups_of_material(setting):
    data = setting.client.post(GROUPS, material_derive_id=setting.derive_id).document["data"]
    assert (data["material_derive_id"], data["adgroup_id"]) == (setting.derive_id, setting.group_id)
    (group,) = data["material_groups"]
    assert (group["ratio"], group["material_type"]) == ("16:9", "IMAGE")
    (material,) = group["materials"]
    assert (material["media_id"], material["material_name"]) == (setting.image_id, "A cup")
    assert file(setting.client, material["url"]) == png(160, 90)
    (original,) = group["original_creative_templates"]
    assert (original["creative_template_ids"], original["min_width"]) == ([711], 1280)
    assert len(group["previews"]) == len(group["target_creative_templates"]) == len(group["recommend_templates"]) == 3


def test_templates_are_found_sorted_and_counted(setting):
    client, body = setting.client, {"material_derive_id": setting.derive_id}
    every = client.post(TEMPLATES, **body).document["data"]
    assert every["page_info"] == {"page": 1, "rows": 10, "total": 12}
    assert len(every["template_infos"]) == 10
    preview = setting.previews()[0]
    data = client.post(TEMPLATES, **body, material_preview_id=preview["material_preview_id"]).document["data"]
    assert [each["id"] for each in data["template_infos"]] == preview["recommend_templates"]
    order = [{"field": "template_stat.use_cnt", "desc": "DESC"}, {"field": "derive_on_first_time", "desc": "DESC"}]
    paging = {"page": 1, "rows": 100}
    data = client.post(TEMPLATES, **body, sort_by=order, page_info=paging).document["data"]["template_infos"]
    assert [each["use_cnt"] for each in data[:4]] == [1, 1, 1, 0]
    assert [each["id"] for each in data[3:]] == sorted((each["id"] for each in data[3:]), reverse=True)
    named = client.post(TEMPLATES, **body, key_word="横幅").document["data"]["template_infos"]
    assert [(each["id"], each["type"]) for each in named] == [(11426489, 1)]
    assert file(client, named[0]["image_url"]).startswith(b"<svg")
    chosen = client.post(TEMPLATES, **body, template_id_list=[12682848]).document["data"]["template_infos"]
    assert [each["id"] for each in chosen] == [12682848]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"page_info": {"page": 1, "rows": 0}}, 18004),
        ({"page_info": {"page": 1, "rows": 101}}, 18003),
        ({"page_info": {"page": 1_001}}, 18003),
        ({"sort_by": [{"field": "color"}]}, 18009),
        ({"sort_by": [{"field": "template_stat.cost", "desc": "UP"}]}, 18009),
        ({"material_preview_id": 999_999}, 31010),
        ({"template_id_list": [1] * 101}, 18011),
        ({"key_word": "k" * 1_025}, 18006),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_search_for_templates_is_checked(setting, members, expected):
    assert setting.client.post(TEMPLATES, material_derive_id=setting.derive_id, **members).code == expected


# -- results ----------------------------------------------------------------------------------------------------------


def test_nothing_is_derived_until_a_creative_uses_it(setting):
    assert setting.results() == {
        "material_derive_id": setting.derive_id,
        "derive_data_version": "DERIVE_DATA_VERSION_V3",
        "list": [],
    }
    mapping = setting.client.get(MAPPINGS, dynamic_creative_id=setting.first_id)
    assert mapping.document["data"] == {}


def test_a_creative_gets_material_in_other_proportions(setting):
    client = setting.client
    creative_id = setting.use(setting.component_id)
    results = setting.results()
    assert (results["dynamic_creative_id"], results["adgroup_id"]) == (creative_id, setting.group_id)
    assert len(results["list"]) == 3
    for item in results["list"]:
        assert item["origin_component_id"] == setting.component_id
        assert item["origin_material"] == [{"material_id": int(setting.image_id), "type": "IMAGE"}]
    wide = next(item for item in results["list"] if item["template_id"] == 11426489)
    (made,) = image(client, wide["derive_material"]["material_id"])
    assert size_of(file(client, made["preview_url"])) == (made["width"], made["height"]) == (960, 336)
    components = {"image": [{"component_id": wide["derive_component_id"]}]}
    assert creative(client, setting.group_id, components=components)
    assert setting.results() == results
    mapping = client.get(MAPPINGS, dynamic_creative_id=creative_id).document["data"]["list"]
    first = results["list"][0]["derive_material"]
    assert mapping["derive_material"] == {"material_id": str(first["material_id"]), "type": "IMAGE"}
    assert mapping["original_material"] == [{"material_id": setting.image_id, "type": "IMAGE"}]
    only = client.get(MAPPINGS, dynamic_creative_id=creative_id, fields=["derive_material"])
    assert list(only.document["data"]["list"]) == ["derive_material"]
    assert client.get(MAPPINGS, dynamic_creative_id=999_999).code == 1800368


def test_a_creative_has_the_components_of_its_derivation(setting):
    client = setting.client
    other_id = creative(client, setting.group_id, image_id=upload_image(client, png(90, 160)))
    other = component_ids(client, other_id)["image"]
    sent = {"adgroup_id": setting.group_id, "dynamic_creative_type": "DYNAMIC_CREATIVE_TYPE_PROGRAM"}

    def code(component_id: int, derive_id: int) -> int:
        return client.post(
            "/v3.0/dynamic_creatives/add",
            **sent,
            dynamic_creative_name="Derived",
            creative_components={"image": [{"component_id": component_id}]},
            program_creative_info={"material_derive_id": derive_id},
        ).code

    assert code(other, setting.derive_id) == 1901683
    assert code(setting.component_id, 999_999) == 31010
    creative_id = setting.use(setting.component_id)
    change = {"dynamic_creative_id": creative_id, "creative_components": {"image": [{"component_id": other}]}}
    assert client.post("/v3.0/dynamic_creatives/update", **change).code == 1901683
    groups = [{"component_id": setting.component_id}, {"component_id": other}]
    client.post(UPDATE, material_derive_id=setting.derive_id, component_group_list=groups)
    assert {item["origin_component_id"] for item in setting.results()["list"]} == {setting.component_id}


def test_what_was_derived_goes_with_its_preview(setting):
    client = setting.client
    setting.use(setting.component_id)
    preview = next(each for each in setting.previews() if len(each["recommend_templates"]) > 1)
    before = {item["template_id"]: item["derive_material"]["material_id"] for item in setting.results()["list"]}
    body = {"material_derive_id": setting.derive_id, "component_id": setting.component_id}
    body["material_preview_id"] = preview["material_preview_id"]
    client.post(TEMPLATE, **body, template_id=preview["recommend_templates"][1])
    after = {item["template_id"]: item["derive_material"]["material_id"] for item in setting.results()["list"]}
    assert image(client, before[preview["template_id"]]) == []
    assert len(image(client, after[preview["recommend_templates"][1]])) == 1
    client.post(DELETE, **body)
    assert image(client, after[preview["recommend_templates"][1]]) == []
    assert len(setting.results()["list"]) == 2
