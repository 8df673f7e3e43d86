"""The activity log: every writer goes through it, and its subscribers hear of activities in the same transaction."""

from collections.abc import Callable
from typing import Any

import pytest

from mercat.domain.activity.types import standard
from mercat.domain.activity_log import ROUNDS, ActivityLog
from mercat.domain.people import partitions
from mercat.model.activities import ActivityRow, StandardActivity
from mercat.model.refusals import NotFound
from mercat.store import members
from mercat.store.activity import log
from mercat.store.activity.log import Narrow
from mercat.store.tx import Tx
from support import campaigns, forms, imports

LEADS = "/rest/v1/leads.json"
ADA = {"email": "ada@example.com"}
ALL_TYPES = [*standard(), 100_001]


class Hearer:
    """A subscriber that keeps what it is called with, a list for each call."""

    def __init__(self) -> None:
        self.calls: list[list[ActivityRow]] = []

    def __call__(self, tx: Tx, rows: list[ActivityRow]) -> None:
        self.calls.append(rows)

    @property
    def kinds(self) -> list[list[int]]:
        return [[row.type_id for row in rows] for rows in self.calls]

    @property
    def ids(self) -> list[int]:
        return [row.id for rows in self.calls for row in rows]


@pytest.fixture
def hearer(instance):
    hearer = Hearer()
    instance.subscribers = (hearer,)
    return hearer


def stored(instance) -> list[ActivityRow]:
    return instance.read_now(lambda tx: log.since(tx, ALL_TYPES, (0, 0), 10_000, Narrow()))


def person(client, **values) -> int:
    return client.post(LEADS, input=[ADA | values]).result[0].id


# -- the writers ----------------------------------------------------------------------------------------------------


def creates(client):
    person(client)


def changes(client):
    person(client)
    person(client, firstName="Ada")


def deletes(client):
    client.post("/rest/v1/leads/delete.json", input=[{"id": person(client)}])


def merges(client):
    ids = [client.post(LEADS, action="createDuplicate", input=[ADA]).result[0].id for _ in range(2)]
    client.post(f"/rest/v1/leads/{ids[0]}/merge.json?leadId={ids[1]}")


def moves_to_a_partition(client):
    client.server.instance.write_now(lambda tx: partitions.create(tx, "Europe"))
    client.post("/rest/v1/leads/partitions.json", input=[{"id": person(client), "partitionName": "Europe"}])


def list_of(client, person_id: int) -> str:
    made = client.form("/rest/asset/v1/staticLists.json", name="Newsletter", folder=campaigns.FOLDER)
    path = f"/rest/v1/lists/{made.result[0].id}/leads.json"
    client.post(path, input=[{"id": person_id}])
    return path


def adds_to_a_list(client):
    list_of(client, person(client))


def removes_from_a_list(client):
    person_id = person(client)
    client.delete(list_of(client, person_id), input=[{"id": person_id}])


def changes_a_status(client):
    path = f"/rest/v1/programs/{forms.program(client)}/members/status.json"
    client.post(path, statusName="Engaged", input=[{"leadId": person(client)}])


def changes_data_of_a_member(client):
    path, person_id = f"/rest/v1/programs/{forms.program(client)}/members", person(client)
    client.post(f"{path}/status.json", statusName="Engaged", input=[{"leadId": person_id}])
    client.post(f"{path}.json", input=[{"leadId": person_id, "registrationCode": "abc"}])


def requests_a_campaign(client):
    lead = {"id": person(client)}
    client.post(f"/rest/v1/campaigns/{campaigns.trigger(client)}/trigger.json", input={"leads": [lead]})


def push(client):
    client.post("/rest/v1/leads/push.json", programName="Website", input=[ADA])


def pushes(client):
    forms.program(client)
    push(client)


def fills_out_a_form(client):
    fields = {**ADA, "firstName": "Ada", "lastName": "Lovelace"}
    form_id = forms.approved(client)
    client.post("/rest/v1/leads/submitForm.json", formId=form_id, input=[{"leadFormFields": fields}])


def role(client) -> dict[str, Any]:
    client.post("/rest/v1/opportunities.json", input=[{"externalOpportunityId": "O-1", "name": "Chairs"}])
    made = {"externalOpportunityId": "O-1", "leadId": person(client), "role": "Buyer"}
    client.post("/rest/v1/opportunities/roles.json", input=[made])
    return made


def takes_part_in_an_opportunity(client):
    role(client)


