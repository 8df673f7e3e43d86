"""tap-marketo, unmodified, on the host that it builds itself: discovery, a sync of every stream, one of what is new."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from mercat.domain.access import api_clients
from mercat.domain.activity import types
from mercat.model.activities import ActivityRow
from mercat.model.clock import DAY, to_datetime
from mercat.store.activity import writes
from support import certificates, packages, tap
from support.databases import INSTANCE_ID
from support.marketo import MarketoClient
from support.server import Server
from support.sockets import Listening
from support.tunnels import tunnel

HOST = f"{INSTANCE_ID}.mktorest.com"
OTHERS = {"leads", "activity_types", "campaigns", "lists", "programs"}  # streams that are no type of activities
PROCESSES = 12  # each holds itself to 100 calls in 20 seconds: so few calls each that none has to wait
VALUES = {
    "integer": 7,
    "Integer": "7",
    "boolean": True,
    "string": 'a "b", c',
    "text": "a\nb",
    "float": 1.5,
    "date": "2026-01-02",
    "datetime": "2026-01-02T03:04:05Z",
    "array": [7, 8],
}
TOLD = {"2026-01-02": "2026-01-02T00:00:00+00:00", "2026-01-02T03:04:05Z": "2026-01-02T03:04:05+00:00"}
ABOUT = "What it is about"


@pytest.fixture
def marketo(templates):
    """A subscription that does its jobs by itself."""
    lease = templates.registry("sqlite")
    lease.registry.start_worker()
    server = Server(lease.registry)
    yield MarketoClient(server)
    server.close()
    lease.end()


@pytest.fixture
def listening(marketo, tmp_path):
    """The address of the subscription, and the certificate of its host."""
    certificate, key = certificates.make(tmp_path, HOST)
    made = Listening(marketo.server.application, ssl_certfile=str(certificate), ssl_keyfile=str(key))
    yield made.address, certificate
    made.stop()


@dataclass
class Content:
    """What was put into the subscription since it was last looked at: ids, and activities' GUIDs by their types."""

    leads: list[int] = field(default_factory=list)
    campaigns: list[int] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)
    programs: list[int] = field(default_factory=list)
    activities: dict[int, list[str]] = field(default_factory=dict)


def add_people(marketo, number):
    """The ids of three people, with an activity of every type; a fourth one is deleted again."""
    rows = [{"email": f"{number}-{n}@example.com", "firstName": 'Ann, "the first"'} for n in range(4)]
    *leads, deleted = [row.id for row in marketo.post("/rest/v1/leads.json", input=rows).result]
    assert marketo.post("/rest/v1/leads/delete.json", input=[{"id": deleted}]).result[0].status == "deleted"

    def work(tx):
        for kind in types.standard().values():
            details = {name: VALUES[data_type] for name, data_type in kind.attributes.items()}
            writes.add(tx, [ActivityRow(kind.id, tx.now, leads[0], details, 5, ABOUT)])

    marketo.server.instance.write_now(work)
    visit = {"leadId": leads[1], "activityDate": days_ago(marketo, 0), "activityTypeId": custom_type(marketo)}
    body = [{**visit, "primaryAttributeValue": "Hall 4", "attributes": []}]
    assert marketo.post("/rest/v1/activities/external.json", input=body).result[0].status == "added"
    return leads


def add_assets(marketo, number, content):
    """A list, a program, a campaign."""
    place = {"name": f"Made {number}", "folder": {"id": 15, "type": "Folder"}}
    content.lists += [marketo.form("/rest/asset/v1/staticLists.json", **place).result[0].id]
    program = marketo.form("/rest/asset/v1/programs.json", **place, type="Event", channel="Live Event")
    content.programs += [program.result[0].id]
    content.campaigns += [marketo.form("/rest/asset/v1/smartCampaigns.json", **place).result[0].id]


def custom_type(marketo):
    """The id of a custom activity type."""
    found = marketo.get("/rest/v1/activities/external/types.json").result
    if not found:
        words = {"apiName": "visitFair", "name": "Visit", "triggerName": "Visits", "filterName": "Visited"}
        primary = {"apiName": "hall", "name": "Hall", "dataType": "string"}
        marketo.post("/rest/v1/activities/external/type.json", **words, primaryAttribute=primary)
        found = marketo.post("/rest/v1/activities/external/type/visitFair/approve.json").result
    return found[0].id


def guids(marketo, type_ids, days):
    """The GUIDs of all activities of some days by types, as the lead database tells them."""
    since = days_ago(marketo, days)
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime=since).nextPageToken
    found = {}
    for type_id in type_ids:
        answer = marketo.get("/rest/v1/activities.json", activityTypeIds=type_id, nextPageToken=token)
        assert answer.result and not answer.moreResult
        found[type_id] = sorted(row.marketoGUID for row in answer.result)
    return found


