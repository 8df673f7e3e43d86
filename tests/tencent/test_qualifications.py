"""/v3.0/qualifications, /v3.0/qualification_images, /v3.0/qualification_structure: papers, pictures and fields."""

import hashlib
from typing import Any

import pytest

from mercat.domain.advertising.qualifications.paper_images import MOST_BYTES
from mercat.model.ad_reviews import State
from mercat.model.clock import DAY, day_of
from support import ad_approvals
from support.ad_materials import image, where
from support.ad_reviews import set_pace
from support.agencies import agency_client
from support.pictures import gif, jpg, png
from support.server import Response, Server
from support.tencent import TencentClient

ADD, GET = "/v3.0/qualifications/add", "/v3.0/qualifications/get"
UPDATE, DELETE = "/v3.0/qualifications/update", "/v3.0/qualifications/delete"
ADD_IMAGE, GET_IMAGES = "/v3.0/qualification_images/add", "/v3.0/qualification_images/get"
STRUCTURE = "/v3.0/qualification_structure/get"
ADS, INDUSTRY, MORE = "AD_QUALIFICATION", "INDUSTRY_QUALIFICATION", "ADDITIONAL_INDUSTRY_QUALIFICATION"
LISTS = {ADS: "ad_qualifications", INDUSTRY: "industry_qualifications", MORE: "additional_industry_qualifications"}
SPECS = {ADS: "ad_spec", INDUSTRY: "industry_spec", MORE: "additional_industry_spec"}
ZONE = "Asia/Shanghai"


@pytest.fixture(autouse=True)
def still(server):
    """A clock that stands still, so that times can be compared."""
    server.instance.clock.freeze()


@pytest.fixture
def other(server: Server) -> TencentClient:
    """A client of another account."""
    return TencentClient(server, name="other", account_id=25611)


def send_image(client: TencentClient, content: bytes, signature: str = "") -> Response:
    digest = signature or hashlib.md5(content, usedforsecurity=False).hexdigest()
    return client.form(ADD_IMAGE, {"account_id": client.account_id, "signature": digest}, {"file": content})


def paper(client: TencentClient, side: int = 100) -> str:
    image_id: str = send_image(client, png(side, side)).data.image_id
    return image_id


def fields(**values: str) -> list[dict[str, str]]:
    return [{"field_name": name, "value": value} for name, value in values.items()]


def add(client: TencentClient, kind: str = ADS, code: str = "A402", **members: Any) -> Response:
    spec = {"qualification_code": code, "image_id_list": members.pop("images", None) or [paper(client)], **members}
    if kind != ADS:
        spec.setdefault("system_industry_id", 21474841500)
    return client.post(ADD, qualification_type=kind, qualification_spec={SPECS[kind]: spec})


def listed(client: TencentClient, kind: str = ADS, **params: Any) -> list[dict[str, Any]]:
    client.server.instance.compatibility.fields_required = False
    data = client.get(GET, qualification_type=kind, **params).document["data"]
    assert all(data[name] == [] for other, name in LISTS.items() if other != kind)
    items: list[dict[str, Any]] = data[LISTS[kind]]
    return items


# -- pictures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [png(20, 30), jpg(20, 30)], ids=["png", "jpg"])
def test_a_picture_is_kept_and_can_be_seen(tencent, content):
    kept = send_image(tencent, content).document["data"]
    tencent.server.instance.compatibility.fields_required = False
    answer = tencent.get(GET_IMAGES, image_ids=[kept["image_id"], "999"], page=1, page_size=10).document["data"]
    assert (answer["list"], answer["page_info"]["total_number"]) == ([kept], 1)
    shown = tencent.server.call("GET", kept["image_url"].removeprefix("http://mercat.test"))
    assert shown.content == content


@pytest.mark.parametrize(
    ("content", "signature", "code"),
    [
        (b"", "0" * 32, 132510),
        (gif(1), "", 132512),
        (b"no picture", "", 132512),
        (png(20, 20), "0" * 32, 132515),
        (png(50_001, 1), "", 64020),
        (png(20, 20, size=MOST_BYTES), "", 0),
        (png(20, 20, size=MOST_BYTES + 1), "", 132511),
    ],
    ids=["empty", "gif", "text", "signature", "side", "largest", "too large"],
)
def test_pictures_are_checked(tencent, content, signature, code):
    assert send_image(tencent, content, signature).code == code


