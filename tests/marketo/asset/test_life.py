"""The life of assets of every kind against a model: random calls, each answered as the model answers."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from mercat.domain.asset_kinds import catalog
from mercat.model.assets import AssetType
from support import emails, landing_pages
from support.designer import NEEDED
from support.forms import FORMS
from support.machines import Machine, agrees
from support.server import Response

MOST = 4  # assets of one example


@dataclass(frozen=True)
class Paths:
    """How the operations of a kind are called."""

    one: str
    all: str
    folder: dict[str, Any]
    html: str = ""  # what can be approved
    is_file: bool = False  # the HTML comes along when an asset is made, and is sent afterwards otherwise
    options: dict[str, Any] = field(default_factory=dict)  # what else is needed to make one
    deletes_approved: bool = False


def designer(kind: str) -> Paths:
    """How the operations of a kind of the new designer are called."""
    path = f"/rest/asset/v2/{kind}"
    return Paths(path, path, {}, deletes_approved=True)


PATHS = {
    AssetType.FORM: Paths("/rest/asset/v1/form", "/rest/asset/v1/forms.json", FORMS, deletes_approved=True),
    AssetType.SNIPPET: Paths("/rest/asset/v1/snippet", "/rest/asset/v1/snippets.json", {"id": 13, "type": "Folder"}),
    AssetType.EMAIL_TEMPLATE: Paths(
        "/rest/asset/v1/emailTemplate",
        "/rest/asset/v1/emailTemplates.json",
        {"id": 12, "type": "Folder"},
        html='<div class="mktEditable" id="one"></div>',
        is_file=True,
    ),
    AssetType.EMAIL: Paths(emails.EMAIL, emails.EMAILS, emails.FOLDER, options={"template": 1, **emails.HEADERS}),
    AssetType.LANDING_PAGE_TEMPLATE: Paths(
        "/rest/asset/v1/landingPageTemplate",
        "/rest/asset/v1/landingPageTemplates.json",
        {"id": 9, "type": "Folder"},
        html='<div id="mktoContent"></div>',
    ),
    AssetType.LANDING_PAGE: Paths(
        landing_pages.PAGE, "/rest/asset/v1/landingPages.json", landing_pages.PAGES, options={"template": 1}
    ),
    AssetType.FRAGMENT: designer("fragment"),
    AssetType.DESIGNER_TEMPLATE: designer("emailtemplate"),
    AssetType.DESIGNER_EMAIL: designer("email"),
}


def test_every_kind_with_approval_has_its_life_tested():
    changed_by_operations = {kind.type for kind in catalog.KINDS if kind.needs_approval} - {AssetType.SEGMENTATION}
    assert PATHS.keys() == changed_by_operations


class Life(Machine):
    """Assets as pairs of a draft's and an approved version's description."""

    paths: Paths

    def __init__(self) -> None:
        super().__init__()
        self.assets: dict[int, tuple[str | None, str | None]] = {}
        self.names = 0

    def send(self, asset_id: int, step: str = "", **form: Any) -> list[str]:
        """Call an operation on an asset; answers the codes of the refusal."""
        codes: list[str] = self.client.form(f"{self.paths.one}/{asset_id}{step}.json", **form).codes
        return codes

    def new_name(self) -> str:
        self.names += 1
        return f"{self.mark} {self.names}"

    def pick(self, index: int) -> int:
        return sorted(self.assets)[index % len(self.assets)] if self.assets else 999_999

    @rule(description=st.sampled_from("abc"))
    def create(self, description: str) -> None:
        if len(self.assets) < MOST:
            self.assets[self.make(description)] = (description, None)

    def make(self, description: str) -> int:
        """A new asset that can be approved; its id."""
        options = {"name": self.new_name(), "description": description, "folder": self.paths.folder}
        options |= self.paths.options
        html = self.paths.html.encode()
        if self.paths.is_file:
            made = self.client.upload(self.paths.all, html, part="content", **options)
        else:
            made = self.client.form(self.paths.all, **options)
        asset_id: int = made.result[0].id
        if html and not self.paths.is_file:
            self.client.upload(f"{self.paths.one}/{asset_id}/content.json", html, part="content")
        return asset_id

    @rule(index=st.integers(0, MOST), description=st.sampled_from("abc"))
    def describe(self, index: int, description: str) -> None:
        asset_id = self.pick(index)
        codes = self.send(asset_id, description=description)
        assert codes == ([] if asset_id in self.assets else ["702"])
        if asset_id in self.assets:
            self.assets[asset_id] = (description, self.assets[asset_id][1])

    @rule(index=st.integers(0, MOST))
    def approve(self, index: int) -> None:
        asset_id = self.pick(index)
        draft, _ = self.assets.get(asset_id, (None, None))
        codes = self.send(asset_id, "/approveDraft")
        if draft is not None:
            self.assets[asset_id] = (None, draft)
        assert codes == ([] if draft is not None else ["709" if asset_id in self.assets else "702"])

    @rule(index=st.integers(0, MOST))
    def unapprove(self, index: int) -> None:
        asset_id = self.pick(index)
        _, approved = self.assets.get(asset_id, (None, None))
        codes = self.send(asset_id, "/unapprove")
        if approved is not None:
            self.assets[asset_id] = (approved, None)
        assert codes == ([] if approved is not None else ["709" if asset_id in self.assets else "702"])

    @rule(index=st.integers(0, MOST))
    def discard(self, index: int) -> None:
        asset_id = self.pick(index)
        both = all(version is not None for version in self.assets.get(asset_id, (None, None)))
        codes = self.send(asset_id, "/discardDraft")
        if both:
            self.assets[asset_id] = (None, self.assets[asset_id][1])
        assert codes == ([] if both else ["709" if asset_id in self.assets else "702"])

    @rule(index=st.integers(0, MOST))
    def delete(self, index: int) -> None:
        asset_id = self.pick(index)
        _, approved = self.assets.get(asset_id, (None, None))
        codes = self.send(asset_id, "/delete")
        if asset_id not in self.assets:
            assert codes == ["702"]
        elif approved is not None and not self.paths.deletes_approved:
            assert codes == ["709"]
        else:
            assert codes == []
            del self.assets[asset_id]

    @rule(index=st.integers(0, MOST))
    def clone(self, index: int) -> None:
        asset_id = self.pick(index)
        if asset_id not in self.assets or len(self.assets) < MOST:
            answer = self.copy(asset_id)
            if asset_id in self.assets:
                self.assets[int(answer.result[0].id)] = ("d", None)
            else:
                assert answer.codes == ["702"]

    def copy(self, asset_id: int) -> Response:
        """Clone an asset."""
        path = f"{self.paths.one}/{asset_id}/clone.json"
        return self.client.form(path, name=self.new_name(), folder=self.paths.folder, description="d")

    def descriptions(self, asset_id: int, status: str) -> list[str]:
        """The description of a version; none if it does not exist."""
        document = self.client.get(f"{self.paths.one}/{asset_id}.json", status=status).document
        return [asset["description"] for asset in document.get("result", [])]

    @invariant()
    def each_version_is_as_in_the_model(self) -> None:
        for asset_id, versions in self.assets.items():
            for status, description in zip(("draft", "approved"), versions, strict=True):
                assert self.descriptions(asset_id, status) == ([] if description is None else [description]), (
                    asset_id,
                    status,
                )


STEPS = {"/approveDraft": "approve", "/unapprove": "unapprove", "/discardDraft": "discard"}


class DesignerLife(Life):
    """The same of the new designer, whose paths end in the name of the kind."""

    def send(self, asset_id: int, step: str = "", **form: Any) -> list[str]:
        path, body = f"{self.paths.one}/{asset_id}{step or '/update'}", form
        if step in STEPS:
            path = f"{self.paths.one}/state/transition"
            body = {"contentId": str(asset_id), "action": STEPS[step]}
        codes: list[str] = self.client.post(path, **body).codes
        return codes

    def make(self, description: str) -> int:
        needed = NEEDED[self.paths.one.rpartition("/")[2]]
        answer = self.client.post(self.paths.one, name=self.new_name(), description=description, **needed)
        return int(answer.result[0].id)

    def copy(self, asset_id: int) -> Response:
        body = {"assetId": str(asset_id), "newAsset": {"name": self.new_name(), "description": "d"}}
        return self.client.post(f"{self.paths.one}/clone", **body)

    def descriptions(self, asset_id: int, status: str) -> list[str]:
        answer = self.client.get(f"{self.paths.one}/filter", workspaceId="1", status=status, pageSize=50)
        return [item["description"] for item in answer.document["result"]["items"] if item["id"] == str(asset_id)]


@pytest.mark.parametrize("type", PATHS, ids=lambda type: type.value)
def test_assets_live_as_the_model_does(marketo, type):
    if type is AssetType.EMAIL:
        emails.template(marketo)
    if type is AssetType.LANDING_PAGE:
        landing_pages.template(marketo)

    class OfKind(DesignerLife if "/v2/" in PATHS[type].one else Life):  # type: ignore[misc]
        client = marketo
        paths = PATHS[type]

    agrees(OfKind, examples=6)
