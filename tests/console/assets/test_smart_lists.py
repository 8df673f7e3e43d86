"""/console/assets/smart-list, .../segmentation: made and edited by hand, since no operation does."""

from collections.abc import Callable
from typing import Any

import pytest

from mercat.domain.assets import programs
from mercat.domain.assets.programs import Details
from mercat.domain.segments import segmentations, smart_lists
from mercat.model.assets import Kind, ProgramType, Ref
from mercat.model.smart_lists import SmartListRules
from support.browser import Browser, Page
from support.segments import doing, made_list, made_people, made_segmentation, rules_of
from support.server import Server

FOLDER = "/console/assets/folder/5"
GERMANS = ("Country", "is", "Germany")
Do = Callable[[Callable[[Any], Any]], Any]


@pytest.fixture
def do(server: Server) -> Do:
    return doing(server.instance)


def words(page: Page) -> str:
    return " ".join(page.text.split())


def rules(do: Do, smart_list_id: int) -> SmartListRules:
    found: SmartListRules = do(lambda tx: smart_lists.rules_of(smart_lists.get(tx, smart_list_id)))
    return found


# -- smart lists ----------------------------------------------------------------------------------------------------


def test_a_smart_list_is_made_in_a_folder_and_shows_whom_it_finds(console: Browser, do: Do):
    do(lambda tx: made_people(tx, {"email": "ada@a.test", "country": "Germany"}, {"email": "bob@a.test"}))
    assert f"{FOLDER}/smart-list/new" in console.get(FOLDER).links
    fields = {
        "name": "Germans",
        "description": "Who lives there",
        "filter-1": "country",
        "operator-1": "is",
        "values-1": "Germany\r\n\r\nAustria",
    }
    answer = console.submit(console.get(f"{FOLDER}/smart-list/new"), "smart-list", **fields)
    assert (answer.status, answer.location) == (303, "/console/assets/smart-list/1?done=created")
    page = words(console.get("/console/assets/smart-list/1"))
    for text in ("Germans Smart List 1", "Who lives there", "1 Country is Germany, Austria", "ada@a.test"):
        assert text in page
    assert "bob@a.test" not in page
    assert "/console/assets/smart-list/1" in console.get(FOLDER).links
    assert FOLDER in console.get("/console/assets").links


def test_an_edited_smart_list_keeps_its_other_filters(console: Browser, do: Do):
    program = do(
        lambda tx: programs.create(tx, Ref(Kind.FOLDER, 15), "Fair", ProgramType.EVENT, "Tradeshow", Details())
    )
    number = do(lambda tx: made_list(tx, "Germans", GERMANS, ("Lead Score", "at least", "5")))
    page = console.get(f"/console/assets/smart-list/{number}/edit")
    assert [page.value(name) for name in ("filter-1", "values-1", "filter-2", "values-2")] == [
        "Country", "Germany", "Lead Score", "5",
    ]  # fmt: skip
    fields = {
        "filter-3": "Member of Program",
        "operator-3": "is",
        "values-3": "Fair",
        "status-3": "Invited",
        "match": "advanced",
        "logic": "1 and (2 or 3)",
        "name": "Warm",
    }
    assert console.submit(page, "/edit", **fields).location == f"/console/assets/smart-list/{number}?done=changed"
    changed = rules(do, number)
    assert (changed.match, changed.logic) == ("advanced", "1 and (2 or 3)")
    assert [one.name for one in changed.filters] == ["Country", "Lead Score", "Member of Program"]
    assert changed.filters[2].conditions[0].ids == (program.id,)
    assert "Member of Program is Fair; Status is Invited" in words(console.get(f"/console/assets/smart-list/{number}"))
    page = console.get(f"/console/assets/smart-list/{number}/edit")
    console.submit(page, "/edit", **{"filter-1": "", "values-1": "", "match": "all"})
    assert [one.name for one in rules(do, number).filters] == ["Lead Score", "Member of Program"]


