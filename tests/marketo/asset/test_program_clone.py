"""/rest/asset/v1/program/{id}/clone.json: a program with everything in it, once more."""

import pytest

from mercat.domain.campaigns import assets as campaigns
from mercat.model.assets import Kind, Ref
from mercat.model.campaigns import Content, Rule
from support import emails, forms
from support.campaigns import FOLDER, created, define, members_of, program, trigger
from support.segments import doing, made_list

LISTS = "/rest/asset/v1/staticLists.json"


@pytest.fixture
def do(marketo):
    return doing(marketo.server.instance)


def clone(client, program_id, name="Copy", folder=FOLDER, **options):
    return client.form(f"/rest/asset/v1/program/{program_id}/clone.json", name=name, folder=folder, **options)


def copy_of(client, program_id, **options):
    answer = clone(client, program_id, **options)
    assert answer.codes == [], answer
    return answer.result[0].id


def inside(program_id):
    return {"id": program_id, "type": "Program"}


def content(client, program_id):
    """Types and ids of what is in a program, by type."""
    entries = client.get(f"/rest/asset/v1/folder/{program_id}/content.json", type="Program").document.get("result", [])
    return {entry["type"]: entry["id"] for entry in entries}


def static_list(client, name, place):
    return client.form(LISTS, name=name, folder=place).result[0].id


def test_a_copy_has_the_facts_of_its_program_but_for_costs(marketo):
    tags = [{"tagType": "Presenter", "tagValue": "David"}]
    costs = [{"startDate": "2015-01-01", "cost": 2000}]
    (folder,) = marketo.form("/rest/asset/v1/folders.json", name="Elsewhere", parent=FOLDER).result
    source = program(marketo, tags=tags, costs=costs, description="In spring")
    (copy,) = clone(marketo, source, folder={"id": folder.id, "type": "Folder"}).document["result"]
    assert copy["id"] != source
    assert (copy["name"], copy["description"], copy["type"], copy["channel"]) == (
        "Copy",
        "In spring",
        "Default",
        "Blog",
    )
    assert (copy["tags"], copy["costs"]) == (tags, None)
    assert copy["folder"] == {"type": "Folder", "value": folder.id, "folderName": "Elsewhere"}
    assert copy == marketo.get(f"/rest/asset/v1/program/{copy['id']}.json").document["result"][0]


def test_a_copy_may_have_a_description_of_its_own(marketo):
    assert clone(marketo, program(marketo, description="One"), description="Two").result[0].description == "Two"


def test_folders_tokens_and_forms_come_along(marketo):
    source = program(marketo)
    (folder,) = marketo.form("/rest/asset/v1/folders.json", name="Inside", parent=inside(source)).result
    token = {"name": "Speaker", "type": "text", "value": "Ann", "folderType": "Folder"}
    marketo.form(f"/rest/asset/v1/folder/{folder.id}/tokens.json", **token)
    forms.approved(marketo, "Live", {"id": folder.id, "type": "Folder"})
    forms.create(marketo, "Draft", {"id": folder.id, "type": "Folder"})
    copy = copy_of(marketo, source)
    twin = {"id": content(marketo, copy)["Folder"], "type": "Folder"}
    assert twin["id"] != folder.id
    (tokens,) = marketo.get(f"/rest/asset/v1/folder/{twin['id']}/tokens.json").result
    assert [(one.name, one.value) for one in tokens.tokens] == [("Speaker", "Ann")]
    copies = marketo.get("/rest/asset/v1/forms.json", folder=twin).result
    assert {form.name: form.status for form in copies} == {"Live": "approved", "Draft": "draft"}
    marketo.form(f"/rest/asset/v1/form/{copies[0].id}.json", name="Renamed")
    assert marketo.get("/rest/asset/v1/form/byName.json", name="Live").result[0].folder.value == folder.id


def test_an_approved_email_is_approved_in_the_copy(marketo):
    source = program(marketo)
    email_id = emails.made(marketo, folder=inside(source))
    marketo.form(f"{emails.EMAIL}/{email_id}/approveDraft.json")
    copy = copy_of(marketo, source)
    twin = content(marketo, copy)["Email"]
    assert twin != email_id
    assert marketo.get(f"{emails.EMAIL}/{twin}.json").result[0].status == "approved"
    marketo.form(f"{emails.EMAIL}/{twin}/unapprove.json")
    assert marketo.get(f"{emails.EMAIL}/{email_id}.json").result[0].status == "approved"


