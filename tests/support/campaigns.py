"""Smart campaigns for tests. No operation fills them, so the engine does."""

from typing import Any

from mercat.domain.campaigns import assets, rules
from mercat.model.campaigns import Content, Qualification, Rule
from support.marketo import MarketoClient

FOLDER = {"id": 15, "type": "Folder"}  # the default folder of the marketing activities
REQUEST = Rule(rules.REQUESTED, {"source": rules.WEB_SERVICE})
STEP = Rule("Interesting Moment", {"description": "Asked for a demo"})


def created(client: MarketoClient, name: str = "Welcome", **options: Any) -> Any:
    """A campaign that holds nothing, as the asset API shows it."""
    options = {"folder": FOLDER} | options
    (made,) = client.form("/rest/asset/v1/smartCampaigns.json", name=name, **options).document["result"]
    return made


def define(client: MarketoClient, campaign_id: int, content: Content, **options: Any) -> None:
    """Say what a campaign holds."""
    client.server.instance.write_now(lambda tx: assets.define(tx, campaign_id, content, **options))


def members_of(*list_ids: int) -> tuple[Rule, ...]:
    """Filters for people on all of these lists."""
    return tuple(Rule(rules.LIST_MEMBER, {"list": number}) for number in list_ids)


def trigger(client: MarketoClient, name: str = "Welcome", *, active: bool = True, **options: Any) -> int:
    """A campaign that the API may request, if it is active."""
    place = {"folder": options.pop("folder")} if "folder" in options else {}
    campaign_id: int = created(client, name, **place)["id"]
    qualification = Qualification(**options.pop("qualification", {}))
    content = Content(triggers=(REQUEST,), steps=(STEP,), qualification=qualification, **options)
    define(client, campaign_id, content)
    if active:
        client.form(f"/rest/asset/v1/smartCampaign/{campaign_id}/activate.json")
    return campaign_id


def listed(client: MarketoClient, ids: list[int], name: str = "Visitors") -> int:
    """A static list with these leads on it."""
    folder = {"id": 5, "type": "Folder"}
    list_id: int = client.form("/rest/asset/v1/staticLists.json", name=name, folder=folder).result[0].id
    client.post(f"/rest/v1/lists/{list_id}/leads.json", input=[{"id": number} for number in ids])
    return list_id


def program(client: MarketoClient, name: str = "Spring", **options: Any) -> int:
    """A program."""
    options = {"folder": FOLDER, "type": "Default", "channel": "Blog"} | options
    made: int = client.form("/rest/asset/v1/programs.json", name=name, **options).result[0].id
    return made


def people(client: MarketoClient, count: int) -> list[int]:
    """So many new leads."""
    made: list[int] = []
    for start in range(0, count, 300):
        records = [{"email": f"p{number}@example.com"} for number in range(start, min(count, start + 300))]
        made += [row.id for row in client.post("/rest/v1/leads.json", input=records).result]
    return made


def memberships(client: MarketoClient, lead_id: int, **query: Any) -> list[dict[str, Any]]:
    """The campaigns that a lead went through."""
    found: list[dict[str, Any]] = client.get(
        f"/rest/v1/leads/{lead_id}/smartCampaignMembership.json", **query
    ).document["result"]
    return found
