"""/rest/asset/v1/segmentation: segmentations and their segments."""

import pytest

from mercat.domain.segments import segmentations
from mercat.model.smart_lists import Segment
from support.segments import doing, made_segmentation, rules_of

WARNING = ["No assets found for the given search criteria."]
PATH = "/rest/asset/v1/segmentation"
GERMANS = [("Country", "is", "Germany")]


@pytest.fixture
def do(marketo):
    return doing(marketo.server.instance)


def test_a_segmentation_looks_as_the_guide_shows_it(marketo, do):
    number = do(lambda tx: made_segmentation(tx, {"Germany": GERMANS}))
    (found,) = marketo.get(f"{PATH}.json").document["result"]
    assert found == {
        "id": 1001,
        "name": "Region",
        "description": "",
        "createdAt": found["createdAt"],
        "updatedAt": found["createdAt"],
        "url": "https://app-mercat.marketo.com/#SG1001A1",
        "folder": {"type": "Folder", "value": 5, "folderName": "Default"},
        "status": "approved",
        "workspace": "Default",
    }
    first, last = marketo.get(f"{PATH}/{number}/segments.json").document["result"]
    assert first == {
        "id": 1001,
        "name": "Germany",
        "description": None,
        "createdAt": found["createdAt"],
        "updatedAt": found["createdAt"],
        "url": "https://app-mercat.marketo.com/#SG1001A1",
        "status": "approved",
        "segmentationId": 1001,
    }
    assert (last["id"], last["name"], last["segmentationId"]) == (1002, "Default", 1001)


def test_ids_of_segments_go_on_in_the_next_segmentation(marketo, do):
    do(lambda tx: made_segmentation(tx, {"Germany": GERMANS}))
    number = do(lambda tx: made_segmentation(tx, {"One": GERMANS, "Two": GERMANS}, "Other"))
    assert number == 1002
    assert [one.id for one in marketo.get(f"{PATH}/{number}/segments.json").result] == [1003, 1004, 1005]


def test_versions_are_told_apart(marketo, do):
    draft = do(lambda tx: made_segmentation(tx, {"Germany": GERMANS}, "Draft", approved=False))
    both = do(lambda tx: made_segmentation(tx, {"Germany": GERMANS}, "Both"))
    do(lambda tx: segmentations.define(tx, both, [Segment(0, "Engineers", rules_of(tx, ("Job Title", "is", "x")))]))
    for params, expected in (
        ({}, [(draft, "draft"), (both, "approved")]),
        ({"status": "draft"}, [(draft, "draft"), (both, "draft")]),
        ({"status": "approved"}, [(both, "approved")]),
    ):
        assert [(one.id, one.status) for one in marketo.get(f"{PATH}.json", **params).result] == expected
    for params, names in (
        ({}, ["Germany", "Default"]),
        ({"status": "draft"}, ["Engineers", "Default"]),
        ({"status": "approved", "offset": 1}, ["Default"]),
        ({"maxReturn": 1}, ["Germany"]),
    ):
        assert [one.name for one in marketo.get(f"{PATH}/{both}/segments.json", **params).result] == names
    assert marketo.get(f"{PATH}/{draft}/segments.json", status="approved").document["warnings"] == WARNING


def test_nothing_found_is_a_warning(marketo):
    for path in (f"{PATH}.json", f"{PATH}/1001/segments.json"):
        answer = marketo.get(path).document
        assert (answer["success"], answer["warnings"], "result" in answer) == (True, WARNING, False)


def test_what_does_not_fit_is_refused(marketo):
    for params, codes in (
        ({"status": "ready"}, ["1003"]),
        ({"maxReturn": 0}, ["1003"]),
        ({"maxReturn": 201}, ["1003"]),
        ({"offset": -1}, ["1003"]),
    ):
        assert marketo.get(f"{PATH}/1001/segments.json", **params).codes == codes
    assert marketo.get(f"{PATH}.json", status="ready").codes == ["1003"]
    assert marketo.get(f"{PATH}/first/segments.json").codes == ["1001"]
