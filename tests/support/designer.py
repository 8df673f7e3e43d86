"""Calls of the new designer for tests: emails, email templates and fragments."""

from typing import Any, Final

from support.marketo import MarketoClient
from support.server import Response

WARNING: Final = ["No assets found for the given search criteria."]
WORKSPACE: Final = {"workspaceId": "1"}
# What a new asset of each kind needs beside its name.
NEEDED: Final[dict[str, dict[str, Any]]] = {
    "fragment": {
        "appData": WORKSPACE,
        "settings": {"fragmentType": "email", "supportedChannels": ["email"]},
    },
    "emailtemplate": {"appData": WORKSPACE},
    "email": {"appData": WORKSPACE, "headers": {"subject": "Hello"}},
}
ROOTS: Final = {"fragment": "13", "emailtemplate": "12", "email": "11"}


class Designer:
    """The operations of one kind: `fragment`, `emailtemplate` or `email`."""

    def __init__(self, client: MarketoClient, kind: str) -> None:
        self.client, self.kind = client, kind
        self.path = f"/rest/asset/v2/{kind}"

    def try_create(self, **body: Any) -> Response:
        """The answer to a creation."""
        return self.client.post(self.path, **{"name": "One", **NEEDED[self.kind], **body})

    def create(self, **body: Any) -> str:
        """The id of a new asset."""
        answer = self.try_create(**body)
        assert answer.codes == [], answer
        return str(answer.result[0].id)

    def post(self, operation: str, **body: Any) -> Response:
        """Any operation by POST."""
        return self.client.post(f"{self.path}/{operation}", **body)

    def update(self, asset_id: str, **body: Any) -> Response:
        """Change an asset."""
        return self.post(f"{asset_id}/update", **body)

    def step(self, asset_id: str, action: str) -> Response:
        """A state transition."""
        return self.post("state/transition", contentId=asset_id, action=action)

    def approved(self, **body: Any) -> str:
        """The id of a new approved asset."""
        asset_id = self.create(**body)
        assert self.step(asset_id, "approve").codes == []
        return asset_id

    def get(self, asset_id: str) -> Response:
        """One asset."""
        return self.client.get(f"{self.path}/{asset_id}")

    def filter(self, **query: Any) -> Any:
        """The result of a search in the default workspace."""
        return self.client.get(f"{self.path}/filter", **{"workspaceId": "1", **query}).document["result"]

    def matches(self, **query: Any) -> list[str]:
        """The ids that a search in the default workspace finds."""
        return [item["id"] for item in self.filter(**query)["items"]]


def html(text: str) -> dict[str, Any]:
    """The data of an asset with this HTML."""
    return {"html": {"body": text}}
