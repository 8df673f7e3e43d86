"""/rest/asset/v1/smartList: smart lists and their rules."""

import pytest

from mercat.domain.asset_kinds import copying
from mercat.domain.lists import static_lists
from mercat.domain.segments import smart_lists
from mercat.model import iso8601
from mercat.model.assets import Kind, Ref
from mercat.model.campaigns import Content
from mercat.model.clock import HOUR
from support.campaigns import REQUEST, created, define, listed, members_of
from support.forms import program
from support.segments import DATABASE, doing, made_list, made_people, rules_of

WARNING = ["No assets found for the given search criteria."]
LIST = "/rest/asset/v1/smartList"
LISTS = "/rest/asset/v1/smartLists.json"
PLACE = {"id": 5, "type": "Folder"}
GERMANS = ("Country", "is", "Germany", "Austria")


@pytest.fixture
def do(marketo):
    return doing(marketo.server.instance)


def shown(client, number, **params):
    return client.get(f"{LIST}/{number}.json", **params).document["result"][0]


def test_a_smart_list_looks_as_the_guide_shows_it(marketo, do):
    number = do(lambda tx: made_list(tx, "2018 Leads", GERMANS))
    found = shown(marketo, number)
    assert found == {
        "id": number,
        "name": "2018 Leads",
        "createdAt": found["createdAt"],
        "updatedAt": found["createdAt"],
        "url": f"https://app-mercat.marketo.com/#SL{number}A1",
        "folder": PLACE,
        "workspace": "Default",
    }
    for path in (f"{LIST}/byName.json?name=2018%20Leads", LISTS):
        assert marketo.get(path).document["result"] == [found]


def test_rules_are_worded_as_the_guide_words_them(marketo, do):
    def work(tx):
        static_lists.create(tx, "Readers", DATABASE)
        words = (GERMANS, ("Member of List", "in", "Readers"), ("Visited Web Page", "is", "pricing.html"))
        return made_list(tx, "Warm", *words, match="advanced", logic="1 and (2 or 3)")

    rules = shown(marketo, do(work), includeRules=True)["rules"]
    assert (rules["filterMatchType"], rules["triggers"]) == ("advanced", [])
    fields, lists, visits = rules["filters"]
    assert fields == {
        "id": 1,
        "name": "Country",
        "ruleTypeId": 2,
        "ruleType": "Attribute",
        "operator": "is",
        "conditions": [
            {
                "activityAttributeId": 66,
                "activityAttributeName": "Country",
                "operator": "is",
                "values": ["Germany", "Austria"],
                "isPrimary": True,
            }
        ],
    }
    assert (lists["ruleType"], lists["conditions"][0]["values"]) == ("Special", ["Readers"])
    assert (visits["id"], visits["ruleTypeId"], visits["ruleType"], visits["operator"]) == (3, 1, "Activity", "occurs")
    assert visits["conditions"][0]["activityAttributeName"] == "Web Page"


def test_rules_come_only_if_they_are_asked_for(marketo, do):
    number = do(lambda tx: made_list(tx, "Everybody"))
    assert "rules" not in shown(marketo, number) and "rules" not in shown(marketo, number, includeRules="false")
    assert shown(marketo, number, includeRules="true")["rules"] == {
        "filterMatchType": "all",
        "triggers": [],
        "filters": [],
    }
    assert marketo.get(f"{LIST}/{number}.json", includeRules="perhaps").codes == ["1001"]