def leaves_an_opportunity(client):
    client.post("/rest/v1/opportunities/roles/delete.json", deleteBy="dedupeFields", input=[role(client)])


def attends_what_a_client_reports(client):
    words = {"name": "Attend", "triggerName": "attends", "filterName": "attended"}
    primary = {"apiName": "venue", "name": "Venue"}
    kind = "/rest/v1/activities/external/type"
    client.post(f"{kind}.json", apiName="attend", primaryAttribute=primary, **words)
    client.post(f"{kind}/attend/approve.json")
    activity = {
        "leadId": person(client),
        "activityDate": "2026-01-01T10:00:00Z",
        "activityTypeId": 100_001,
        "primaryAttributeValue": "Berlin",
        "attributes": [],
    }
    client.post("/rest/v1/activities/external.json", input=[activity])


def is_imported(client):
    imports.sent(client, "email,firstName\nada@example.com,Ada\n")
    imports.run(client)


WRITERS: list[tuple[Callable[[Any], None], int]] = [
    (creates, StandardActivity.NEW_LEAD),
    (changes, StandardActivity.CHANGE_DATA_VALUE),
    (deletes, StandardActivity.DELETE_LEAD),
    (merges, StandardActivity.MERGE_LEADS),
    (moves_to_a_partition, StandardActivity.CHANGE_LEAD_PARTITION),
    (adds_to_a_list, StandardActivity.ADD_TO_LIST),
    (removes_from_a_list, StandardActivity.REMOVE_FROM_LIST),
    (changes_a_status, StandardActivity.CHANGE_STATUS_IN_PROGRESSION),
    (changes_data_of_a_member, StandardActivity.CHANGE_PROGRAM_MEMBER_DATA),
    (requests_a_campaign, StandardActivity.REQUEST_CAMPAIGN),
    (pushes, StandardActivity.PUSH_LEAD_TO_MARKETO),
    (fills_out_a_form, StandardActivity.FILL_OUT_FORM),
    (takes_part_in_an_opportunity, StandardActivity.ADD_TO_OPPORTUNITY),
    (leaves_an_opportunity, StandardActivity.REMOVE_FROM_OPPORTUNITY),
    (attends_what_a_client_reports, 100_001),
    (is_imported, StandardActivity.NEW_LEAD),
]


