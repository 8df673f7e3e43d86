"""The elements of a free-form page against a model: a list that calls add to, change, move and shorten."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from support import landing_pages
from support.landing_pages import add, sections, step
from support.machines import Machine, agrees
from support.marketo import MarketoClient

MOST = 5  # elements of one example


class Elements(Machine):
    """The draft of a page as a list of ids and contents; the approved version is what it was at the last approval."""

    @initialize()
    def begin(self) -> None:
        template_id = landing_pages.template(self.client, name=f"Template {self.mark}")
        made = landing_pages.create(self.client, template_id, f"Page {self.mark}")
        self.page_id: int = made.result[0].id
        self.draft: list[tuple[str, str]] = []
        self.approved: list[tuple[str, str]] | None = None
        self.has_draft = True

    def call(self, path: str, **form: Any) -> list[str]:
        codes: list[str] = step(self.client, self.page_id, path, **form).codes
        self.has_draft |= not codes
        return codes

    def pick(self, index: int) -> str:
        return self.draft[index % len(self.draft)][0] if self.draft else "nothing"

    @rule(text=st.sampled_from("abc"))
    def add(self, text: str) -> None:
        if len(self.draft) < MOST:
            numbers = [int(id) for id, _ in self.draft]
            assert add(self.client, self.page_id, "HTML", text).codes == []
            self.draft.append((str(max(numbers, default=0) + 1), text))
            self.has_draft = True

    @rule(index=st.integers(0, MOST), text=st.sampled_from("xyz"))
    def change(self, index: int, text: str) -> None:
        section_id = self.pick(index)
        codes = self.call(f"content/{section_id}", type="HTML", value=text)
        assert codes == ([] if self.draft else ["702"])
        self.draft = [(id, text if id == section_id else words) for id, words in self.draft]

    @rule(index=st.integers(0, MOST), place=st.integers(0, MOST + 1))
    def move(self, index: int, place: int) -> None:
        section_id = self.pick(index)
        codes = self.call(f"content/{section_id}", type="HTML", index=place)
        fits = 1 <= place <= len(self.draft)
        assert codes == ([] if fits else ["1003" if self.draft else "702"])
        if fits:
            row = next(row for row in self.draft if row[0] == section_id)
            self.draft.remove(row)
            self.draft.insert(place - 1, row)

    @rule(index=st.integers(0, MOST))
    def remove(self, index: int) -> None:
        section_id = self.pick(index)
        codes = self.call(f"content/{section_id}/delete")
        assert codes == ([] if self.draft else ["702"])
        self.draft = [row for row in self.draft if row[0] != section_id]

    @rule()
    def approve(self) -> None:
        codes = step(self.client, self.page_id, "approveDraft").codes
        assert codes == ([] if self.has_draft else ["709"])
        if self.has_draft:
            self.approved, self.has_draft = list(self.draft), False

    @rule()
    def discard(self) -> None:
        codes = step(self.client, self.page_id, "discardDraft").codes
        assert codes == ([] if self.has_draft and self.approved is not None else ["709"])
        if not codes and self.approved is not None:
            self.draft, self.has_draft = list(self.approved), False

    @invariant()
    def each_version_is_as_in_the_model(self) -> None:
        versions = {"draft": self.draft if self.has_draft else [], "approved": self.approved or []}
        for status, model in versions.items():
            rows = sections(self.client, self.page_id, status=status)
            assert [(row["id"], row["content"]) for row in rows] == model
            assert [row["index"] for row in rows] == list(range(1, len(rows) + 1))


def test_elements_are_in_the_order_of_the_model(marketo: MarketoClient) -> None:
    class OfPage(Elements):
        client = marketo

    agrees(OfPage, examples=6)
