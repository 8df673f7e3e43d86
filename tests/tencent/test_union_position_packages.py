"""/v3.0/union_position_packages: packages of ad positions of the union."""

from typing import Any

from mercat.domain.advertising.targeting.union_packages import MOST_PACKAGES
from support.tencent import TencentClient

PATH = "/v3.0/union_position_packages"
INCLUDE, EXCLUDE = "UNION_PACKAGE_TYPE_INCLUDE", "UNION_PACKAGE_TYPE_EXCLUDE"
FIELDS = ["union_package_id", "union_package_name", "union_package_type", "union_position_id_list"]


def add(client: TencentClient, name: str, kind: str = INCLUDE, positions: Any = (13_978,)) -> Any:
    return client.post(
        f"{PATH}/add", union_package_name=name, union_package_type=kind, union_position_id_list=list(positions)
    )


def listed(client: TencentClient, *types: str) -> list[dict[str, Any]]:
    filtering = [{"field": "union_package_type", "operator": "EQUALS", "values": [kind]} for kind in types]
    params = {"filtering": filtering} if filtering else {}
    items: list[dict[str, Any]] = client.get(f"{PATH}/get", fields=FIELDS, **params).document["data"]["list"]
    return items


def test_a_package_is_made_changed_and_deleted(tencent):
    package_id = add(tencent, "Good places").data.union_package_id
    about = {"union_package_id": package_id, "union_package_name": "Good places", "union_package_type": INCLUDE}
    assert listed(tencent) == [{**about, "union_position_id_list": [13_978]}]
    answer = tencent.post(f"{PATH}/update", union_package_id=package_id, union_position_id_list=[1, 2])
    assert answer.data.union_package_id == package_id
    assert listed(tencent) == [{**about, "union_position_id_list": [1, 2]}]
    assert tencent.post(f"{PATH}/delete", union_package_id=package_id).code == 0
    assert listed(tencent) == []


def test_packages_are_filtered_by_their_type(tencent):
    add(tencent, "Good")
    add(tencent, "Bad", EXCLUDE)
    assert [item["union_package_name"] for item in listed(tencent, EXCLUDE)] == ["Bad"]


def test_a_name_is_used_once(tencent):
    package_id = add(tencent, "Good").data.union_package_id
    assert add(tencent, "Good", EXCLUDE).code == 31011
    tencent.post(f"{PATH}/delete", union_package_id=package_id)
    assert add(tencent, "Good").code == 0


def test_a_package_has_1_to_2000_positions(tencent):
    assert add(tencent, "None", positions=()).code == 18012
    assert add(tencent, "Most", positions=range(1, 2_001)).code == 0
    assert add(tencent, "More", positions=range(1, 2_002)).code == 18011


def test_an_account_has_300_packages(tencent):
    for number in range(MOST_PACKAGES):
        assert add(tencent, f"Package {number}").code == 0
    assert add(tencent, "One more").code == 18011


def test_an_unknown_package_and_one_of_another_account_are_31010(tencent, tencent_with):
    package_id = add(tencent, "Good").data.union_package_id
    other = tencent_with("ads_management", account_id=25611)
    for client, number in ((tencent, 999_999), (other, package_id)):
        assert client.post(f"{PATH}/update", union_package_id=number, union_position_id_list=[1]).code == 31010
        assert client.post(f"{PATH}/delete", union_package_id=number).code == 31010
    assert listed(other) == []