@pytest.mark.parametrize(
    ("fields", "beside", "message"),
    [
        ({"name": ""}, "name", "Required."),
        ({"name": "Taken"}, "name", "This name is already in use."),
        ({"filter-1": "Contry"}, "filter-1", "Enter a valid value."),
        ({"filter-1": "Country", "operator-1": "greater than", "values-1": "x"}, "operator-1", "Enter a valid value."),
        ({"filter-1": "Country", "operator-1": "is"}, "values-1", "Required."),
        ({"filter-2": "Lead Score", "operator-2": "is", "values-2": "many"}, "values-2", "Enter a number."),
        (
            {"filter-1": "Created At", "operator-1": "in past", "values-1": "long"},
            "values-1",
            "Enter a time span, such as 30 days.",
        ),
        (
            {"filter-1": "Member of List", "operator-1": "in", "values-1": "Nobody"},
            "values-1",
            "This List doesn't exist.",
        ),
        ({"values-1": "Germany"}, "filter-1", "Required."),
        (
            {"filter-1": "Country", "operator-1": "is", "values-1": "x", "status-1": "Invited"},
            "status-1",
            "Enter a valid value.",
        ),
        (
            {"filter-1": "Country", "operator-1": "is", "values-1": "x", "match": "advanced", "logic": "1 and 2"},
            "logic",
            "The filter logic must name each of the 1 filters.",
        ),
    ],
)
def test_refusals_stand_beside_the_field_and_keep_what_was_typed(console: Browser, do: Do, fields, beside, message):
    do(lambda tx: made_list(tx, "Taken"))
    fields = {"name": "New", **fields}
    refused = console.submit(console.get(f"{FOLDER}/smart-list/new"), "smart-list", **fields)
    assert refused.status == 400
    assert refused.beside(beside) == message
    for name, text in fields.items():
        assert refused.value(name) == text
    assert len(do(lambda tx: smart_lists.KIND.browse(tx, smart_lists.DocumentFilter(), offset=0, limit=9))) == 1


def test_a_second_editor_sees_the_changes_of_the_first(console: Browser, do: Do):
    number = do(lambda tx: made_list(tx, "Germans", GERMANS))
    page = console.get(f"/console/assets/smart-list/{number}/edit")
    do(lambda tx: smart_lists.define(tx, number, rules_of(tx, ("Country", "is", "France"))))
    conflict = console.submit(page, "/edit", name="Renamed")
    assert conflict.status == 409
    assert (conflict.value("values-1"), conflict.value("name")) == ("France", "Renamed")


def test_a_list_with_a_filter_on_activities_says_why_it_finds_nobody(console: Browser, do: Do):
    number = do(lambda tx: made_list(tx, "Visitors", ("Visited Web Page", "is", "a.html")))
    page = console.get(f"/console/assets/smart-list/{number}")
    assert "Nobody can be found by the filter Visited Web Page yet." in page.text


def test_a_smart_list_is_deleted_unless_it_is_in_use(console: Browser, do: Do):
    inner = do(lambda tx: made_list(tx, "Inner"))
    outer = do(lambda tx: made_list(tx, "Outer", ("Member of Smart List", "in", "Inner")))
    page = console.get(f"/console/assets/smart-list/{inner}/delete")
    assert "Delete Inner?" in page.text
    refused = console.submit(page, "")
    assert refused.status == 400 and "still in use" in refused.text
    for number in (outer, inner):
        answer = console.submit(console.get(f"/console/assets/smart-list/{number}/delete"), "")
        assert answer.location == f"{FOLDER}?done=deleted"
    assert console.get(f"/console/assets/smart-list/{inner}").status == 404


def test_an_email_program_has_filters_to_edit(console: Browser, do: Do):
    program = do(
        lambda tx: programs.create(tx, Ref(Kind.FOLDER, 15), "News", ProgramType.EMAIL, "Email Send", Details())
    )
    home = f"/console/assets/program/{program.id}"
    (link,) = [link for link in console.get(home).links if "smart-list" in link and link.endswith("edit")]
    answer = console.submit(console.get(link), "", **{"filter-1": "Country", "operator-1": "is", "values-1": "x"})
    assert answer.location == f"{home}?done=changed"
    found = do(lambda tx: smart_lists.rules_of(smart_lists.of_program(tx, program.id)))
    assert [one.name for one in found.filters] == ["Country"]


def test_there_is_no_form_where_none_may_lie(console: Browser, do: Do):
    for path in ("folder/15/smart-list", "folder/13/smart-list", "folder/15/segmentation", "folder/99/smart-list"):
        assert console.get(f"/console/assets/{path}/new").status == 404
    assert f"{FOLDER.replace('5', '15')}/smart-list/new" not in console.get("/console/assets/folder/15").links


# -- segmentations --------------------------------------------------------------------------------------------------


def names(do: Do, number: int) -> list[str]:
    return [one.name for one in do(lambda tx: segmentations.KIND.get(tx, number)).versions.latest.segments]


