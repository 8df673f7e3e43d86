"""/v3.0/extend_package: packages of an Android app, one for each channel."""

from typing import Any

from support.tencent import TencentClient

PATH = "/v3.0/extend_package"
APP = 2_000_000_336
FIELDS = ["package_id", "channel_package_id", "channel_name", "channel_id", "system_status", "customized_channel_id"]


def sent(client: TencentClient, action: str, *channels: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """The results of the channels that succeeded, and of the others."""
    answer = client.post(f"{PATH}/{action}", package_id=APP, channel_list=list(channels))
    assert answer.code == 0, answer
    data = answer.document["data"]
    assert data["package_id"] == APP
    return data["success_results"], data["failed_results"]


def listed(client: TencentClient, *conditions: tuple[str, str, str], package_id: int = APP) -> list[dict[str, Any]]:
    filtering = [{"field": field, "operator": operator, "values": [value]} for field, operator, value in conditions]
    params = {"filtering": filtering} if filtering else {}
    answer = client.get(f"{PATH}/get", package_id=package_id, fields=FIELDS, **params)
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def test_packages_are_split_and_read(tencent):
    done, failed = sent(tencent, "add", {"channel_id": "927684_.-abc"}, {"channel_id": "b", "channel_name": "Shop B"})
    assert ([one["channel_name"] for one in done], failed) == ([f"{APP}_927684_.-abc", "Shop B"], [])
    first, second = listed(tencent)
    assert first == {
        "package_id": APP,
        "channel_package_id": done[0]["channel_package_id"],
        "channel_name": f"{APP}_927684_.-abc",
        "channel_id": "927684_.-abc",
        "system_status": "CHANNEL_PACKAGE_STATUS_PASSED",
        "customized_channel_id": "",
    }
    assert listed(tencent, ("channel_package_id", "EQUALS", str(done[1]["channel_package_id"]))) == [second]
    assert listed(tencent, ("channel_name", "CONTAINS", "Shop")) == [second]
    assert listed(tencent, package_id=1) == []


def test_a_channel_that_fails_leaves_the_others_done(tencent):
    channels = [
        {"channel_id": "a"},
        {"channel_id": "a", "channel_name": "Again"},
        {"channel_id": "a b", "channel_name": "Blank"},
        {"channel_id": "c", "customized_channel_id": "d", "channel_name": "Other id"},
        {"channel_id": "e", "customized_channel_id": "e"},
    ]
    done, failed = sent(tencent, "add", *channels)
    assert len(done) == 2
    assert [one["channel_name"] for one in failed] == ["Again", "Blank", "Other id"]
    assert all(one["message"] for one in failed)
    assert [item["channel_id"] for item in listed(tencent)] == ["a", "e"]


def test_a_package_is_renewed_and_renamed(tencent, tencent_with):
    sent(tencent, "add", {"channel_id": "a"})
    done, failed = sent(tencent, "update", {"channel_id": "a", "channel_name": "Shop A"}, {"channel_id": "b"})
    assert ([one["channel_name"] for one in done], [one["channel_name"] for one in failed]) == (["Shop A"], ["b"])
    assert [item["channel_name"] for item in listed(tencent)] == ["Shop A"]
    other = tencent_with("ads_management", account_id=25611)
    assert sent(other, "update", {"channel_id": "a"})[0] == []
    assert listed(other) == []


def test_a_call_has_1_to_200_channels(tencent):
    def code(count: int) -> int:
        channels = [{"channel_id": str(number)} for number in range(count)]
        found: int = tencent.post(f"{PATH}/add", package_id=APP, channel_list=channels).code
        return found

    assert [code(0), code(200), code(201)] == [18012, 0, 18011]
    assert tencent.get(f"{PATH}/get", fields=FIELDS).code == 18001
