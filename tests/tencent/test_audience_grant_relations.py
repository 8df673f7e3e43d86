"""/v3.0/audience_grant_relations: audiences that other accounts may use."""

import pytest

from support.audiences import ADD, DELETE, UPDATE, audience, combination, create, filled, listed, phones, upload
from support.tencent import TencentClient

GRANT, GRANTS = "/v3.0/audience_grant_relations/add", "/v3.0/audience_grant_relations/get"
TARGET, INSIGHT = "GRANT_PERMISSION_TYPE_TARGET", "GRANT_PERMISSION_TYPE_INSIGHT"


@pytest.fixture
def other(server):
    """A client on another account."""
    return TencentClient(server, name="other", account_id=25_611)


def spec(account_ids, permissions=(TARGET,), business=7, scope="GRANT_SCOPE_TYPE_ACCOUNT"):
    rights = [{"account_id": one, "grant_permission_type_list": list(permissions)} for one in account_ids]
    business_spec = {"grant_business_id": business, "grant_scope_type": scope}
    return {"grant_to_business_spec": {**business_spec, "grant_account_permission": rights}}


def grant(client, audience_ids, grant_spec):
    members = {"audience_id_list": audience_ids, "grant_type": "GRANT_TYPE_BUSINESS", "grant_spec": grant_spec}
    return client.post(GRANT, **members)


def test_a_grant_lets_another_account_see_and_use_an_audience(tencent, other):
    audience_id = filled(tencent, "A", 0, 10)
    assert grant(tencent, [audience_id], spec([other.account_id])).code == 0
    item = audience(other, audience_id)
    assert (item["name"], item["user_count"], item["is_own"]) == ("A", 10, False)
    assert item["account_id"] == tencent.account_id
    own = create(other, "B", "COMBINE", audience_spec=combination([[audience_id]]))
    assert [one["audience_id"] for one in listed(other)] == [audience_id, own]
    assert [one["audience_id"] for one in listed(tencent)] == [audience_id]


def test_a_combination_of_another_account_follows_the_files_while_the_grant_lasts(tencent, other, server):
    third = TencentClient(server, name="third", account_id=25_612)
    foreign, own = filled(tencent, "A", 0, 10), filled(other, "Own", 5, 10)
    grant(tencent, [foreign], spec([other.account_id]))
    whole = create(other, "B", "COMBINE", audience_spec=combination([[foreign, own]]))
    upload(tencent, foreign, phones(20, 5))
    assert audience(other, whole)["user_count"] == 20
    grant(tencent, [foreign], spec([third.account_id]))
    assert upload(other, own, phones(30, 2)).code == 0
    assert audience(other, whole)["user_count"] == 12


def test_a_grant_to_look_is_none_to_target(tencent, other):
    audience_id = filled(tencent, "A", 0, 10)
    grant(tencent, [audience_id], spec([other.account_id], [INSIGHT]))
    members = {"name": "B", "type": "COMBINE", "audience_spec": combination([[audience_id]])}
    assert other.post(ADD, **members).code == 50005


def test_an_audience_of_another_is_not_changed_deleted_or_passed_on(tencent, other):
    audience_id = create(tencent)
    grant(tencent, [audience_id], spec([other.account_id]))
    assert other.post(UPDATE, audience_id=audience_id, name="Mine").code == 50015
    assert other.post(DELETE, audience_id=audience_id).code == 50015
    assert grant(other, [audience_id], spec([tencent.account_id])).code == 50015


def test_a_second_grant_to_a_business_replaces_the_first(tencent, other, server):
    third = TencentClient(server, name="third", account_id=25_612)
    audience_id = create(tencent)
    for account_id in (other.account_id, third.account_id):
        assert grant(tencent, [audience_id], spec([account_id])).code == 0
    (relation,) = listed(tencent, GRANTS)
    assert (relation["audience_id"], relation["grant_type"]) == (audience_id, "GRANT_TYPE_BUSINESS")
    assert relation["grant_spec"] == spec([third.account_id])
    assert (listed(other), len(listed(third))) == ([], 1)


def test_grants_are_found_by_their_audience(tencent, other):
    first, second = create(tencent, "A"), create(tencent, "B")
    grant(tencent, [first, second], spec([other.account_id]))
    grant(tencent, [second], spec([other.account_id], business=8))

    def owners(operator, *values):
        filtering = [{"field": "audience_id", "operator": operator, "values": list(values)}]
        return [one["audience_id"] for one in listed(tencent, GRANTS, filtering=filtering)]

    assert owners("EQUALS", second) == [second, second]
    assert owners("IN", first, 999) == [first]
    assert len(listed(tencent, GRANTS, page=2, page_size=2)) == 1
    assert listed(other, GRANTS) == []


def test_an_audience_that_others_may_use_is_not_deleted(tencent, other):
    audience_id = create(tencent)
    grant(tencent, [audience_id], spec([other.account_id]))
    assert tencent.post(DELETE, audience_id=audience_id).code == 50022


def test_what_cannot_be_granted_is_refused_whole(tencent, other):
    audience_id, account = create(tencent), [other.account_id]
    assert grant(tencent, [audience_id, 999], spec(account)).code == 50005
    assert grant(tencent, [audience_id], spec(account, scope="GRANT_SCOPE_TYPE_BUSINESS")).code == 50026
    assert grant(tencent, [audience_id], spec([999])).code == 50039
    assert grant(tencent, [audience_id], spec([tencent.account_id])).code == 50039
    assert grant(tencent, [audience_id], spec([])).code == 18012
    assert grant(tencent, [audience_id], {}).code == 18001
    assert grant(tencent, [audience_id], spec(account, ["ALL"])).code == 18009
    assert grant(tencent, [], spec(account)).code == 18012
    assert grant(tencent, [audience_id] * 21, spec(account)).code == 18011
    assert listed(tencent, GRANTS) == []