def test_a_segmentation_is_made_filled_ordered_and_approved(console: Browser, do: Do):
    page = console.get(f"{FOLDER}/segmentation/new")
    fields = {"name": "Region", "segment-new1": "Europe", "segment-new2": "Germany", "order-new2": "1"}
    answer = console.submit(page, "segmentation", **fields)
    home = "/console/assets/segmentation/1001"
    assert answer.location == f"{home}?done=created"
    assert names(do, 1001) == ["Germany", "Europe", "Default"]
    refused = console.submit(console.get(f"{home}/approve"), "")
    assert refused.status == 400 and "Add a filter to the segment Germany." in refused.text
    for number, country in ((1001, "Germany"), (1002, "France")):
        page = console.get(f"{home}/segment/{number}")
        fields = {"filter-1": "Country", "operator-1": "is", "values-1": country}
        assert console.submit(page, "segment/", **fields).location == f"{home}?done=changed"
    assert console.submit(console.get(f"{home}/approve"), "").location == f"{home}?done=changed"
    assert "1 Germany 1001 Country is Germany Edit 2 Europe 1002" in words(console.get(home))
    page = console.get(f"{home}/edit")
    fields = {"order-1001": "2", "order-1002": "1", "segment-new1": "Asia"}
    assert console.submit(page, "/edit", **fields).status == 303
    assert names(do, 1001) == ["Europe", "Germany", "Asia", "Default"]
    assert do(lambda tx: [one.name for one in segmentations.get_approved(tx, 1001).segments])[0] == "Germany"
    assert "Europe" in words(console.get(f"{home}?version=draft"))
    assert console.submit(console.get(f"{home}/discard"), "").status == 303
    page = console.get(f"{home}/edit")
    console.submit(page, "/edit", **{"segment-1001": "", "name": "Areas"})
    assert names(do, 1001) == ["Europe", "Default"]


@pytest.mark.parametrize(
    ("fields", "beside", "message"),
    [
        ({"name": ""}, "name", "Required."),
        ({"segment-new1": "default"}, "segment-new1", "This name is already in use."),
        ({"segment-new1": "One", "segment-new2": "one"}, "segment-new2", "This name is already in use."),
        ({"segment-new1": "x" * 256}, "segment-new1", "At most 255 characters."),
        ({"segment-new1": "One", "order-new1": "first"}, "order-new1", "Enter a whole number."),
    ],
)
def test_a_refused_segmentation_says_what_does_not_fit(console: Browser, fields, beside, message):
    fields = {"name": "Region", **fields}
    refused = console.submit(console.get(f"{FOLDER}/segmentation/new"), "segmentation", **fields)
    assert (refused.status, refused.beside(beside)) == (400, message)
    assert all(refused.value(name) == text for name, text in fields.items())


def test_refused_filters_of_a_segment_stand_beside_their_field(console: Browser, do: Do):
    do(lambda tx: made_segmentation(tx, {"Germany": [GERMANS]}))
    page = console.get("/console/assets/segmentation/1001/segment/1001")
    refused = console.submit(page, "segment/", **{"operator-1": "at least"})
    assert (refused.status, refused.beside("operator-1")) == (400, "Enter a valid value.")
    for number in (1002, 99):  # Default has none
        assert console.get(f"/console/assets/segmentation/1001/segment/{number}").status == 404


def test_a_segmentation_is_unapproved_and_deleted_unless_assets_follow_it(console: Browser, do: Do):
    number = do(lambda tx: made_segmentation(tx, {"Germany": [GERMANS]}))
    home = f"/console/assets/segmentation/{number}"
    refused = console.submit(console.get(f"{home}/delete"), "")
    assert refused.status == 400 and "Unapprove the asset before you delete it." in refused.text
    assert console.submit(console.get(f"{home}/unapprove"), "").status == 303
    assert console.submit(console.get(f"{home}/delete"), "").location == f"{FOLDER}?done=deleted"
    assert console.get(home).status == 404


def test_forms_are_forged_by_nobody(console: Browser, do: Do):
    do(lambda tx: made_list(tx, "Germans", GERMANS))
    do(lambda tx: made_segmentation(tx, {"Germany": [GERMANS]}))
    for path in (
        "folder/5/smart-list/new",
        "smart-list/1/edit",
        "smart-list/1/delete",
        "folder/5/segmentation/new",
        "segmentation/1001/edit",
        "segmentation/1001/segment/1001",
        *(f"segmentation/1001/{step}" for step in ("approve", "unapprove", "discard", "delete")),
    ):
        assert console.post(f"/console/assets/{path}", [("name", "Forged")]).status == 403, path


def test_pages_speak_chinese(server: Server, console: Browser, do: Do):
    do(lambda tx: made_list(tx, "Germans", GERMANS))
    do(lambda tx: made_segmentation(tx, {"Germany": [GERMANS]}))
    chinese = {"accept-language": "zh-CN"}
    for path, text in (
        ("folder/5/smart-list/new", "新建智能列表"),
        ("smart-list/1", "筛选条件"),
        ("folder/5/segmentation/new", "新建细分方案"),
        ("segmentation/1001/approve", "确定批准 Region？"),
    ):
        assert text in console.get(f"/console/assets/{path}", **chinese).text
