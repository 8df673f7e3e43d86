"""/rest/v1/leads: synchronisation, queries and deletion of leads, through the wire."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

EMAIL = "ada@example.com"


def created(client: Any, **values: Any) -> int:
    """A new lead; its id."""
    (row,) = client.post("/rest/v1/leads.json", input=[{"email": EMAIL, **values}]).result
    assert row.status == "created"
    return row.id


def outcomes(answer: Any) -> list[tuple[str, str | None]]:
    """Status and code of each record."""
    return [
        (row["status"], row["reasons"][0]["code"] if "reasons" in row else None) for row in answer.document["result"]
    ]


def lead(client: Any, lead_id: int, *names: str) -> dict[str, Any]:
    """A lead with these fields."""
    (found,) = client.get(f"/rest/v1/lead/{lead_id}.json", fields=",".join(names)).document["result"]
    return found


# -- synchronisation ------------------------------------------------------------------------------------------------


def test_sync_creates_a_stranger_and_updates_an_acquaintance(marketo):
    answer = marketo.post("/rest/v1/leads.json", input=[{"email": EMAIL, "firstName": "Ada"}])
    assert answer.document["success"] is True
    (row,) = answer.document["result"]
    assert row == {"id": row["id"], "status": "created"}
    answer = marketo.post("/rest/v1/leads.json", input=[{"email": EMAIL.upper(), "lastName": "Lovelace"}])
    assert answer.document["result"] == [{"id": row["id"], "status": "updated"}]
    assert lead(marketo, row["id"], "email", "firstName", "lastName") == {
        "id": row["id"],
        "email": EMAIL.upper(),
        "firstName": "Ada",
        "lastName": "Lovelace",
    }


def test_records_answer_in_order_and_a_bad_one_stops_nobody(marketo):
    answer = marketo.post(
        "/rest/v1/leads.json",
        input=[
            {"email": "one@example.com"},
            {"email": "two@example.com", "nonsense": 1},
            {"email": "three@example.com", "leadScore": "many"},
            {"firstName": "nobody"},
            {"email": "five@example.com"},
        ],
    )
    assert outcomes(answer) == [
        ("created", None),
        ("skipped", "1006"),
        ("skipped", "1003"),
        ("skipped", "1002"),
        ("created", None),
    ]
    messages = [row["reasons"][0]["message"] for row in answer.document["result"] if "reasons" in row]
    assert messages == [
        "Field 'nonsense' not found",
        "Invalid value for field 'leadScore' and value 'many'",
        "Missing value for the required parameter 'email'",
    ]


def test_an_address_twice_in_one_call_is_one_lead(marketo):
    answer = marketo.post("/rest/v1/leads.json", input=[{"email": EMAIL}, {"email": EMAIL, "firstName": "Ada"}])
    first, second = answer.result
    assert (first.status, second.status) == ("created", "updated")
    assert first.id == second.id
    assert lead(marketo, first.id, "firstName")["firstName"] == "Ada"


def test_create_only_skips_an_acquaintance(marketo):
    created(marketo)
    answer = marketo.post(
        "/rest/v1/leads.json", action="createOnly", input=[{"email": EMAIL}, {"email": "b@example.com"}]
    )
    assert outcomes(answer) == [("skipped", "1005"), ("created", None)]
    assert answer.result[0].reasons[0].message == "Lead already exists"


def test_update_only_skips_a_stranger(marketo):
    created(marketo)
    answer = marketo.post(
        "/rest/v1/leads.json", action="updateOnly", input=[{"email": EMAIL}, {"email": "b@example.com"}]
    )
    assert outcomes(answer) == [("updated", None), ("skipped", "1004")]
    assert answer.result[1].reasons[0].message == "Lead not found"


@pytest.mark.parametrize("body", [{}, {"input": []}, {"input": None}, {"email": "ada@example.com"}])
def test_a_call_without_leads_is_1003(marketo, body):
    answer = marketo.post("/rest/v1/leads.json", **body)
    assert (answer.codes, answer.messages) == (["1003"], ["Leads not specified"])


def test_create_duplicate_creates_and_from_then_on_the_key_is_ambiguous(marketo):
    created(marketo)
    answer = marketo.post("/rest/v1/leads.json", action="createDuplicate", input=[{"email": EMAIL}])
    assert outcomes(answer) == [("created", None)]
    for action in ("createOrUpdate", "updateOnly"):
        answer = marketo.post("/rest/v1/leads.json", action=action, input=[{"email": EMAIL, "firstName": "Who"}])
        assert outcomes(answer) == [("skipped", "1007")]
    assert (
        marketo.get("/rest/v1/leads.json", filterType="email", filterValues=EMAIL).document["result"][0]["firstName"]
        is None
    )


@pytest.mark.parametrize("action", ["createOrUpdate", "createOnly", "createDuplicate"])
def test_an_id_goes_with_update_only_alone(marketo, action):
    lead_id = created(marketo)
    answer = marketo.post("/rest/v1/leads.json", action=action, input=[{"id": lead_id, "email": "c@example.com"}])
    assert outcomes(answer) == [("skipped", "1003")]


def test_update_by_id_changes_the_address(marketo):
    lead_id = created(marketo)
    answer = marketo.post(
        "/rest/v1/leads.json",
        action="updateOnly",
        lookupField="id",
        input=[{"id": lead_id, "email": "new@example.com"}, {"id": 999_999, "firstName": "Nobody"}, {"firstName": "?"}],
    )
    assert outcomes(answer) == [("updated", None), ("skipped", "1004"), ("skipped", "1002")]
    assert marketo.get("/rest/v1/leads.json", filterType="email", filterValues=EMAIL).result == []
    assert (
        marketo.get("/rest/v1/leads.json", filterType="email", filterValues="NEW@example.com").result[0].id == lead_id
    )


def test_a_record_sees_the_address_that_an_earlier_one_gave(marketo):
    lead_id = created(marketo)
    answer = marketo.post(
        "/rest/v1/leads.json",
        action="updateOnly",
        input=[
            {"id": lead_id, "email": "new@example.com"},
            {"email": "new@example.com", "firstName": "Ada"},
            {"email": EMAIL, "firstName": "Nobody"},
        ],
    )
    assert outcomes(answer) == [("updated", None), ("updated", None), ("skipped", "1004")]


@pytest.mark.parametrize(
    "field",
    [
        "twitterId", "facebookId", "linkedInId", "sfdcAccountId", "sfdcContactId", "sfdcLeadId", "sfdcLeadOwnerId",
        "sfdcOpptyId",
    ],
)  # fmt: skip
def test_every_documented_field_looks_up(marketo, field):
    first = marketo.post("/rest/v1/leads.json", lookupField=field, input=[{field: "Xy1", "firstName": "A"}]).result[0]
    again = marketo.post("/rest/v1/leads.json", lookupField=field, input=[{field: "xY1", "firstName": "B"}]).result[0]
    assert (first.status, again.status, again.id) == ("created", "updated", first.id)
    (found,) = marketo.get("/rest/v1/leads.json", filterType=field, filterValues="XY1").result
    assert (found.id, found.firstName) == (first.id, "B")


def test_a_cookie_looks_up(marketo):
    cookie = "id:287-GTJ-838&token:_mch-marketo.com-1396310362214-46169"
    first = marketo.post(
        "/rest/v1/leads.json", lookupField="cookie", input=[{"cookies": cookie, "email": EMAIL}]
    ).result[0]
    again = marketo.post(
        "/rest/v1/leads.json", lookupField="cookies", input=[{"cookies": cookie, "firstName": "A"}]
    ).result[0]
    assert (first.status, again.status, again.id) == ("created", "updated", first.id)
    found = marketo.get("/rest/v1/leads.json", filterType="cookies", filterValues=cookie, fields="cookies,email")
    assert found.document["result"] == [{"id": first.id, "cookies": cookie.partition("token:")[2], "email": EMAIL}]
    answer = marketo.get("/rest/v1/leads.json", filterType="cookies", filterValues="crumbs")
    assert (answer.codes, answer.messages) == (["1012"], ["Invalid cookie value 'crumbs'"])


def test_only_keys_look_up(marketo):
    answer = marketo.post("/rest/v1/leads.json", lookupField="firstName", input=[{"firstName": "Ada"}])
    assert (answer.codes, answer.messages) == (["1011"], ["Lookup field 'firstName' not supported"])
    answer = marketo.post("/rest/v1/leads.json", lookupField="shoeSize", input=[{"shoeSize": 41}])
    assert (answer.codes, answer.messages) == (["1006"], ["Lookup field 'shoeSize' not found"])


def test_an_empty_text_stores_null(marketo):
    lead_id = created(marketo, firstName="Ada", leadScore=3)
    marketo.post("/rest/v1/leads.json", input=[{"email": EMAIL, "firstName": "", "leadScore": None}])
    assert lead(marketo, lead_id, "firstName", "leadScore") == {"id": lead_id, "firstName": None, "leadScore": None}


def test_values_have_their_types(marketo):
    sent = {
        "firstName": 7,
        "leadScore": "12",
        "unsubscribed": "True",
        "annualRevenue": "10.40",
        "dateOfBirth": "1815-12-10",
        "mobilePhone": "111-111-1111",
        "emailSuspendedAt": "2010-05-07T15:41:32-05:00",
    }
    lead_id = created(marketo, **sent)
    assert lead(marketo, lead_id, *sent) == {
        "id": lead_id,
        "firstName": "7",
        "leadScore": 12,
        "unsubscribed": True,
        "annualRevenue": 10.4,
        "dateOfBirth": "1815-12-10",
        "mobilePhone": "111-111-1111",
        "emailSuspendedAt": "2010-05-07T20:41:32Z",
    }


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("leadScore", 2**31, "2147483648"),
        ("leadScore", 1.5, "1.5"),
        ("leadScore", True, "true"),
        ("unsubscribed", "perhaps", "perhaps"),
        ("dateOfBirth", "1815-13-10", "1815-13-10"),
        ("emailSuspendedAt", "noon", "noon"),
        ("annualRevenue", "much", "much"),
        ("firstName", ["Ada"], '["Ada"]'),
        ("email", "no address", "no address"),
        ("email", "ädä@example.com", "ädä@example.com"),
    ],
)
def test_a_value_of_the_wrong_kind_skips_the_record(marketo, field, value, text):
    answer = marketo.post("/rest/v1/leads.json", lookupField="twitterId", input=[{"twitterId": "t", field: value}])
    message = f"Invalid value for field '{field}' and value '{text}'"
    assert answer.document["result"] == [{"status": "skipped", "reasons": [{"code": "1003", "message": message}]}]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("firstName", "x" * 256),
        ("address", "x" * 30_001),
        ("createdAt", "2020-01-01T00:00:00Z"),
        ("leadPartitionId", 1),
    ],
)
def test_a_value_that_is_too_long_or_not_to_be_written_skips_the_record(marketo, field, value):
    answer = marketo.post("/rest/v1/leads.json", lookupField="twitterId", input=[{"twitterId": "t", field: value}])
    assert outcomes(answer) == [("skipped", "1003")]


def test_a_known_lead_with_a_value_of_the_wrong_kind_is_skipped_without_its_id(marketo):
    lead_id = created(marketo)
    rows = [{"id": lead_id, "unsubscribed": "other"}, {"id": "one", "firstName": "Ada"}]
    answer = marketo.post("/rest/v1/leads.json", action="updateOnly", lookupField="id", input=rows)
    assert answer.document["result"] == [
        {
            "status": "skipped",
            "reasons": [{"code": "1003", "message": f"Invalid value for field {name} and value {value}"}],
        }
        for name, value in (("'unsubscribed'", "'other'"), ("'id'", "'one'"))
    ]


@pytest.mark.parametrize(
    ("field", "value"), [("leadScore", 2**31 - 1), ("firstName", "x" * 255), ("address", "ä" * 15_000)]
)
def test_the_largest_values_are_kept(marketo, field, value):
    lead_id = created(marketo, **{field: value})
    assert lead(marketo, lead_id, field)[field] == value


@pytest.mark.parametrize(("count", "accepted"), [(299, True), (300, True), (301, False)])
def test_a_call_carries_300_records(marketo, count, accepted):
    answer = marketo.post("/rest/v1/leads.json", input=[{"email": f"n{n}@example.com"} for n in range(count)])
    assert answer.document["success"] is accepted
    if accepted:
        assert outcomes(answer) == [("created", None)] * count
    else:
        assert answer.codes == ["1003"]


def test_what_is_wrong_with_the_whole_call(marketo):
    for body, code in (
        ({}, "1003"),
        ({"input": []}, "1003"),
        ({"input": {}}, "609"),
        ({"input": [1]}, "609"),
        ({"input": [{"email": EMAIL}], "action": "createMany"}, "1003"),
        ({"input": [{"email": EMAIL}], "partitionName": "Moon"}, "1003"),
    ):
        answer = marketo.send("POST", "/rest/v1/leads.json", json=body)
        assert (answer.document["success"], answer.codes) == (False, [code]), body


def test_unknown_members_of_the_body_are_tolerated(marketo):
    answer = marketo.send("POST", "/rest/v1/leads.json", json={"asyncProcessing ": False, "input": [{"email": EMAIL}]})
    assert outcomes(answer) == [("created", None)]


def company(marketo, key, **values):
    (row,) = marketo.post("/rest/v1/companies.json", input=[{"externalCompanyId": key, **values}]).result
    assert row.status in ("created", "updated")


def test_company_fields_of_a_linked_lead_belong_to_its_company(marketo):
    company(marketo, "c1")
    created(marketo, company="Analytical", externalCompanyId="c1")
    answer = marketo.post("/rest/v1/leads.json", input=[{"email": EMAIL, "company": "Engines"}])
    assert outcomes(answer) == [("skipped", "1021")]


def test_a_lead_is_linked_only_to_a_company_and_a_sales_person_that_exist(marketo):
    company(marketo, "c1")
    marketo.post("/rest/v1/salespersons.json", input=[{"externalSalesPersonId": "sam", "email": "sam@example.com"}])
    links = [
        {"externalCompanyId": "C1 ", "externalSalesPersonId": "SAM"},
        {"externalCompanyId": "c2"},
        {"externalSalesPersonId": "pam"},
        {"externalCompanyId": None, "externalSalesPersonId": ""},
    ]
    answer = marketo.post(
        "/rest/v1/leads.json", input=[{"email": f"l{n}@example.com"} | link for n, link in enumerate(links)]
    )
    assert outcomes(answer) == [("created", None), ("skipped", "1013"), ("skipped", "718"), ("created", None)]
    reasons = [row["reasons"][0]["message"] for row in answer.document["result"] if "reasons" in row]
    assert reasons == ["Record not found", "ExternalSalesPersonID not found"]


def test_a_lead_leaves_its_company_only_for_another(marketo):
    company(marketo, "c1", company="Analytical")
    company(marketo, "c2", company="Difference")
    lead_id = created(marketo, externalCompanyId="c1")
    for nothing in (None, ""):
        answer = marketo.post("/rest/v1/leads.json", input=[{"email": EMAIL, "externalCompanyId": nothing}])
        assert outcomes(answer) == [("skipped", "1021")]
    answer = marketo.post("/rest/v1/leads.json", input=[{"email": EMAIL, "externalCompanyId": "c2"}])
    assert outcomes(answer) == [("updated", None)]
    assert lead(marketo, lead_id, "company")["company"] == "Difference"


# -- reading --------------------------------------------------------------------------------------------------------


def test_get_by_id_shows_six_fields(marketo):
    lead_id = created(marketo, firstName="Ada", title="Countess")
    answer = marketo.get(f"/rest/v1/lead/{lead_id}.json")
    (found,) = answer.document["result"]
    assert set(found) == {"id", "email", "firstName", "lastName", "createdAt", "updatedAt"}
    assert (found["firstName"], found["lastName"]) == ("Ada", None)
    assert found["createdAt"] == found["updatedAt"]
    assert found["createdAt"].endswith("Z") and len(found["createdAt"]) == 20


def test_get_by_id_refuses_strangers_and_unknown_fields(marketo):
    answer = marketo.get("/rest/v1/lead/4711.json")
    assert (answer.codes, answer.messages) == (["1004"], ["Lead not found"])
    assert marketo.get(f"/rest/v1/lead/{2**70}.json").codes == ["1001"]
    assert marketo.get("/rest/v1/lead/ada.json").codes == ["1001"]
    lead_id = created(marketo)
    answer = marketo.get(f"/rest/v1/lead/{lead_id}.json", fields="email,shoeSize")
    assert (answer.codes, answer.messages) == (["1006"], ["Field 'shoeSize' not found"])


def test_a_filter_finds_by_several_values(marketo):
    ids = [created(marketo, email=f"n{n}@example.com") for n in range(3)]
    answer = marketo.get("/rest/v1/leads.json", filterType="id", filterValues=[ids[2], ids[0], 999_999], fields="email")
    assert answer.document["result"] == [
        {"id": ids[0], "email": "n0@example.com"},
        {"id": ids[2], "email": "n2@example.com"},
    ]
    assert "nextPageToken" not in answer.document
    answer = marketo.get("/rest/v1/leads.json", filterType="leadPartitionId", filterValues="1", fields="id")
    assert [row.id for row in answer.result] == ids
    assert marketo.get("/rest/v1/leads.json", filterType="email", filterValues="?").document["result"] == []


def test_a_filter_needs_a_searchable_field_and_values(marketo):
    for params, code in (
        ({"filterType": "firstName", "filterValues": "Ada"}, "1011"),
        ({"filterType": "shoeSize", "filterValues": "41"}, "1006"),
        ({"filterValues": "41"}, "1003"),
        ({"filterType": "email"}, "1002"),
        ({"filterType": "id", "filterValues": "one"}, "1001"),
        ({"filterType": "email", "filterValues": "a", "batchSize": "0"}, "1003"),
        ({"filterType": "email", "filterValues": "a", "batchSize": "301"}, "1003"),
        ({"filterType": "email", "filterValues": "a", "batchSize": "x"}, "1001"),
    ):
        assert marketo.get("/rest/v1/leads.json", **params).codes == [code], params


@pytest.mark.parametrize(("count", "codes"), [(299, []), (300, []), (301, ["1003"])])
def test_a_filter_takes_300_values(marketo, count, codes):
    assert marketo.get("/rest/v1/leads.json", filterType="id", filterValues=list(range(1, count + 1))).codes == codes


def test_pages_follow_each_other_without_gap_or_repeat(marketo):
    ids = [
        row.id
        for row in marketo.post("/rest/v1/leads.json", input=[{"email": f"n{n}@example.com"} for n in range(7)]).result
    ]
    query = {"filterType": "id", "filterValues": ids, "batchSize": 3, "fields": "id"}
    seen, token = [], None
    for _ in range(3):
        answer = marketo.get("/rest/v1/leads.json", **query, **({"nextPageToken": token} if token else {}))
        seen += [row.id for row in answer.result]
        token = answer.document.get("nextPageToken")
        assert answer.document.get("moreResult", False) is (token is not None)
    assert seen == ids and token is None


def test_a_paging_token_belongs_to_its_query(marketo):
    ids = [
        row.id
        for row in marketo.post("/rest/v1/leads.json", input=[{"email": f"n{n}@example.com"} for n in range(3)]).result
    ]
    token = marketo.get("/rest/v1/leads.json", filterType="id", filterValues=ids, batchSize=1).nextPageToken
    assert marketo.get("/rest/v1/leads.json", filterType="id", filterValues=ids[:2], nextPageToken=token).codes == [
        "1003"
    ]
    for forged in ("A" + token[1:], token[:-8], "not a token", token + token):
        answer = marketo.get(
            "/rest/v1/leads.json", filterType="id", filterValues=ids, batchSize=1, nextPageToken=forged
        )
        assert answer.codes == ["1003"] or forged == token


@pytest.mark.parametrize(("count", "accepted"), [(999, True), (1_000, True), (1_001, False)])
def test_a_filter_finds_up_to_1000_leads_also_while_paging(marketo, count, accepted):
    for start in range(0, count, 300):
        records = [{"twitterId": "same"}] * min(300, count - start)
        marketo.post("/rest/v1/leads.json", action="createDuplicate", input=records)
    query = {"filterType": "twitterId", "filterValues": "same", "fields": "id"}
    answer = marketo.get("/rest/v1/leads.json", **query)
    if not accepted:
        assert (answer.codes, answer.messages) == (["1003"], ["Too many results match the filter"])
        return
    assert len(answer.result) == 300
    token = answer.nextPageToken
    extra = [{"twitterId": "same"}] * (1_001 - count)
    marketo.post("/rest/v1/leads.json", action="createDuplicate", input=extra)
    assert marketo.get("/rest/v1/leads.json", **query, nextPageToken=token).codes == ["1003"]


@pytest.mark.parametrize("place", ["query", "form"])
def test_a_post_may_stand_for_a_get(marketo, place):
    lead_id = created(marketo)
    params = {"filterType": "email", "filterValues": EMAIL, "fields": "id"}
    method = [("_method", "GET")]
    answer = marketo.send(
        "POST",
        "/rest/v1/leads.json",
        query=method if place == "query" else [],
        form=list(params.items()) + (method if place == "form" else []),
    )
    assert answer.document["result"] == [{"id": lead_id}]


def test_the_default_partition_shows(marketo):
    assert lead(marketo, created(marketo), "leadPartitionId", "mktoName", "unsubscribed", "cookies") | {"id": 0} == {
        "id": 0,
        "leadPartitionId": 1,
        "mktoName": EMAIL,
        "unsubscribed": False,
        "cookies": None,
    }


def test_a_linked_lead_inherits_the_values_of_its_company(marketo):
    company(marketo, "c1")
    lead_id = created(marketo, company="Old", billingCity="Old", externalCompanyId="c1")
    alone = created(marketo, email="b@example.com", company="Own")
    company(marketo, "C1", company="Engines", companyNotes="Analytical")
    assert lead(marketo, lead_id, "company", "billingCity", "mktoCompanyNotes") == {
        "id": lead_id,
        "company": "Engines",
        "billingCity": None,
        "mktoCompanyNotes": "Analytical",
    }
    assert lead(marketo, alone, "company")["company"] == "Own"


# -- deletion -------------------------------------------------------------------------------------------------------


def delete_by_post(client: Any, ids: list[int]) -> Any:
    return client.post("/rest/v1/leads/delete.json", input=[{"id": n} for n in ids])


def delete_by_query(client: Any, ids: list[int]) -> Any:
    return client.send("POST", "/rest/v1/leads/delete.json", query=[("id", ",".join(map(str, ids)))])


def delete_by_method(client: Any, ids: list[int]) -> Any:
    return client.delete("/rest/v1/leads.json", input=[{"id": n} for n in ids])


def delete_by_method_and_query(client: Any, ids: list[int]) -> Any:
    return client.send("DELETE", "/rest/v1/leads.json?" + urlencode([("id", n) for n in ids]))


@pytest.mark.parametrize("delete", [delete_by_post, delete_by_query, delete_by_method, delete_by_method_and_query])
def test_delete_removes_leads_for_good(marketo, delete):
    ids = [created(marketo, email=f"n{n}@example.com", twitterId="t") for n in range(3)]
    answer = delete(marketo, [ids[0], ids[2], 999_999])
    assert answer.document["result"] == [
        {"id": ids[0], "status": "deleted"},
        {"id": ids[2], "status": "deleted"},
        {"id": 999_999, "status": "skipped", "reasons": [{"code": "1004", "message": "Lead not found"}]},
    ]
    assert marketo.get(f"/rest/v1/lead/{ids[0]}.json").codes == ["1004"]
    (left,) = marketo.get("/rest/v1/leads.json", filterType="twitterId", filterValues="t").result
    assert left.id == ids[1]


def test_an_id_is_never_used_twice(marketo):
    last = created(marketo)
    delete_by_post(marketo, [last])
    assert created(marketo) == last + 1


def test_delete_needs_ids(marketo):
    assert marketo.post("/rest/v1/leads/delete.json").codes == ["1002"]
    answer = marketo.post("/rest/v1/leads/delete.json", input=[{}, {"id": "x"}])
    assert outcomes(answer) == [("skipped", "1002"), ("skipped", "1003")]


@pytest.mark.parametrize(("count", "codes"), [(299, []), (300, []), (301, ["1003"])])
def test_a_call_deletes_300_leads(marketo, count, codes):
    assert delete_by_post(marketo, list(range(1, count + 1))).codes == codes


# -- describe -------------------------------------------------------------------------------------------------------


def test_describe_tells_every_field(marketo):
    fields = {field["rest"]["name"]: field for field in marketo.get("/rest/v1/leads/describe.json").document["result"]}
    assert fields["company"] == {
        "id": 4,
        "displayName": "Company Name",
        "dataType": "string",
        "length": 255,
        "rest": {"name": "company", "readOnly": False},
        "soap": {"name": "Company", "readOnly": False},
    }
    assert fields["createdAt"]["rest"]["readOnly"] is True
    assert "length" not in fields["leadScore"]


def test_describe2_tells_the_searchable_fields(marketo):
    (described,) = marketo.get("/rest/v1/leads/describe2.json").document["result"]
    assert described["name"] == "API Lead"
    assert ["email"] in described["searchableFields"] and ["firstName"] not in described["searchableFields"]
    (email,) = [field for field in described["fields"] if field["name"] == "email"]
    assert email == {
        "name": "email",
        "displayName": "Email Address",
        "dataType": "email",
        "length": 255,
        "updateable": True,
        "crmManaged": False,
    }
    names = {name for (name,) in described["searchableFields"]}
    for name in names - {"cookies", "id", "leadPartitionId"}:
        assert marketo.get("/rest/v1/leads.json", filterType=name, filterValues="1").result == []


# -- who may --------------------------------------------------------------------------------------------------------


def test_reading_and_writing_need_their_permissions(marketo_with):
    reader, nobody = marketo_with("Read-Only Lead"), marketo_with("Read-Only Assets")
    assert reader.get("/rest/v1/leads.json", filterType="id", filterValues="1").codes == []
    assert reader.post("/rest/v1/leads.json", input=[{"email": EMAIL}]).codes == ["603"]
    assert nobody.get("/rest/v1/leads/describe.json").codes == ["603"]
    assert json.loads(nobody.get("/rest/v1/lead/1.json").content)["errors"][0]["message"] == "Access denied"