def days_ago(marketo, days):
    return to_datetime(marketo.server.instance.clock.now() - days * DAY).strftime("%Y-%m-%dT%H:%M:%SZ")


def config(marketo):
    """What the tap is told."""
    instance = marketo.server.instance
    service = instance.read_now(lambda tx: api_clients.get_service(tx, marketo.name))
    return {
        "endpoint": f"https://{HOST}/rest",
        "identity": f"https://{HOST}/identity",
        "client_id": service.client_id,
        "client_secret": instance.read_now(lambda tx: api_clients.secret(tx, service)),
        "start_date": days_ago(marketo, 25),
        "max_export_days": 15,
        "poll_interval": 0.05,
    }


def types_of(streams):
    """The activity types of the catalogue, by their streams."""
    heads = {
        stream["tap_stream_id"]: part for stream in streams for part in stream["metadata"] if not part["breadcrumb"]
    }
    name = "marketo.activity-id"
    return {stream: part["metadata"][name] for stream, part in heads.items() if name in part["metadata"]}


def parts_of(streams):
    """The catalogue in parts; what is synced by time of change comes first in them."""
    return [tap.selected(streams[::-1][number::PROCESSES]) for number in range(PROCESSES)]


def synced_value(data_type):
    """What the tap makes of the value that an attribute of a type was given."""
    value = VALUES[data_type]
    return value if isinstance(value, list) else TOLD.get(value, value)


def whole_second(text):
    """A time as the tap writes it, without what is finer than a second."""
    return datetime.fromisoformat(text).replace(microsecond=0)


def check(synced, content, type_ids):
    """Each record, none that is not expected, and all as their schemas say.

    Each comes once, but for an activity of the second in which the tap's last window begins and the one before ends.
    """
    assert synced.schemas.keys() == {*OTHERS, *type_ids}
    assert synced.keys("leads", "id") == content.leads
    for stream in ("lists", "programs", "campaigns"):
        assert synced.keys(stream, "id") == getattr(content, stream), stream
    assert synced.keys("activity_types", "id") == sorted(type_ids.values())
    for stream in type_ids:
        records = {record["marketoGUID"]: record for record in synced.records[stream]}
        again = [record for record in synced.records[stream] if record is not records[record["marketoGUID"]]]
        assert {whole_second(record["activityDate"]) for record in again} <= {whole_second(synced.bookmark(stream))}, (
            stream
        )
        assert all(record == records[record["marketoGUID"]] for record in again), stream
        assert sorted(records) == content.activities[type_ids[stream]], stream
        kind = types.standard().get(type_ids[stream])
        if kind is not None:
            about = [one for one in records.values() if one.get("primary_attribute_value", ABOUT) == ABOUT]
            told = [{name: one[name.lower().replace(" ", "_")] for name in kind.attributes} for one in about]
            assert told.count({name: synced_value(of) for name, of in kind.attributes.items()}) == 1
            assert len(about) == 1 or kind.primary is None
    assert synced.misfits() == []


@pytest.mark.slow
def test_every_stream_is_discovered_and_synced_in_full_and_then_what_is_new(marketo, listening, request, tmp_path):
    address, certificate = listening
    clock, first = marketo.server.instance.clock, Content()
    clock.offset_ms = -20 * DAY
    marketo.token = marketo.fresh_token()
    first.leads = add_people(marketo, 1)
    add_assets(marketo, 1, first)
    clock.offset_ms = 0
    marketo.token = marketo.fresh_token()
    with tunnel(address) as way:
        client = tap.Tap(
            packages.installed(request.config.cache, "tap"), tmp_path, config(marketo), way.url, certificate
        )
        streams = client.discover()
        assert way.asked == {f"{HOST.lower()}:443"}
        type_ids = types_of(streams)
        assert set(type_ids.values()) == {*types.standard(), custom_type(marketo)}
        assert sorted(stream["tap_stream_id"] for stream in streams) == sorted([*OTHERS, *type_ids])

        parts = parts_of(streams)
        full = client.sync(parts, [{}] * PROCESSES)
        first.activities = guids(marketo, type_ids.values(), 25)
        check(full, first, type_ids)

        second = Content(leads=add_people(marketo, 2))
        add_assets(marketo, 2, second)
        newer = client.sync(parts, full.states)
        second.activities = guids(marketo, type_ids.values(), 1)
        check(newer, second, type_ids)
