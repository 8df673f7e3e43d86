"""Versions: the draft and the approved version of assets, custom object types and custom activity types."""

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
    """A draft, an approved version, or both. The value is immutable; each method returns the versions after a step.

    Changes go into the draft. The draft of something approved begins as a copy of the approved version.
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
        """The contents of the versions, the approved one first."""
        return tuple(content for content in (self.approved, self.draft) if content is not None)

    @property
    def latest(self) -> C:
        """The version that a change begins with: the draft, or else the approved one."""
        content = self.approved if self.draft is None else self.draft
        assert content is not None, "there is a version"
        return content

    def pick(self, version: Version | None = None) -> tuple[Version, C] | None:
        """The requested version, or by default the approved one, or else the draft; None if it does not exist."""
        if self.approved is not None and version != "draft":
            return "approved", self.approved
        if self.draft is not None and version != "approved":
            return "draft", self.draft
        return None

    def edit(self, draft: C) -> "Versions[C]":
        """The versions with a new draft. The approved version stays."""
        return Versions(draft, self.approved)

    def approve(self) -> "Versions[C]":
        """The draft replaces the approved version. There must be a draft."""
        assert self.draft is not None, "there is a draft"
        return Versions(None, self.draft)

    def unapprove(self) -> "Versions[C]":
        """The approved version becomes the draft and replaces an existing one. There must be an approved version."""
        assert self.approved is not None, "there is an approved version"
        return Versions(self.approved, None)

    def discard(self) -> "Versions[C]":
        """Remove the draft. There must be both versions."""
        assert self.draft is not None and self.approved is not None, "there are both versions"
        return Versions(None, self.approved)
