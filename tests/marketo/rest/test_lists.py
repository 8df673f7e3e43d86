"""/rest/v1/lists: static lists, their members, and the lists of a lead."""

from datetime import datetime
from urllib.parse import urlencode

import pytest

from mercat.domain.lists import static_lists
from mercat.model.assets import Kind, Ref
from mercat.model.clock import from_datetime
from mercat.store.lists import static_lists as rows_of_lists

GROUP = Ref(Kind.FOLDER, 5)  # the default folder of the lead database


@pytest.fixture
def list_id(instance) -> int:
    return instance.write_now(lambda tx: static_lists.create(tx, "Seeds", GROUP, "To begin with"))


@pytest.fixture
def ids(marketo) -> list[int]:
    return [
        row.id for row in marketo.post("/rest/v1/leads.json", input=[{"email": f"n{n}@x.com"} for n in range(4)]).result
    ]


def by_query(client, method, path, ids):
    return client.send(method, f"{path}?{urlencode([('id', n) for n in ids])}")


def by_commas(client, method, path, ids):
    return client.send(method, f"{path}?id={','.join(map(str, ids))}")


def by_body(client, method, path, ids):
    return client.send(method, path, json={"input": [{"id": n} for n in ids]})


def by_form(client, method, path, ids):
    return client.send("POST", f"{path}?_method={method}", json={"input": [{"id": n} for n in ids]})


def rows(answer):
    return [(row["id"], row["status"], row.get("reasons", [{}])[0].get("code")) for row in answer.document["result"]]


def test_lists_are_told(marketo, list_id):
    (found,) = marketo.get("/rest/v1/lists.json").document["result"]
    assert found == {
        "id": list_id,
        "name": "Seeds",
        "description": "To begin with",
        "workspaceId": 1,
        "workspaceName": "Default",
        "createdAt": found["createdAt"],
        "updatedAt": found["updatedAt"],
    }
    assert marketo.get(f"/rest/v1/lists/{list_id}.json").document["result"] == [found]


def test_an_unknown_list_is_not_found(marketo):
    for path in ("lists/99.json", "lists/99/leads.json", "list/99/leads.json", "lists/99/leads/ismember.json?id=1"):
        assert marketo.get(f"/rest/v1/{path}").codes == ["1013"], path
    assert marketo.get("/rest/v1/lists/x.json").codes == ["1001"]
    assert by_query(marketo, "POST", "/rest/v1/lists/99/leads.json", [1]).codes == ["1013"]
    assert by_query(marketo, "DELETE", "/rest/v1/lists/99/leads.json", [1]).codes == ["1013"]


def test_lists_are_filtered_and_paged(marketo, instance, list_id):
    other = instance.write_now(lambda tx: static_lists.create(tx, "Others", GROUP))
    for params, expected in (
        ({"id": [other, 99]}, [other]),
        ({"name": "Seeds"}, [list_id]),
        ({"workspaceName": "Default"}, [list_id, other]),
        ({"workspaceName": "Moon"}, []),
        ({"programName": "Nothing"}, []),
    ):
        answer = marketo.get("/rest/v1/lists.json", **params)
        assert [found.id for found in answer.result] == expected, params
        assert "nextPageToken" not in answer.document
    first = marketo.get("/rest/v1/lists.json", batchSize=1)
    assert [found.id for found in first.result] == [list_id]
    form = [("_method", "GET"), ("batchSize", "1"), ("nextPageToken", first.nextPageToken)]
    last = marketo.send("POST", "/rest/v1/lists.json", form=form)
    assert [found.id for found in last.result] == [other]
    assert "nextPageToken" not in last.document


@pytest.mark.parametrize("send", [by_query, by_commas, by_body])
def test_leads_are_added_and_removed(marketo, list_id, ids, send):
    path = f"/rest/v1/lists/{list_id}/leads.json"
    assert rows(send(marketo, "POST", path, [ids[0], 999_999, ids[1]])) == [
        (ids[0], "added", None),
        (999_999, "skipped", "1004"),
        (ids[1], "added", None),
    ]
    assert [lead.id for lead in marketo.get(path).result] == ids[:2]
    assert rows(send(marketo, "DELETE", path, [ids[0], ids[2], 999_999])) == [
        (ids[0], "removed", None),
        (ids[2], "skipped", "1015"),
        (999_999, "skipped", "1004"),
    ]
    assert [lead.id for lead in marketo.get(path).result] == ids[1:2]


@pytest.mark.parametrize("send", [by_query, by_commas, by_body, by_form])
def test_membership_is_told(marketo, list_id, ids, send):
    by_query(marketo, "POST", f"/rest/v1/lists/{list_id}/leads.json", ids[:1])
    answer = send(marketo, "GET", f"/rest/v1/lists/{list_id}/leads/ismember.json", [ids[0], ids[1], 999_999])
    assert rows(answer) == [(ids[0], "memberof", None), (ids[1], "notmemberof", None), (999_999, "skipped", "1004")]


@pytest.mark.parametrize(("count", "codes"), [(299, []), (300, []), (301, ["1003"]), (0, ["1002"])])
def test_a_call_carries_300_leads(marketo, list_id, count, codes):
    for method, path in (("POST", "leads.json"), ("DELETE", "leads.json"), ("GET", "leads/ismember.json")):
        assert by_body(marketo, method, f"/rest/v1/lists/{list_id}/{path}", range(1, count + 1)).codes == codes