def test_browsing_filters_and_pages(marketo, do):
    place = {"id": program(marketo), "type": "Program"}
    first = do(lambda tx: made_list(tx, "One"))
    between = iso8601.text(marketo.server.instance.clock.now() + HOUR // 2)
    marketo.server.instance.clock.offset_ms += HOUR
    marketo.token = marketo.fresh_token()
    second = do(lambda tx: made_list(tx, "Two", place=Ref(Kind.PROGRAM, place["id"])))
    for params, expected in (
        ({}, [first, second]),
        ({"folder": PLACE}, [first]),
        ({"folder": place}, [second]),
        ({"earliestUpdatedAt": between}, [second]),
        ({"latestUpdatedAt": between}, [first]),
        ({"maxReturn": 1}, [first]),
        ({"maxReturn": 1, "offset": 1}, [second]),
    ):
        assert [one.id for one in marketo.get(LISTS, **params).result] == expected, params
    assert shown(marketo, second)["url"].endswith("A1LA1")
    for params, code in (
        ({"maxReturn": 0}, "1003"),
        ({"maxReturn": 201}, "1003"),
        ({"offset": -1}, "1003"),
        ({"earliestUpdatedAt": "yesterday"}, "704"),
        ({"folder": {"id": 5, "type": "Drawer"}}, "1001"),
    ):
        assert marketo.get(LISTS, **params).codes == [code], params


def test_nothing_found_is_a_warning(marketo, do):
    do(lambda tx: made_list(tx, "One"))
    for path in (f"{LIST}/99.json", f"{LIST}/byName.json?name=one", f"{LISTS}?offset=1"):
        answer = marketo.get(path).document
        assert (answer["success"], answer["warnings"], "result" in answer) == (True, WARNING, False)


def test_a_clone_has_the_rules_and_a_place_of_its_own(marketo, do):
    source = do(lambda tx: made_list(tx, "2018 Leads", GERMANS))
    place = {"id": program(marketo), "type": "Program"}
    (copy,) = marketo.form(f"{LIST}/{source}/clone.json", name="Qualified", folder=place).document["result"]
    assert (copy["id"], copy["name"], copy["folder"]) == (source + 1, "Qualified", place)
    do(lambda tx: smart_lists.define(tx, source, rules_of(tx, ("Country", "is", "France"))))
    (condition,) = shown(marketo, copy["id"], includeRules=True)["rules"]["filters"][0]["conditions"]
    assert condition["values"] == ["Germany", "Austria"]
    described = marketo.form(f"{LIST}/{source}/clone.json", name="Other", folder=PLACE, description="Told").result[0]
    assert described.description == "Told"


def test_clones_that_do_not_fit_are_refused(marketo, do):
    source = do(lambda tx: made_list(tx, "2018 Leads", GERMANS))
    for target, fields, code in (
        (99, {"name": "Copy", "folder": PLACE}, "702"),
        (source, {"name": "2018 leads", "folder": PLACE}, "709"),
        (source, {"name": "Copy", "folder": {"id": 15, "type": "Folder"}}, "711"),
        (source, {"name": "Copy", "folder": {"id": 10, "type": "Folder"}}, "711"),
        (source, {"name": "Copy", "folder": {"id": 999, "type": "Folder"}}, "710"),
        (source, {"name": "x" * 256, "folder": PLACE}, "701"),
        (source, {"name": "Copy"}, "701"),
        (source, {"folder": PLACE}, "701"),
    ):
        assert marketo.form(f"{LIST}/{target}/clone.json", **fields).codes == [code], fields


def test_a_smart_list_that_is_deleted_is_gone(marketo, do):
    number = do(lambda tx: made_list(tx, "Gone"))
    assert marketo.form(f"{LIST}/{number}/delete.json").document["result"] == [{"id": number}]
    assert marketo.form(f"{LIST}/{number}/delete.json").codes == ["702"]
    assert do(lambda tx: made_list(tx, "Next")) == number + 1


def test_a_smart_list_in_use_stays(marketo, do):
    inner = do(lambda tx: made_list(tx, "Inner"))
    outer = do(lambda tx: made_list(tx, "Outer", ("Member of Smart List", "in", "Inner")))
    assert marketo.form(f"{LIST}/{inner}/delete.json").codes == ["709"]
    marketo.form(f"{LIST}/{outer}/delete.json")
    assert marketo.form(f"{LIST}/{inner}/delete.json").codes == []


def test_a_cloned_program_has_smart_lists_that_name_one_another(marketo, do):
    website = program(marketo)
    place = Ref(Kind.PROGRAM, website)
    do(lambda tx: made_list(tx, "Inner", place=place))
    do(lambda tx: made_list(tx, "Outer", ("Member of Smart List", "in", "Website.Inner"), place=place))
    copy = do(lambda tx: copying.copy_program(tx, website, "Copy").nodes[place])
    copies = marketo.get(LISTS, folder={"id": copy.id, "type": "Program"}).result
    (named,) = [shown(marketo, one.id, includeRules=True) for one in copies if one.name == "Outer"]
    assert named["rules"]["filters"][0]["conditions"][0]["values"] == ["Copy.Inner"]


# -- smart lists of campaigns and email programs --------------------------------------------------------------------


def email_program(client, name="Newsletter"):
    made = client.form(
        "/rest/asset/v1/programs.json",
        name=name,
        folder={"id": 15, "type": "Folder"},
        type="Email",
        channel="Email Send",
        startDate="2030-01-01",
        endDate="2030-01-02",
    )
    return made.result[0].id


def of_program(client, number, **params):
    return client.get(f"/rest/asset/v1/program/{number}/smartList.json", **params).document


def of_campaign(client, number, **params):
    return client.get(f"/rest/asset/v1/smartCampaign/{number}/smartList.json", **params).document


def test_a_campaign_has_a_smart_list_of_its_own(marketo, do):
    before = do(lambda tx: made_list(tx, "Before"))
    campaign = created(marketo, "Welcome", description="Says hello")
    readers = listed(marketo, [], "Readers")
    define(marketo, campaign["id"], Content(triggers=(REQUEST,), filters=members_of(readers)))
    (found,) = of_campaign(marketo, campaign["id"])["result"]
    assert campaign["smartListId"] == before + 1
    assert (found["id"], found["name"], found["description"]) == (campaign["smartListId"], "Welcome", "Says hello")
    assert (found["folder"], "rules" in found) == (campaign["folder"], False)
    (rules,) = [one["rules"] for one in of_campaign(marketo, campaign["id"], includeRules=True)["result"]]
    assert (rules["filterMatchType"], rules["triggers"]) == ("all", ["Campaign is Requested"])
    assert rules["filters"][0]["conditions"][0]["values"] == ["Readers"]
    assert shown(marketo, found["id"], includeRules=True)["rules"] == rules
    assert marketo.get(f"{LIST}/byName.json", name="Welcome").document["result"] == [found]
    assert [one.id for one in marketo.get(LISTS).result] == [before, found["id"]]


def test_an_email_program_has_a_smart_list_and_others_have_none(marketo, do):
    number = email_program(marketo)
    (found,) = of_program(marketo, number, includeRules=True)["result"]
    assert (found["name"], found["folder"]) == ("Newsletter", {"id": number, "type": "Program"})
    assert found["rules"]["filters"] == []
    do(lambda tx: smart_lists.define(tx, found["id"], rules_of(tx, GERMANS)))
    (defined,) = of_program(marketo, number, includeRules="true")["result"]
    assert [one["name"] for one in defined["rules"]["filters"]] == ["Country"]
    for other in (program(marketo), 99):
        answer = of_program(marketo, other)
        assert (answer["success"], answer["warnings"], "result" in answer) == (True, WARNING, False)
    assert of_campaign(marketo, 99)["warnings"] == WARNING


def test_the_smart_list_of_a_campaign_is_cloned_without_triggers_and_stays(marketo):
    campaign = created(marketo, "Welcome")
    readers = listed(marketo, [], "Readers")
    define(marketo, campaign["id"], Content(triggers=(REQUEST,), filters=members_of(readers)))
    number = campaign["smartListId"]
    (copy,) = marketo.form(f"{LIST}/{number}/clone.json", name="Copy", folder=PLACE).document["result"]
    rules = shown(marketo, copy["id"], includeRules=True)["rules"]
    assert (rules["triggers"], rules["filters"][0]["conditions"][0]["values"]) == ([], ["Readers"])
    answer = marketo.form(f"{LIST}/{number}/delete.json")
    assert (answer.codes, answer.errors[0].message) == (["709"], "Smart list belongs to 'Welcome'")
    program_list = of_program(marketo, email_program(marketo))["result"][0]["id"]
    assert marketo.form(f"{LIST}/{program_list}/delete.json").codes == ["709"]


def test_people_of_a_campaigns_smart_list_are_those_on_its_list(marketo, do):
    campaign = created(marketo, "Welcome")
    readers = listed(marketo, [], "Readers")
    ada, bob = do(lambda tx: made_people(tx, {"email": "ada@a.test"}, {"email": "bob@a.test"}))
    do(lambda tx: static_lists.add(tx, readers, [bob]))
    define(marketo, campaign["id"], Content(filters=members_of(readers)))
    number = campaign["smartListId"]
    assert [one.id for one in do(lambda tx: smart_lists.people(tx, number, limit=9)).items] == [bob]
    assert not do(lambda tx: smart_lists.matches(tx, number, ada))


def test_a_copied_email_program_has_the_rules_about_its_own_lists(marketo, do):
    number = email_program(marketo)
    place = Ref(Kind.PROGRAM, number)
    do(lambda tx: made_list(tx, "Inner", place=place))
    audience = of_program(marketo, number)["result"][0]["id"]
    do(lambda tx: smart_lists.define(tx, audience, rules_of(tx, ("Member of Smart List", "in", "Newsletter.Inner"))))
    copy = do(lambda tx: copying.copy_program(tx, number, "Copy").nodes[place])
    (rules,) = [one["rules"] for one in of_program(marketo, copy.id, includeRules=True)["result"]]
    assert rules["filters"][0]["conditions"][0]["values"] == ["Copy.Inner"]


def test_a_list_that_an_email_program_names_stays_until_the_program_is_gone(marketo, do):
    number = email_program(marketo)
    inner = do(lambda tx: made_list(tx, "Inner"))
    audience = of_program(marketo, number)["result"][0]["id"]
    do(lambda tx: smart_lists.define(tx, audience, rules_of(tx, ("Member of Smart List", "in", "Inner"))))
    assert marketo.form(f"{LIST}/{inner}/delete.json").codes == ["709"]
    assert marketo.form(f"/rest/asset/v1/program/{number}/delete.json").codes == []
    assert marketo.form(f"{LIST}/{inner}/delete.json").codes == []
