"""/rest/v1/namedaccounts and the lists of them."""

import pytest

ACCOUNTS = "/rest/v1/namedaccounts.json"
LISTS = "/rest/v1/namedAccountLists.json"


@pytest.fixture
def accounts(marketo):
    answer = marketo.post(ACCOUNTS, input=[{"name": f"Account {n}", "score1": n, "city": "Graz"} for n in range(3)])
    return [row.marketoGUID for row in answer.result]


@pytest.fixture
def saas(marketo):
    (row,) = marketo.post(LISTS, input=[{"name": "Saas"}]).result
    return row.marketoGUID


def statuses(answer):
    return [[why.code for why in getattr(row, "reasons", [])] or row.status for row in answer.result]


def test_named_accounts_are_found_by_any_searchable_field(marketo, accounts):
    assert len(marketo.get(ACCOUNTS, filterType="city", filterValues="graz").result) == 3
    (one,) = marketo.get(ACCOUNTS, filterType="score1", filterValues="2", fields="name").result
    assert one.name == "Account 2"


def test_what_the_platform_computes_cannot_be_written(marketo):
    answer = marketo.post(ACCOUNTS, input=[{"name": "x", "membershipCount": 3}])
    assert statuses(answer) == [["1003"]]


def test_a_list_is_created_renamed_found_and_deleted(marketo, saas):
    renamed = marketo.post(
        LISTS, action="updateOnly", dedupeBy="idField", input=[{"marketoGUID": saas, "name": "Cloud"}]
    )
    assert statuses(renamed) == ["updated"]
    (found,) = marketo.get(LISTS, filterType="dedupeFields", filterValues="cloud").result
    assert (found.marketoGUID, found.name, found.type, found.updateable) == (saas, "Cloud", "default", True)
    gone = marketo.post("/rest/v1/namedAccountLists/delete.json", input=[{"name": "Cloud"}, {"name": "Saas"}])
    assert statuses(gone) == ["deleted", ["1013"]]


def test_a_list_is_created_only_once_and_never_upserted(marketo, saas):
    assert statuses(marketo.post(LISTS, input=[{"name": "saas"}])) == [["1017"]]
    assert marketo.post(LISTS, action="createOrUpdate", input=[{"name": "x"}]).codes == ["1003"]


def test_members_come_and_go(marketo, saas, accounts):
    path = f"/rest/v1/namedAccountList/{saas}/namedAccounts.json"
    added = marketo.post(path, input=[{"marketoGUID": guid} for guid in [*accounts, "nonsense", accounts[0]]])
    assert statuses(added) == ["added", "added", "added", ["1013"], "added"]
    first = marketo.get(path, batchSize=2)
    second = marketo.get(path, batchSize=2, nextPageToken=first.nextPageToken)
    assert [row.marketoGUID for row in first.result + second.result] == accounts
    removed = marketo.post(
        path.replace(".json", "/remove.json"), input=[{"marketoGUID": accounts[0]}, {"marketoGUID": accounts[0]}]
    )
    assert statuses(removed) == ["removed", ["1013"]]


def test_deleting_an_account_takes_it_off_its_lists(marketo, saas, accounts):
    path = f"/rest/v1/namedAccountList/{saas}/namedAccounts.json"
    marketo.post(path, input=[{"marketoGUID": guid} for guid in accounts])
    marketo.post("/rest/v1/namedaccounts/delete.json", input=[{"name": "Account 1"}])
    assert [row.marketoGUID for row in marketo.get(path).result] == [accounts[0], accounts[2]]


def test_the_path_of_the_list_is_matched_whatever_its_case(marketo, saas):
    assert marketo.get(f"/rest/v1/namedaccountlist/{saas}/namedaccounts.json").document["result"] == []


def test_an_unknown_list_is_1013(marketo):
    assert marketo.get("/rest/v1/namedAccountList/nonsense/namedAccounts.json").codes == ["1013"]


@pytest.mark.parametrize("path", [ACCOUNTS, LISTS])
def test_a_new_name_is_one_that_nobody_has(marketo, path):
    first, second = (row.marketoGUID for row in marketo.post(path, input=[{"name": "One"}, {"name": "Two"}]).result)
    rename = {"action": "updateOnly", "dedupeBy": "idField"}
    assert statuses(marketo.post(path, **rename, input=[{"marketoGUID": first, "name": "two"}])) == [["1017"]]
    assert statuses(marketo.post(path, **rename, input=[{"marketoGUID": first, "name": ""}])) == [["1002"]]
    swapped = [{"marketoGUID": second, "name": "Three"}, {"marketoGUID": first, "name": "Two"}]
    assert statuses(marketo.post(path, **rename, input=swapped)) == ["updated", "updated"]
    assert statuses(marketo.post(path, **rename, input=[{"marketoGUID": first, "name": "TWO"}])) == ["updated"]
    found = marketo.get(path, filterType="dedupeFields", filterValues="one,two,three", fields="name").result
    assert sorted(row.name for row in found) == ["TWO", "Three"]
