"""Bulk extracts for tests: what each kind of record is asked with, and leading an extract to its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from mercat.model.clock import DAY, to_datetime
from support.imports import run
from support.marketo import MarketoClient
from support.server import Response

KINDS: Final = ("leads", "activities", "members", "cars")


@dataclass
class Kind:
    """One kind of extract: its path, an order that finds `count` records, a field of it and its values in order."""

    path: str
    body: dict[str, Any]
    field: str
    values: list[str]
    permission: str
    client: MarketoClient

    def created(self, client: MarketoClient | None = None, **changes: Any) -> Response:
        """The answer to an order."""
        return (client or self.client).post(f"{self.path}/create.json", **self.body | changes)

    def made(self, **changes: Any) -> str:
        """The path of a new extract."""
        (row,) = self.created(**changes).result
        return f"{self.path}/{row.exportId}"

    def queued(self, **changes: Any) -> str:
        """The path of an extract that waits."""
        path = self.made(**changes)
        assert self.client.post(f"{path}/enqueue.json").codes == []
        return path

    def finished(self, **changes: Any) -> str:
        """The path of an extract that is done."""
        path = self.queued(**changes)
        run(self.client)
        return path


def today(client: MarketoClient) -> dict[str, str]:
    """A range of time around now, as filters have it."""
    now = client.server.instance.clock.now()
    ends = (now - DAY, now + DAY)
    return dict(zip(("startAt", "endAt"), [to_datetime(at).strftime("%Y-%m-%dT%H:%M:%SZ") for at in ends], strict=True))


def later(client: MarketoClient, ahead_ms: int) -> None:
    """Move the clock without doing what falls due, and have a token that lives."""
    client.server.instance.clock.offset_ms += ahead_ms
    client.token = client.fresh_token()


def people(client: MarketoClient, count: int = 3) -> list[int]:
    """The ids of new people p0, p1, ... whose first name is hard to write, or none."""
    named = [{"email": f"p{n}@example.com", "firstName": 'A "quoted",\nname; x\ty'} for n in range(1)]
    others = [{"email": f"p{n}@example.com"} for n in range(1, count)]
    return [row.id for row in client.post("/rest/v1/leads.json", input=named + others).result]


def program(
    client: MarketoClient,
    name: str = "Show",
    members: list[int] | None = None,
    *,
    type: str = "Event",
    channel: str = "Live Event",
) -> int:
    """The id of a program; left alone, of an event: Invited, Registered, No Show, Attended (won)."""
    made = client.form(
        "/rest/asset/v1/programs.json", name=name, type=type, channel=channel, folder={"id": 15, "type": "Folder"}
    )
    program_id: int = made.result[0].id
    if members:
        step(client, program_id, "Invited", members)
    return program_id


def step(client: MarketoClient, program_id: int, status: str, members: list[int]) -> None:
    """Give members a status."""
    path = f"/rest/v1/programs/{program_id}/members/status.json"
    assert client.post(path, statusName=status, input=[{"leadId": number} for number in members]).document["success"]


def cars(client: MarketoClient, owners: Sequence[Any], field: str = "id") -> list[str]:
    """The keys of new records of a custom object `car`, one an owner, who is named by `field`."""
    schema = "/rest/v1/customobjects/schema"
    client.post(f"{schema}.json", displayName="Car", apiName="car")
    link = {"name": "owner", "displayName": "Owner", "dataType": "link", "relatedTo": {"name": "lead", "field": field}}
    key = {"name": "vin", "displayName": "VIN", "dataType": "string", "isDedupeField": True}
    color = {"name": "color", "displayName": "Color", "dataType": "string"}
    client.post(f"{schema}/car/addField.json", input=[key, link, color])
    assert client.post(f"{schema}/car/approve.json").document["success"]
    vins = [f"V{number}" for number in range(len(owners))]
    records = [{"vin": vin, "owner": owner} for vin, owner in zip(vins, owners, strict=True)]
    assert client.post("/rest/v1/customobjects/car.json", input=records).document["success"]
    return vins


def kind(name: str, client: MarketoClient) -> Kind:
    """One of `KINDS`, with three records to find."""
    ids = people(client)
    keys = [str(number) for number in ids]
    created, updated = {"createdAt": today(client)}, {"updatedAt": today(client)}
    if name == "leads":
        body = {"fields": ["id", "firstName"], "filter": created}
        return Kind("/bulk/v1/leads/export", body, "id", keys, "Read-Only Lead", client)
    if name == "activities":
        body = {"fields": ["leadId", "campaignId"], "filter": created | {"activityTypeIds": [12]}}
        return Kind("/bulk/v1/activities/export", body, "leadId", keys, "Read-Only Activity", client)
    if name == "members":
        chosen = {"programId": program(client, members=ids)}
        body = {"fields": ["leadId", "reachedSuccessDate"], "filter": chosen}
        return Kind("/bulk/v1/program/members/export", body, "leadId", keys, "Read-Only Lead", client)
    vins = cars(client, ids)
    body = {"fields": ["vin", "color"], "filter": updated}
    return Kind("/bulk/v1/customobjects/car/export", body, "vin", vins, "Read-Only Custom Object", client)