def test_pictures_are_of_an_account_and_no_images_of_ads(tencent, other):
    one = paper(tencent)
    tencent.server.instance.compatibility.fields_required = False
    assert other.get(GET_IMAGES, image_ids=[one], page=1, page_size=10).document["data"]["list"] == []
    assert tencent.get("/v3.0/images/get").document["data"]["list"] == []
    assert add(other, images=[one]).code == 31010
    assert add(tencent, images=[image(tencent)]).code == 31010


def test_a_picture_needs_a_file(tencent):
    assert tencent.form(ADD_IMAGE, {"account_id": tencent.account_id, "signature": "0" * 32}, {}).code == 18001


# -- structures -----------------------------------------------------------------------------------------------------


def test_a_structure_tells_the_fields_of_papers(tencent):
    tencent.server.instance.compatibility.fields_required = False
    data = tencent.get(STRUCTURE, qualification_code="A674").document["data"]
    assert (data["qualification_code"], data["qualification_name"]) == ("A674", "药品资质")
    name, kind, _ = data["expand_field_definition"]
    assert (name["field_type"], name["required"], name["max_length"]) == ("FIELD_TYPE_STRING", True, 500)
    assert (kind["field_type"], kind["options"][0]) == ("FIELD_TYPE_ENUM", "甲类药品")
    assert tencent.get(STRUCTURE, qualification_code="Z999").code == 132114


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, 132118),
        ({"product_name": "Tea"}, 132118),
        ({"product_name": "Tea", "medicine_type": ""}, 132118),
        ({"product_name": "Tea", "medicine_type": "茶"}, 132119),
        ({"product_name": "Tea", "medicine_type": "保健食品", "colour": "green"}, 132117),
        ({"product_name": "茶" * 501, "medicine_type": "保健食品"}, 132120),
        ({"product_name": "Tea", "medicine_type": "保健食品", "expired_date": "2026-13-1"}, 18002),
        ({"product_name": "茶" * 500, "medicine_type": "保健食品"}, 0),
    ],
)
def test_fields_keep_the_structure(tencent, values, code):
    assert add(tencent, code="A674", expand_field_list=fields(**values)).code == code
    assert len(listed(tencent)) == (1 if code == 0 else 0)


def test_refusals_of_fields_name_them_in_both_languages(tencent):
    values = fields(product_name="Tea", medicine_type="茶")
    document = add(tencent, code="A674", expand_field_list=values).document
    assert document["message"].startswith(
        "The expand field 'medicine_type' of qualification code 'A674' must be one of"
    )
    assert document["message_cn"].startswith("资质编码'A674'的扩展字段'medicine_type'必须是'甲类药品")


# -- papers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [ADS, INDUSTRY, MORE])
def test_a_qualification_is_listed_with_those_of_its_type(tencent, kind):
    images = [paper(tencent), paper(tencent, 50)]
    one = add(tencent, kind, images=images).data.qualification_id
    (item,) = listed(tencent, kind)
    assert (item["qualification_id"], item["qualification_code"]) == (one, "A402")
    assert (item["image_id_list"], item["expand_field_list"], item["expired_date"]) == (images, [], "")
    assert (item["qualification_status"], item["reject_message"]) == ("QUALIFICATION_STATUS_NORMAL", "")
    assert item["created_time"] == item["last_modified_time"]
    assert ("is_mdm_shared" in item, "system_industry_id" in item) == (kind == ADS, kind != ADS)
    assert listed(tencent, kind, fields=["qualification_id"]) == [{"qualification_id": one}]


def test_fields_of_each_type_can_be_asked_for(tencent):
    add(tencent)
    assert listed(tencent, fields=["is_mdm_shared"]) == [{"is_mdm_shared": "AD_QUALIFICATION_SHARED_NO"}]


def test_somebody_judges_papers(tencent):
    set_pace(tencent, "manual")
    one = add(tencent).data.qualification_id
    assert listed(tencent)[0]["qualification_status"] == "QUALIFICATION_STATUS_PENDING"
    ad_approvals.decide(tencent, State.REFUSED, "not readable")
    (item,) = listed(tencent)
    assert (item["qualification_status"], item["reject_message"]) == ("QUALIFICATION_STATUS_DENIED", "not readable")
    better = [paper(tencent, 80)]
    change = {"qualification_type": ADS, "qualification_id": one, "image_id_list": better}
    assert tencent.post(UPDATE, **change).data.qualification_id == one
    (item,) = listed(tencent)
    assert (item["qualification_status"], item["image_id_list"]) == ("QUALIFICATION_STATUS_PENDING", better)
    ad_approvals.decide(tencent, State.APPROVED)
    assert listed(tencent)[0]["qualification_status"] == "QUALIFICATION_STATUS_NORMAL"
    assert tencent.post(UPDATE, **change).code == 132507