def test_members_come_in_pages_with_the_fields_asked_for(marketo, list_id, ids):
    path = f"/rest/v1/lists/{list_id}/leads.json"
    by_query(marketo, "POST", path, ids)
    first = marketo.get(path, batchSize=3, fields="email")
    assert first.document["result"] == [{"id": n, "email": f"n{k}@x.com"} for k, n in enumerate(ids[:3])]
    last = marketo.get(
        f"/rest/v1/lists/{list_id}/leads.json", batchSize=3, fields="email", nextPageToken=first.nextPageToken
    )
    assert [lead.id for lead in last.result] == ids[3:]
    assert "nextPageToken" not in last.document
    assert set(marketo.get(f"/rest/v1/list/{list_id}/leads.json").document["result"][0]) == {
        "id", "email", "firstName", "lastName", "createdAt", "updatedAt",
    }  # fmt: skip
    assert marketo.get(path, fields="shoeSize").codes == ["1006"]


def test_joining_and_leaving_are_activities(marketo, list_id, ids):
    path = f"/rest/v1/lists/{list_id}/leads.json"
    for _ in range(2):
        by_query(marketo, "POST", path, ids[:1])
    by_query(marketo, "DELETE", path, ids[:1])
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    found = marketo.get("/rest/v1/activities.json", activityTypeIds="24,25", nextPageToken=token).result
    assert [(a.activityTypeId, a.leadId, a.primaryAttributeValueId, a.primaryAttributeValue) for a in found] == [
        (24, ids[0], list_id, "Seeds"),
        (25, ids[0], list_id, "Seeds"),
    ]


def test_activities_of_the_members_of_a_list(marketo, list_id, ids):
    by_query(marketo, "POST", f"/rest/v1/lists/{list_id}/leads.json", ids[1:3])
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    found = marketo.get("/rest/v1/activities.json", activityTypeIds=12, listId=list_id, nextPageToken=token).result
    assert [activity.leadId for activity in found] == ids[1:3]
    answer = marketo.get("/rest/v1/activities/leadchanges.json", fields="email", listId=list_id, nextPageToken=token)
    assert [activity.leadId for activity in answer.result] == ids[1:3]
    assert marketo.get("/rest/v1/activities.json", activityTypeIds=12, listId=99, nextPageToken=token).codes == ["1013"]


def test_the_lists_of_a_lead_come_newest_first(marketo, instance, list_id, ids):
    other = instance.write_now(lambda tx: static_lists.create(tx, "Others", GROUP))
    for target in (list_id, other):
        by_query(marketo, "POST", f"/rest/v1/lists/{target}/leads.json", ids[:1])
    path = f"/rest/v1/leads/{ids[0]}/listMembership.json"
    answer = marketo.get(path)
    assert [found.listId for found in answer.result] == [other, list_id]
    assert set(answer.document["result"][0]) == {"listId", "createdAt", "updatedAt"}
    assert answer.moreResult is False
    first = marketo.get(path, batchSize=1)
    assert (first.result[0].listId, first.moreResult) == (other, True)
    assert [found.listId for found in marketo.get(path, batchSize=1, nextPageToken=first.nextPageToken).result] == [
        list_id
    ]
    assert marketo.get("/rest/v1/leads/999999/listMembership.json").codes == ["1004"]


def test_a_deleted_lead_is_on_no_list(marketo, list_id, ids):
    by_query(marketo, "POST", f"/rest/v1/lists/{list_id}/leads.json", ids)
    marketo.post("/rest/v1/leads/delete.json", input=[{"id": ids[0]}])
    assert [lead.id for lead in marketo.get(f"/rest/v1/lists/{list_id}/leads.json").result] == ids[1:]


def test_a_folder_with_a_list_is_not_empty(marketo, instance):
    (folder,) = marketo.form("/rest/asset/v1/folders.json", name="Mine", parent={"id": 5, "type": "Folder"}).result
    instance.write_now(lambda tx: static_lists.create(tx, "Inside", Ref(Kind.FOLDER, folder.id)))
    assert marketo.form(f"/rest/asset/v1/folder/{folder.id}/delete.json").codes == ["709"]


def test_lists_need_permissions(marketo_with, list_id):
    reader, assets = marketo_with("Read-Only Lead"), marketo_with("Read-Only Assets")
    assert reader.get("/rest/v1/lists.json").codes == []
    assert by_query(reader, "POST", f"/rest/v1/lists/{list_id}/leads.json", [1]).codes == ["603"]
    assert assets.get("/rest/v1/lists.json").codes == ["603"]
    assert assets.get("/rest/v1/leads/1/listMembership.json").codes == ["1004"]


@pytest.mark.parametrize(
    ("moment", "members", "codes"),
    [
        ("2026-12-29T23:59:59", 10_000, []),
        ("2026-12-30T00:00:01", 9_999, []),
        ("2026-12-30T00:00:01", 10_000, ["1003"]),
    ],
)
def test_activities_of_long_lists_end_when_the_vendor_ends_them(marketo, instance, list_id, moment, members, codes):
    instance.write_now(lambda tx: rows_of_lists.add_members(tx, list_id, range(1, members + 1)))
    instance.clock.set(from_datetime(datetime.fromisoformat(moment)))
    marketo.token = marketo.fresh_token()
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    query = {"listId": list_id, "nextPageToken": token}
    assert marketo.get("/rest/v1/activities.json", activityTypeIds=12, **query).codes == codes
    assert marketo.get("/rest/v1/activities/leadchanges.json", fields="email", **query).codes == codes
