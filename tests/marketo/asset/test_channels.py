"""/rest/asset/v1/channel, /rest/asset/v1/channels."""

import pytest

NOTHING = ["No assets found for the given search criteria."]


def test_every_kind_of_program_has_a_channel(marketo):
    answer = marketo.get("/rest/asset/v1/channels.json").document
    assert (answer["success"], answer["errors"], answer["warnings"]) == (True, [], [])
    kinds = {channel["applicableProgramType"] for channel in answer["result"]}
    assert kinds == {"program", "event", "webinar", "nurture", "email_batch"}


def test_the_documented_channel_is_found_by_name(marketo):
    (channel,) = marketo.get("/rest/asset/v1/channel/byName.json", name="Online Advertising").document["result"]
    assert [channel] == marketo.get("/rest/asset/v1/channel/byName.json", Name="Online Advertising").document["result"]
    assert channel.pop("createdAt") == channel.pop("updatedAt")
    assert channel["id"] == 4
    assert channel["applicableProgramType"] == "program"
    assert channel["progressionStatuses"] == [
        {"name": name, "step": step, "description": None, "hidden": False, "success": name == "Attended"}
        for name, step in (
            ("Not in Program", 0),
            ("Invited", 10),
            ("Registered", 20),
            ("No Show", 30),
            ("Attended", 40),
        )
    ]


def test_every_channel_has_a_way_to_succeed_or_is_operational_and_rises_step_by_step(marketo):
    for channel in marketo.get("/rest/asset/v1/channels.json", maxReturn=200).result:
        steps = [status.step for status in channel.progressionStatuses]
        assert steps == sorted(set(steps))
        assert steps[0] == 0
        successes = [status.name for status in channel.progressionStatuses if status.success]
        assert successes or channel.name == "Operational"


def test_channels_are_paged(marketo):
    whole = marketo.get("/rest/asset/v1/channels.json", maxReturn=200).result
    paged = [
        channel.id
        for offset in range(0, len(whole), 4)
        for channel in marketo.get("/rest/asset/v1/channels.json", maxReturn=4, offset=offset).result
    ]
    assert paged == [channel.id for channel in whole]
    beyond = marketo.get("/rest/asset/v1/channels.json", offset=len(whole)).document
    assert beyond["warnings"] == NOTHING
    assert "result" not in beyond


@pytest.mark.parametrize(("value", "codes"), [(199, []), (200, []), (201, ["1003"]), (-1, ["1003"]), ("x", ["1001"])])
def test_a_page_has_two_hundred_at_the_most(marketo, value, codes):
    assert marketo.get("/rest/asset/v1/channels.json", maxReturn=value).codes == codes


def test_by_name_finds_nothing_or_wants_a_name(marketo):
    answer = marketo.get("/rest/asset/v1/channel/byName.json", name="Carrier Pigeon").document
    assert answer["warnings"] == NOTHING
    assert "result" not in answer
    assert marketo.get("/rest/asset/v1/channel/byName.json").messages == ["name cannot be blank"]


def test_channels_need_a_permission(marketo_with):
    assert marketo_with("Read-Only Lead").get("/rest/asset/v1/channels.json").codes == ["603"]
    assert marketo_with("Read-Only Assets").get("/rest/asset/v1/channels.json").success