def test_papers_expire_with_their_date(tencent, server):
    last = day_of(server.instance.clock.now() + 40 * DAY, ZONE)
    add(tencent, code="A501", expand_field_list=fields(brand_name="Tea", expired_date=last))

    def status_after(days: int) -> str:
        server.instance.clock.set(server.instance.clock.now() + days * DAY)
        (item,) = listed(TencentClient(server, name=f"{days} days later"))  # the token has ended
        assert item["expired_date"] == last
        return str(item["qualification_status"]).removeprefix("QUALIFICATION_STATUS_")

    assert [status_after(days) for days in (0, 11, 29, 1)] == ["NORMAL", "SOON_EXPIRED", "SOON_EXPIRED", "EXPIRED"]


def test_the_part_of_the_type_is_there_and_no_other(tencent):
    spec = {"qualification_code": "A402", "image_id_list": [paper(tencent)]}
    industry = {**spec, "system_industry_id": 21474841500}
    assert tencent.post(ADD, qualification_type=ADS, qualification_spec={"industry_spec": industry}).code == 18001
    both = {"ad_spec": spec, "industry_spec": industry}
    assert tencent.post(ADD, qualification_type=ADS, qualification_spec=both).code == 31002
    assert tencent.post(ADD, qualification_type=INDUSTRY, qualification_spec={"industry_spec": spec}).code == 18001
    assert add(tencent, code="Z999").code == 132114


def test_qualifications_of_the_industry_are_of_one(tencent):
    assert add(tencent, INDUSTRY).code == 0
    assert add(tencent, INDUSTRY).code == 31011
    assert add(tencent, INDUSTRY, "A001", system_industry_id=21474841497).code == 132506
    assert add(tencent, INDUSTRY, "A001", expand_field_list=fields(registration_number="9")).code == 0
    assert add(tencent, MORE, system_industry_id=21474841497).code == 0
    assert add(tencent, MORE, system_industry_id=21474841492).code == 0


def test_a_picture_stands_once(tencent):
    one = paper(tencent)
    assert add(tencent, images=[one, one]).code == 132509


def test_an_agency_has_no_qualifications(server):
    agency = agency_client(server)
    assert add(agency).code == 132401


def test_a_qualification_is_changed_and_deleted_by_its_account_and_type(tencent, other):
    one = add(tencent).data.qualification_id
    change = {"qualification_id": one, "image_id_list": [paper(tencent)]}
    assert tencent.post(UPDATE, qualification_type=MORE, **change).code == 31010
    assert other.post(UPDATE, qualification_type=ADS, **change).code == 31010
    assert tencent.post(DELETE, qualification_type=MORE, qualification_id=one).code == 31010
    assert other.post(DELETE, qualification_type=ADS, qualification_id=one).code == 31010
    assert tencent.post(DELETE, qualification_type=ADS).code == 18001
    answer = tencent.post(DELETE, qualification_type=ADS, qualification_id=one)
    assert answer.document["data"] == {"qualification_id": one}
    assert listed(tencent) == []


def test_several_qualifications_of_ads_are_deleted_all_or_none(tencent):
    one, two, three = (add(tencent).data.qualification_id for _ in range(3))
    document = tencent.post(DELETE, qualification_type=ADS, qualification_id_list=[one, 7]).document
    assert (document["code"], ": 7," in document["message"]) == (132508, True)
    assert tencent.post(DELETE, qualification_type=MORE, qualification_id_list=[one]).code == 18001
    answer = tencent.post(DELETE, qualification_type=ADS, qualification_id_list=[one, two])
    assert answer.document["data"] == {"qualification_id_list": [one, two]}
    assert [item["qualification_id"] for item in listed(tencent)] == [three]


def test_qualifications_are_found_by_id(tencent):
    one, two = (add(tencent).data.qualification_id for _ in range(2))
    assert [
        each["qualification_id"] for each in listed(tencent, filtering=where("qualification_id", "IN", str(two)))
    ] == [two]
    found = listed(tencent, filtering=where("qualification_id", "EQUALS", str(one)))
    assert [each["qualification_id"] for each in found] == [one]
