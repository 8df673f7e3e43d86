"""How parameters name a folder or program: by an object in JSON, as a Python literal, or by the id of a folder."""

from typing import Any

import pytest

from support.forms import FORMS, ZONE, create, program
from support.marketo import MarketoClient

MARKETING = 15  # Marketing Activities > Default
ASSET = "/rest/asset/v1"

# What is made in a folder: where it is sent, with what besides.
MADE: dict[str, dict[str, Any]] = {
    "staticLists.json": {"name": "Seeds"},
    "programs.json": {"name": "Website", "type": "Default", "channel": "Content"},
    "smartCampaigns.json": {"name": "Welcome"},
}


def sent_in_the_query(client: MarketoClient, path: str, **params: Any) -> Any:
    query = [(name, str(value)) for name, value in params.items()]
    return client.send("POST", f"{ASSET}/{path}", query=query).document


def folder_of(answer: Any) -> tuple[Any, Any]:
    assert answer["success"], answer
    place = answer["result"][0]["folder"]
    return place["type"], place.get("value", place.get("id"))


@pytest.mark.parametrize("written", ["15", " 15 ", '{"id":15,"type":"Folder"}', "{'id': 15, 'type': Folder}"])
@pytest.mark.parametrize("path", MADE)
def test_an_asset_is_made_in_a_folder_however_it_is_named(marketo, path, written):
    assert folder_of(sent_in_the_query(marketo, path, folder=written, **MADE[path])) == ("Folder", MARKETING)


@pytest.mark.parametrize("written", ["%d", "{'id': %d, 'type': Folder}"])
def test_forms_folders_and_copies_name_their_folder_the_same_ways(marketo, written):
    forms, zone = written % FORMS["id"], written % MARKETING
    made = sent_in_the_query(marketo, "forms.json", name="Contact", folder=forms)
    assert folder_of(made) == ("Folder", FORMS["id"])
    copy = sent_in_the_query(marketo, f"form/{made['result'][0]['id']}/clone.json", name="Copy", folder=forms)
    assert folder_of(copy) == ("Folder", FORMS["id"])
    folder = sent_in_the_query(marketo, "folders.json", name="Social", parent=zone)["result"][0]
    assert folder["parent"] == {"id": MARKETING, "type": "Folder"}
    campaign = sent_in_the_query(marketo, "smartCampaigns.json", name="Welcome", folder=zone)["result"][0]["id"]
    copy = sent_in_the_query(marketo, f"smartCampaign/{campaign}/clone.json", name="Copy", folder=folder["id"])
    assert folder_of(copy) == ("Folder", folder["id"])


@pytest.mark.parametrize("written", ["%d", '{"id":%d,"type":"Folder"}', "{'id': %d, 'type': Folder}"])
def test_searches_name_their_folder_the_same_ways(marketo, written):
    folder = marketo.form(f"{ASSET}/folders.json", name="Social", parent=ZONE).result[0].id
    inside = {"id": folder, "type": "Folder"}
    marketo.form(f"{ASSET}/staticLists.json", name="Seeds", folder=inside)
    marketo.form(f"{ASSET}/smartCampaigns.json", name="Welcome", folder=inside)
    create(marketo, "Contact")
    for path, place in (
        ("staticLists.json", folder),
        ("smartCampaigns.json", folder),
        ("forms.json", FORMS["id"]),
        ("form/byName.json?name=Contact", FORMS["id"]),
    ):
        mark = "&" if "?" in path else "?"
        (one,) = marketo.get(f"{ASSET}/{path}{mark}folder={written % place}").document["result"]
        assert one["folder"].get("value", one["folder"].get("id")) == place, path
        nothing = marketo.get(f"{ASSET}/{path}{mark}folder={written % 5}").document
        assert "result" not in nothing, path
    (social,) = marketo.get(f"{ASSET}/folders.json?root={written % folder}").result
    assert social.name == "Social"
    (social,) = marketo.get(f"{ASSET}/folder/byName.json?name=Social&root={written % MARKETING}").result
    assert social.folderId.id == folder


def test_an_id_alone_is_never_that_of_a_program(marketo):
    program_id = program(marketo)
    assert sent_in_the_query(marketo, "staticLists.json", name="Seeds", folder=program_id)["errors"][0]["code"] == "710"
    made = sent_in_the_query(marketo, "staticLists.json", name="Seeds", folder={"id": program_id, "type": "Program"})
    assert folder_of(made) == ("Program", program_id)


def test_the_type_of_a_search_by_name_is_that_of_its_root(marketo):
    program_id = program(marketo)
    where = f"{ASSET}/folder/byName.json?name=Website&root={program_id}"
    (website,) = marketo.get(f"{where}&type=Program").result
    assert website.folderId.id == program_id
    assert "result" not in marketo.get(f"{where}&type=Folder").document


@pytest.mark.parametrize(
    ("written", "code", "words"),
    [
        ("five", "1001", "Invalid value 'five'. Required of type 'object'"),
        ("[5]", "1001", "Invalid value '[5]'. Required of type 'object'"),
        ("5.5", "1001", "Invalid value '5.5'. Required of type 'object'"),
        ("{", "1001", "Invalid value '{'. Required of type 'object'"),
        ('{"id":5}', "701", "type cannot be blank"),
        ('{"id":5,"type":"List"}', "1001", "Invalid value 'List'. Required of type 'FolderVariantType'"),
        ("-1", "710", "Parent Folder Not Found"),
        (str(2**63 - 1), "710", "Parent Folder Not Found"),
        (str(2**63), "1003", f"'folder' exceeds the maximum of {2**63 - 1}"),
        ("", "701", "folder cannot be blank"),
        ("null", "701", "folder cannot be blank"),
    ],
)
def test_what_names_no_folder_is_refused(marketo, written, code, words):
    answer = sent_in_the_query(marketo, "staticLists.json", name="Seeds", folder=written)
    assert (answer["success"], answer["errors"]) == (False, [{"code": code, "message": words}])
