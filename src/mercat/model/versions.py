"""The versions of what is changed as a draft and put into use by approval: assets, custom object and activity types."""

from typing import Final, Generic, Literal, TypeVar

import msgspec

Version = Literal["draft", "approved"]
State = Literal["draft", "approved", "approved with draft"]
C = TypeVar("C")

VERSIONS_OF: Final[dict[State, tuple[Version, ...]]] = {
    "approved": ("approved",),
    "draft": ("draft",),
    "approved with draft": ("approved", "draft"),
}


def version_names(*, approved: bool, draft: bool) -> tuple[Version, ...]:
    """The versions that exist, the approved one first."""
    return (*(("approved",) if approved else ()), *(("draft",) if draft else ()))


class Versions(msgspec.Struct, Generic[C], frozen=True):
    """A draft, an approved version, or both. Each method answers the versions after a step; none changes the value.

    Changes go into the draft. A draft of what is approved begins as a copy of the approved version.
    """

    draft: C | None = None
    approved: C | None = None

    @property
    def names(self) -> tuple[Version, ...]:
        """The versions that exist, the approved one first."""
        return version_names(approved=self.approved is not None, draft=self.draft is not None)

    @property
    def state(self) -> State:
        """Both versions in one word, as the platform names it."""
        if self.approved is None:
            return "draft"
        return "approved" if self.draft is None else "approved with draft"

    @property
    def contents(self) -> tuple[C, ...]:
        """What the versions hold, the approved one first."""
        return tuple(content for content in (self.approved, self.draft) if content is not None)

    @property
    def latest(self) -> C:
        """What a change begins with: the draft, or else the approved version."""
        content = self.approved if self.draft is None else self.draft
        assert content is not None, "there is a version"
        return content

    def pick(self, version: Version | None = None) -> tuple[Version, C] | None:
        """The version asked for, or else the approved one before the draft; None if it does not exist."""
        if self.approved is not None and version != "draft":
            return "approved", self.approved
        if self.draft is not None and version != "approved":
            return "draft", self.draft
        return None

    def edit(self, draft: C) -> "Versions[C]":
        """With another draft; the approved version stays."""
        return Versions(draft, self.approved)

    def approve(self) -> "Versions[C]":
        """The draft takes the place of the approved version. There has to be a draft."""
        assert self.draft is not None, "there is a draft"
        return Versions(None, self.draft)

    def unapprove(self) -> "Versions[C]":
        """The approved version becomes the draft, and takes the place of one. There has to be an approved version."""
        assert self.approved is not None, "there is an approved version"
        return Versions(self.approved, None)

    def discard(self) -> "Versions[C]":
        """Without the draft. There have to be both versions."""
        assert self.draft is not None and self.approved is not None, "there are both versions"
        return Versions(None, self.approved)
