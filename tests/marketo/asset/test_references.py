"""References between assets against a model: what a version of an email uses cannot go, what none uses can."""

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from support.emails import EMAIL, create, template
from support.machines import Machine, agrees

SNIPPET = "/rest/asset/v1/snippet"
SNIPPETS = {"id": 13, "type": "Folder"}
EMAILS = 3
HTML = '<html><body><div class="mktoText" id="main" mktoName="Main">Hello</div></body></html>'


@dataclass
class Email:
    """The snippet that each version uses, or None; `has_draft` and `has_approved` say which versions there are."""

    draft: int | None = None
    approved: int | None = None
    has_draft: bool = True
    has_approved: bool = False

    def edit(self, snippet_id: int | None) -> None:
        self.draft, self.has_draft = snippet_id, True

    @property
    def uses(self) -> set[int | None]:
        return {self.draft if self.has_draft else None, self.approved if self.has_approved else None} - {None}


class References(Machine):
    """Two snippets and some emails of one template."""

    @initialize()
    def begin(self) -> None:
        self.template_id = template(self.client, HTML, name=f"Template {self.mark}")
        self.snippets = {self.new_snippet(name): False for name in ("a", "b")}  # whether each is approved
        self.emails: dict[int, Email] = {}
        self.number = 0

    def new_snippet(self, name: str) -> int:
        answer = self.client.form("/rest/asset/v1/snippets.json", name=f"{name} {self.mark}", folder=SNIPPETS)
        snippet_id = int(answer.result[0].id)
        self.client.form(f"{SNIPPET}/{snippet_id}/content.json", type="HTML", content=f"<i>{name}</i>")
        return snippet_id

    def pick(self, index: int) -> tuple[int, Email] | None:
        return sorted(self.emails.items())[index % len(self.emails)] if self.emails else None

    def in_use(self, snippet_id: int) -> bool:
        return any(snippet_id in email.uses for email in self.emails.values())

    def email_call(self, email_id: int, step: str, **form: object) -> list[str]:
        codes: list[str] = self.client.form(f"{EMAIL}/{email_id}/{step}.json", **form).codes
        return codes

    @rule()
    def create_email(self) -> None:
        if len(self.emails) < EMAILS:
            self.number += 1
            answer = create(self.client, self.template_id, f"Email {self.mark} {self.number}")
            self.emails[int(answer.result[0].id)] = Email()

    @rule(index=st.integers(0, 2), which=st.integers(0, 1))
    def use(self, index: int, which: int) -> None:
        if self.snippets and (pick := self.pick(index)):
            snippet_id = sorted(self.snippets)[which % len(self.snippets)]
            assert self.email_call(pick[0], "content/main", type="Snippet", value=snippet_id) == []
            pick[1].edit(snippet_id)

    @rule(index=st.integers(0, 2))
    def drop(self, index: int) -> None:
        if pick := self.pick(index):
            assert self.email_call(pick[0], "content/main", type="Text", value="<p>none</p>") == []
            pick[1].edit(None)

    @rule(index=st.integers(0, 2))
    def approve_email(self, index: int) -> None:
        if pick := self.pick(index):
            email = pick[1]
            ready = email.has_draft and (email.draft is None or self.snippets[email.draft])
            assert self.email_call(pick[0], "approveDraft") == ([] if ready else ["709"])
            if ready:
                email.approved, email.has_approved, email.draft, email.has_draft = email.draft, True, None, False

    @rule(index=st.integers(0, 2))
    def unapprove_email(self, index: int) -> None:
        if pick := self.pick(index):
            email = pick[1]
            assert self.email_call(pick[0], "unapprove") == ([] if email.has_approved else ["709"])
            if email.has_approved:
                email.draft, email.has_draft, email.approved, email.has_approved = email.approved, True, None, False

    @rule(index=st.integers(0, 2))
    def discard_draft(self, index: int) -> None:
        if pick := self.pick(index):
            email = pick[1]
            codes = self.email_call(pick[0], "discardDraft")
            assert codes == ([] if email.has_draft and email.has_approved else ["709"])
            if not codes:
                email.draft, email.has_draft = None, False

    @rule(index=st.integers(0, 2))
    def delete_email(self, index: int) -> None:
        if pick := self.pick(index):
            codes = self.email_call(pick[0], "delete")
            assert codes == (["709"] if pick[1].has_approved else [])
            if not codes:
                del self.emails[pick[0]]

    @rule(which=st.integers(0, 1))
    def approve_snippet(self, which: int) -> None:
        if self.snippets:
            snippet_id = sorted(self.snippets)[which % len(self.snippets)]
            codes = self.client.form(f"{SNIPPET}/{snippet_id}/approveDraft.json").codes
            assert codes == (["709"] if self.snippets[snippet_id] else [])
            self.snippets[snippet_id] = True

    @rule(which=st.integers(0, 1))
    def unapprove_snippet(self, which: int) -> None:
        if self.snippets:
            snippet_id = sorted(self.snippets)[which % len(self.snippets)]
            codes = self.client.form(f"{SNIPPET}/{snippet_id}/unapprove.json").codes
            assert codes == ([] if self.snippets[snippet_id] and not self.in_use(snippet_id) else ["709"])
            if not codes:
                self.snippets[snippet_id] = False

    @rule(which=st.integers(0, 1))
    def delete_snippet(self, which: int) -> None:
        if self.snippets:
            snippet_id = sorted(self.snippets)[which % len(self.snippets)]
            codes = self.client.form(f"{SNIPPET}/{snippet_id}/delete.json").codes
            assert codes == (["709"] if self.snippets[snippet_id] or self.in_use(snippet_id) else [])
            if not codes:
                del self.snippets[snippet_id]

    @invariant()
    def the_template_knows_its_emails(self) -> None:
        path = f"/rest/asset/v1/emailTemplates/{self.template_id}/usedBy.json"
        users = self.client.get(path).document.get("result", [])
        assert [user["id"] for user in users] == sorted(self.emails)


def test_references_are_as_in_the_model(marketo):
    class OfThisServer(References):
        client = marketo

    agrees(OfThisServer, examples=12)