@pytest.mark.parametrize(("writer", "kind"), WRITERS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_subscriber_hears_of_every_activity_that_is_stored(marketo, instance, hearer, writer, kind):
    writer(marketo)
    rows = {row.id: row for row in stored(instance)}
    assert kind in {row.type_id for row in rows.values()}
    assert set(rows) <= set(hearer.ids)  # the activities of people who were deleted are no longer stored
    assert hearer.ids == sorted(set(hearer.ids))
    for row in (row for call in hearer.calls for row in call if row.id in rows):
        assert (row.type_id, row.at_ms, row.asset_name) == (
            rows[row.id].type_id,
            rows[row.id].at_ms,
            rows[row.id].asset_name,
        )


# -- what a subscriber sees and does --------------------------------------------------------------------------------


def test_a_unit_of_work_is_heard_of_once_and_in_order(marketo, hearer):
    forms.program(marketo)
    push(marketo)
    assert hearer.kinds == [
        [
            StandardActivity.NEW_LEAD,
            StandardActivity.CHANGE_STATUS_IN_PROGRESSION,
            StandardActivity.PUSH_LEAD_TO_MARKETO,
        ]
    ]


def test_a_subscriber_sees_all_that_the_unit_of_work_did(marketo, instance):
    program_id = forms.program(marketo)
    memberships: list[int] = []

    def look(tx: Tx, rows: list[ActivityRow]) -> None:
        created = [row.person_id for row in rows if row.type_id == StandardActivity.NEW_LEAD]
        memberships.extend(members.of_people(tx, program_id, created))

    instance.subscribers = (look,)
    push(marketo)
    assert memberships == [marketo.get(LEADS, filterType="email", filterValues=ADA["email"]).result[0].id]


def test_a_call_that_writes_no_activity_calls_no_subscriber(marketo, hearer):
    marketo.post(LEADS, action="updateOnly", input=[ADA])
    assert hearer.calls == []


def test_what_an_instance_begins_with_is_no_event(instance, hearer):
    instance.reset(lambda tx: mention(tx, 1))
    assert [row.person_id for row in stored(instance)] == [1]
    assert hearer.calls == []


def test_a_subscriber_hears_of_its_own_instance_alone(server, marketo, instance):
    hearer = Hearer()
    other = server.registry.create()
    other.subscribers = (hearer,)
    person(marketo)
    assert hearer.calls == []
    other.write_now(lambda tx: mention(tx, 7))
    assert [row.person_id for rows in hearer.calls for row in rows] == [7]


def mention(tx: Tx, person_id: int) -> None:
    activities = ActivityLog(tx)
    activities.note(StandardActivity.INTERESTING_MOMENT, person_id, {"Description": "Here"})
    activities.write()


def once_for_a_new_lead(tx: Tx, rows: list[ActivityRow]) -> None:
    for row in rows:
        if row.type_id == StandardActivity.NEW_LEAD:
            mention(tx, row.person_id)


def test_what_a_subscriber_writes_is_stored_and_heard_of_by_all_in_the_next_round(marketo, instance):
    before, after = Hearer(), Hearer()
    instance.subscribers = (before, once_for_a_new_lead, after)
    person(marketo)
    rounds = [[StandardActivity.NEW_LEAD], [StandardActivity.INTERESTING_MOMENT]]
    assert (before.kinds, after.kinds) == (rounds, rounds)
    assert [row.type_id for row in stored(instance)] == [kind for kinds in rounds for kind in kinds]


# -- failures -------------------------------------------------------------------------------------------------------


def fails(tx: Tx, rows: list[ActivityRow]) -> None:
    raise RuntimeError("the subscriber is broken")


def refuses(tx: Tx, rows: list[ActivityRow]) -> None:
    raise NotFound("list", 1)


def never_ends(tx: Tx, rows: list[ActivityRow]) -> None:
    for row in rows:
        mention(tx, row.person_id)


@pytest.mark.parametrize("subscriber", [fails, refuses, never_ends], ids=lambda one: one.__name__)
def test_what_a_subscriber_raises_undoes_the_call_and_what_subscribers_wrote(marketo, instance, subscriber):
    instance.subscribers = (once_for_a_new_lead, subscriber)
    assert marketo.post(LEADS, input=[ADA]).codes == ["611"]
    assert marketo.get(LEADS, filterType="email", filterValues=ADA["email"]).result == []
    assert stored(instance) == []
    instance.subscribers = ()
    assert person(marketo) > 0


def test_endless_subscribers_are_stopped_after_some_rounds(marketo, instance):
    hearer = Hearer()
    instance.subscribers = (hearer, never_ends)
    marketo.post(LEADS, input=[ADA])
    assert len(hearer.calls) == ROUNDS


def test_subscribers_may_use_all_rounds(marketo, instance):
    def counts_down(tx: Tx, rows: list[ActivityRow]) -> None:
        if len(hearer.calls) < ROUNDS:
            never_ends(tx, rows)

    hearer = Hearer()
    instance.subscribers = (hearer, counts_down)
    assert marketo.post(LEADS, input=[ADA]).codes == []
    assert len(stored(instance)) == len(hearer.calls) == ROUNDS


def test_a_refused_call_is_not_heard_of(instance, hearer):
    def work(tx: Tx) -> None:
        mention(tx, 1)
        raise NotFound("list", 1)

    with pytest.raises(NotFound):
        instance.write_now(work)
    assert hearer.calls == []
    assert stored(instance) == []


def test_a_failing_subscriber_lets_a_job_try_again(marketo, instance):
    instance.subscribers = (fails,)
    number = imports.batch(imports.sent(marketo, "email\nada@example.com\n"))
    imports.run(marketo)
    assert stored(instance) == []
    instance.subscribers = ()
    instance.jobs.advance(instance.clock.now() + 3_600_000)
    assert [row.type_id for row in stored(instance)] == [StandardActivity.NEW_LEAD]
    marketo.token = marketo.fresh_token()
    assert marketo.get(f"{imports.LEADS}/batch/{number}.json").result[0].numOfLeadsProcessed == 1


def test_a_write_that_meets_a_conflict_is_heard_of_again_from_its_beginning(marketo, instance, backend):
    if backend != "postgresql":
        pytest.skip("SQLite has one writer, which meets no conflicts")
    from psycopg.errors import SerializationFailure

    hearer = Hearer()

    def conflicts_once(tx: Tx, rows: list[ActivityRow]) -> None:
        if len(hearer.calls) == 1:
            raise SerializationFailure("could not serialize access")

    instance.subscribers = (hearer, conflicts_once)
    person(marketo)
    assert hearer.kinds == [[StandardActivity.NEW_LEAD]] * 2
    assert [row.id for row in stored(instance)] == hearer.ids[1:]