def test_static_lists_come_along_empty_and_with_a_number(marketo):
    source = program(marketo)
    static_list(marketo, "Seeds", inside(source))
    static_list(marketo, "Seeds - 1", FOLDER | {"id": 5})
    (lead,) = marketo.post("/rest/v1/leads.json", input=[{"email": "a@example.com"}]).result
    marketo.post("/rest/v1/lists/1/leads.json", input=[{"id": lead.id}])
    copy = copy_of(marketo, source)
    (twin,) = marketo.get(LISTS, folder=inside(copy)).result
    assert twin.name == "Seeds - 2"
    assert marketo.get(f"/rest/v1/lists/{twin.id}/leads.json").document["result"] == []


def test_campaigns_and_smart_lists_name_the_copies_of_lists_inside(marketo, do):
    source = program(marketo)
    own, other = static_list(marketo, "Own", inside(source)), static_list(marketo, "Other", {"id": 5, "type": "Folder"})
    do(lambda tx: made_list(tx, "Smart", ("Member of List", "in", "Own"), place=Ref(Kind.PROGRAM, source)))
    target = trigger(marketo, "Target", folder=inside(source))
    number = created(marketo, "Batch", folder=inside(source))["id"]
    steps = (Rule("Add to List", {"list": own}), Rule("Request Campaign", {"campaign": target}))
    define(marketo, number, Content(filters=members_of(own, other), steps=steps))
    copy = copy_of(marketo, source)
    twins = content(marketo, copy)
    rules = marketo.get(f"/rest/asset/v1/smartList/{twins['Smart List']}.json", includeRules=True).document["result"][
        0
    ]["rules"]
    assert rules["filters"][0]["conditions"][0]["values"] == ["Own - 1"]
    copies = {one.name: one.id for one in marketo.get("/rest/v1/campaigns.json", programName="Copy").result}
    twin = do(lambda tx: campaigns.get(tx, copies["Batch"]))
    lists = [twins["Static List"], other]
    assert [rule.values["list"] for rule in twin.content.filters] == lists
    assert [rule.values for rule in twin.content.steps] == [{"list": lists[0]}, {"campaign": copies["Target"]}]
    assert not do(lambda tx: campaigns.get(tx, copies["Target"])).active
    marketo.form(f"/rest/asset/v1/program/{source}/delete.json")
    assert marketo.form(f"/rest/asset/v1/staticList/{lists[0]}/delete.json").codes == ["709"]


def test_programs_inside_come_along_with_a_number(marketo):
    source = program(marketo, type="Engagement", channel="Nurture")
    mail = program(marketo, "Mail", folder=inside(source), type="Email", channel="Email Send")
    forms.create(marketo, "Contact", inside(mail))
    copy = copy_of(marketo, source)
    twin = content(marketo, copy)["Program"]
    (inner,) = marketo.get(f"/rest/asset/v1/program/{twin}.json").result
    assert (inner.name, inner.type, inner.status, inner.folder.value) == ("Mail - 1", "Email", "unlocked", copy)
    assert len(marketo.get("/rest/asset/v1/forms.json", folder=inside(twin)).result) == 1
    again = copy_of(marketo, source, name="Again")
    assert marketo.get(f"/rest/asset/v1/program/{content(marketo, again)['Program']}.json").result[0].name == "Mail - 2"


def test_a_copy_of_a_long_name_is_cut_for_its_number(marketo):
    source = program(marketo)
    static_list(marketo, "n" * 255, inside(source))
    copy = copy_of(marketo, source)
    assert marketo.get(LISTS, folder=inside(copy)).result[0].name == "n" * 251 + " - 1"


def test_the_name_of_a_copy_is_free_and_has_a_bound(marketo):
    source = program(marketo)
    for name, codes in (("SPRING", ["709"]), (" ", ["701"]), ("n" * 256, ["701"]), ("n" * 255, [])):
        assert clone(marketo, source, name).codes == codes
    assert clone(marketo, source, "n" * 256).messages == ["name cannot exceed more than 255 characters"]


def test_a_copy_goes_into_a_folder_of_marketing_activities(marketo):
    source = program(marketo)
    around = program(marketo, "Around", type="Engagement", channel="Nurture")
    for folder, code in (
        (inside(around), "711"),
        ({"id": 10, "type": "Folder"}, "711"),
        ({"id": 999, "type": "Folder"}, "710"),
    ):
        assert clone(marketo, source, folder=folder).codes == [code]
    refused = clone(marketo, 999)
    assert (refused.codes, refused.messages) == (["702"], ["999 Program not found"])
    assert len(marketo.get("/rest/asset/v1/programs.json").result) == 2


def test_a_copy_that_fails_leaves_nothing_behind(marketo):
    source = program(marketo)
    static_list(marketo, "Seeds", inside(source))
    clone(marketo, source, "spring")
    assert [one.name for one in marketo.get(LISTS).result] == ["Seeds"]
