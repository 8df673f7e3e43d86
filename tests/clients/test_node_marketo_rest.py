"""node-marketo-rest, unmodified: all that it does with the lead database."""

import ast
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mercat.domain.emails import emails, templates
from mercat.domain.landing_pages import pages as landing_pages
from mercat.domain.landing_pages import templates as page_templates
from mercat.model.assets import Kind, Ref
from mercat.model.clock import DAY, to_datetime
from support.emails import FOLDER, LEGACY, TEMPLATES
from support.segments import made_list

SINCE = "2020-01-01T00:00:00Z"
NEW_LEAD, ADD_TO_LIST = 12, 24
EXCEPTIONS = {
    "bulkLeadExtract.get": "create, enqueue and statusTilCompleted in one, with 30 seconds between its looks",
    "bulkActivityExtract.get": "create, enqueue and statusTilCompleted in one, with 30 seconds between its looks",
    "bulkLeadExtract.fileStream": "throws before it calls anybody: it makes its stream of the wrong arguments",
    "bulkActivityExtract.fileStream": "throws before it calls anybody: it makes its stream of the wrong arguments",
}


def result(told: dict[str, Any]) -> list[Any]:
    """The rows of an answer."""
    rows: list[Any] = told["answer"]["result"]
    return rows


@pytest.fixture(scope="module")
def run(node_clients: Path, subscription: Any) -> Callable[..., list[dict[str, Any]]]:
    """Makes the client call methods, each given as `[group, method, arguments...]`."""
    options = {
        "endpoint": f"{subscription.url}/rest",
        "identity": f"{subscription.url}/identity",
        "clientId": subscription.client_id,
        "clientSecret": subscription.client_secret,
        "partnerId": "a-partner",
        "retry": {"retries": 0},
    }

    def call(*calls: list[Any], refused: bool = False) -> list[dict[str, Any]]:
        given = json.dumps({"options": options, "calls": calls})
        done = subprocess.run(["node", "calls.js", given], cwd=node_clients, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        told: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
        assert refused or not [one["error"] for one in told if "error" in one]
        return told

    return call


def test_leads_are_upserted_and_found_with_paging(run):
    people = [{"email": f"n{number}@clients.test", "firstName": "Grace"} for number in range(5)]
    emails = [person["email"] for person in people]
    made, changed, first, second, third = run(
        ["lead", "createOrUpdate", people, {"lookupField": "email"}],
        ["lead", "createOrUpdate", [{"email": emails[0], "lastName": "Hopper"}], {"action": "updateOnly"}],
        ["lead", "find", "email", emails, {"fields": ["email", "lastName"], "batchSize": 2}],
        ["nextPage", ""],
        ["nextPage", ""],
    )
    ids = [row["id"] for row in made["answer"]["result"]]
    assert [row["status"] for row in made["answer"]["result"]] == ["created"] * 5
    assert changed["answer"]["result"] == [{"id": ids[0], "status": "updated"}]
    assert [(row["id"], row["lastName"]) for row in first["answer"]["result"]] == [(ids[0], "Hopper"), (ids[1], None)]
    assert [row["id"] for row in second["answer"]["result"] + third["answer"]["result"]] == ids[2:]
    assert [page["more"] for page in (first, second, third)] == [True, True, False]


def test_a_lead_is_read_by_id_and_a_stranger_is_an_error(run):
    made, *_ = run(["lead", "createOrUpdate", [{"email": "one@clients.test"}]])
    lead_id = made["answer"]["result"][0]["id"]
    found, some, stranger = run(
        ["lead", "byId", lead_id],
        ["lead", "byId", lead_id, {"fields": ["email"]}],
        ["lead", "byId", 10_000_000],
        refused=True,
    )
    assert found["answer"]["result"][0]["email"] == "one@clients.test"
    assert some["answer"]["result"] == [{"id": lead_id, "email": "one@clients.test"}]
    assert stranger["error"][0]["code"] == "1004"


def test_a_refused_filter_is_an_error(run):
    (refused,) = run(["lead", "find", "nonsense", ["x"]], refused=True)
    assert refused["error"][0]["code"] == "1006"


def test_leads_are_described(run):
    (described,) = run(["lead", "describe"])
    assert "email" in {field["rest"]["name"] for field in described["answer"]["result"]}


def test_usage_is_told(run):
    told = run(["stats", "usage"], ["stats", "usageLast7Days"], ["stats", "errors"], ["stats", "errorsLast7Days"])
    assert [len(one["answer"]["result"]) for one in told] == [1, 7, 1, 7]


@pytest.fixture
def people(run: Any, request: pytest.FixtureRequest) -> list[int]:
    """The ids of three new leads."""
    wanted = [{"email": f"{request.node.name}{n}@clients.test", "firstName": "Ada"} for n in range(3)]
    return [row["id"] for row in result(run(["lead", "createOrUpdate", wanted])[0])]


@pytest.fixture
def static_list(client: Any, request: pytest.FixtureRequest) -> int:
    """The id of a new static list."""
    (made,) = client.execute("create_list", request.node.name, folderId=15, folderType="Folder")
    number: int = made["id"]
    return number


def test_leads_join_a_list_are_read_from_it_and_leave(run, people, static_list):
    first, second = people[:2]
    added, mailed, page, rest, member, removed, gone = run(
        ["list", "addLeadsToList", static_list, [first, {"id": second}]],
        ["list", "addEmailsToList", ["mailed@clients.test"], static_list],
        ["list", "getLeads", static_list, {"batchSize": 2, "fields": "id"}],
        ["nextPage", ""],
        ["list", "isMember", static_list, [second]],
        ["list", "removeLeadsFromList", static_list, [second]],
        ["list", "isMember", static_list, [second]],
    )
    assert [row["status"] for row in result(added) + result(mailed)] == ["added"] * 3
    assert [row["id"] for row in result(page)] == [first, second]
    assert [row["id"] for row in result(rest)] == [result(mailed)[0]["id"]]
    assert result(member) == [{"id": second, "status": "memberof"}]
    assert result(removed) == [{"id": second, "status": "removed"}]
    assert result(gone) == [{"id": second, "status": "notmemberof"}]


def test_lists_are_found_by_a_form_that_stands_for_a_get(run, static_list):
    every, one, none = run(
        ["list", "find", {"batchSize": 300}],
        ["list", "byId", static_list],
        ["list", "find", {"name": ["no such list"]}],
    )
    assert static_list in [row["id"] for row in result(every)]
    assert [row["id"] for row in result(one)] == [static_list]
    assert result(none) == []


def test_leads_are_associated_and_merged(run, people):
    winner, *losers = people
    associated, merged, kept, gone = run(
        ["lead", "associateLead", winner, "id:287-GTJ-838&token:_mch-marketo.com-1396310362214-46169"],
        ["lead", "mergeLead", winner, losers, {"mergeInCRM": False}],
        ["lead", "byId", winner],
        ["lead", "byId", losers[0]],
        refused=True,
    )
    assert [associated["answer"]["success"], merged["answer"]["success"]] == [True, True]
    assert result(kept)[0]["id"] == winner
    assert gone["error"][0]["code"] == "1004"


def test_partitions_and_activity_types_are_told(run):
    partitions, types = run(["lead", "partitions"], ["activities", "getActivityTypes"])
    assert [row["name"] for row in result(partitions)] == ["Default"]
    assert {NEW_LEAD, ADD_TO_LIST} <= {row["id"] for row in result(types)}


def test_what_happened_is_read_page_by_page_and_as_a_stream(run, people, static_list):
    (token,) = run(["lead", "getPageToken", SINCE])
    changed = [{"id": people[0], "firstName": "Grace"}]
    since = token["answer"]["nextPageToken"]
    _, _, made, rest, joined, changes, some, every = run(
        ["list", "addLeadsToList", static_list, people],
        ["lead", "createOrUpdate", changed, {"action": "updateOnly", "lookupField": "id"}],
        ["lead", "getActivities", people, [NEW_LEAD], since, {"batchSize": 2}],
        ["nextPage", ""],
        ["lead", "getActivitiesForList", static_list, [ADD_TO_LIST], since],
        ["lead", "getChanges", since, {"fields": ["firstName"], "listId": static_list}],
        ["lead", "getChangesWithOptions", {"nextPageToken": since, "fields": ["firstName"], "leadIds": people[0]}],
        ["stream", "lead", "getActivitiesWithOptions", [
            {"nextPageToken": since, "activityTypeIds": NEW_LEAD, "leadIds": ",".join(map(str, people)), "batchSize": 2}
        ]],
    )  # fmt: skip
    assert [row["leadId"] for row in result(made) + result(rest)] == people
    assert (made["answer"]["moreResult"], rest["answer"]["moreResult"]) == (True, False)
    assert [row["leadId"] for row in result(joined)] == people
    assert result(changes)[-1]["fields"][0]["newValue"] == "Grace"
    assert {row["leadId"] for row in result(some)} == {people[0]}
    assert every["answer"] == result(made) + result(rest)


@pytest.mark.parametrize("kind", ["Lead", "Activity"])
def test_an_extract_is_created_queued_watched_and_read(run, subscription, people, kind):
    group, now = f"bulk{kind}Extract", subscription.instance.clock.now()
    today = {name: to_datetime(at).isoformat() for name, at in (("startAt", now - DAY), ("endAt", now + DAY))}
    wanted = {"Lead": [["id"], {"createdAt": today}], "Activity": [{"createdAt": today, "activityTypeIds": [NEW_LEAD]}]}
    made, queued, early = run(
        [group, "create", *wanted[kind]],
        [group, "enqueue", "$id"],
        [group, "status", "$id"],
    )
    export_id = result(made)[0]["exportId"]
    assert [result(one)[0]["status"] for one in (made, queued, early)] == ["Created", "Queued", "Queued"]
    subscription.instance.jobs.run_due()
    done, file = run([group, "statusTilCompleted", export_id], [group, "file", export_id])
    assert result(done)[0]["status"] == "Completed"
    assert len(file["answer"].splitlines()) == 1 + result(done)[0]["numberOfRecords"]
    _, gone = run([group, "create", *wanted[kind]], [group, "cancel", "$id"])
    assert result(gone)[0]["status"] == "Cancelled"


def test_campaigns_are_listed(run):
    every, smart = run(
        ["campaign", "getCampaigns", {"batchSize": 10}], ["campaign", "getSmartCampaigns", {"maxReturn": 10}]
    )
    assert result(every) == []
    assert smart["answer"]["warnings"] == ["No assets found for the given search criteria."]


def test_an_unknown_campaign_is_refused(run, people):
    leads, tokens = [{"id": people[0]}], [{"name": "{{my.word}}", "value": "x"}]
    (refused,) = run(["campaign", "request", 99_999, leads, tokens], refused=True)
    assert refused["error"][0]["code"] == "1013"


def test_leads_are_pushed_into_a_program(run, client):
    client.execute("create_program", 15, "Folder", "Pushed", "Event", "Live Event")
    (pushed,) = run(
        ["lead", "push", [{"email": "pushed@clients.test"}], {"programName": "Pushed", "lookupField": "email"}]
    )
    assert [row["status"] for row in result(pushed)] == ["created"]


def test_smart_lists_are_found_and_read_with_their_rules(run, subscription):
    number = subscription.instance.write_now(lambda tx: made_list(tx, "Germans", ("Country", "is", "Germany")))
    every, one = run(["smartList", "find", {"maxReturn": 200}], ["smartList", "byId", number, {"includeRules": True}])
    assert "Germans" in [row["name"] for row in result(every)]
    assert [row["name"] for row in result(one)[0]["rules"]["filters"]] == ["Country"]


def test_emails_are_listed_edited_and_approved(run, subscription):
    email_id = subscription.instance.write_now(_email)
    every, edited, content, approved = run(
        ["email", "getEmails", {"maxReturn": 200}],
        ["email", "updateEmailContentEditableText", email_id, "main", "<b>Grüße</b>", "Grüße"],
        ["email", "getEmailContent", email_id],
        ["email", "approveEmail", email_id],
    )
    assert [row["name"] for row in result(every)] == ["Node"]
    assert [text["value"] for text in result(content)[0]["value"]] == ["<b>Grüße</b>", "Grüße"]
    assert result(edited) == result(approved) == [{"id": email_id}]


def _email(tx: Any) -> int:
    """An email of a template; its id."""
    template = templates.create(tx, TEMPLATES, "Node", "", LEGACY)
    templates.KIND.approve(tx, template)
    headers = {"subject": "Hi", "from_name": "Us", "from_email": "us@example.com", "reply_to": "us@example.com"}
    return emails.create(tx, Ref(Kind.FOLDER, FOLDER["id"]), "Node", "", template.id, headers).id


def test_landing_pages_are_listed(run, subscription):
    page_id = subscription.instance.write_now(_page)
    (every,) = run(["landingPage", "getLandingPages", {"maxReturn": 200, "status": "draft"}])
    assert [(row["id"], row["name"]) for row in result(every)] == [(page_id, "Node")]


def _page(tx: Any) -> int:
    """A landing page of a template; its id."""
    folder = Ref(Kind.FOLDER, 9)  # Design Studio > Default > Landing Page Templates
    template = page_templates.create(tx, folder, "Node", "", type="freeForm", enable_munchkin=False)
    template = page_templates.set_html(tx, template.id, '<div id="mktoContent"></div>')
    page_templates.KIND.approve(tx, template)
    return landing_pages.create(tx, Ref(Kind.FOLDER, 8), "Node", "", template.id, options={}).id


def test_every_method_is_called(run):
    (told,) = run(["methods", ""])
    offered = {f"{group}.{name}" for group, names in told["answer"].items() for name in names}
    called = set()
    for node in ast.walk(ast.parse(Path(__file__).read_text())):
        if isinstance(node, ast.List) and len(node.elts) > 1:
            group, name = (item.value if isinstance(item, ast.Constant) else "" for item in node.elts[:2])
            group, name = (name, node.elts[2].value) if group == "stream" else (group, name)
            groups = [group] if group else ["bulkLeadExtract", "bulkActivityExtract"]
            called |= {f"{one}.{name}" for one in groups}
    assert offered - called - EXCEPTIONS.keys() == set()
    assert EXCEPTIONS.keys() <= offered - called
