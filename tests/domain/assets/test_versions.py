"""The versions of an asset or type: a draft, an approved version, or both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mercat.model.versions import Versions

STEPS = ("edit", "approve", "unapprove", "discard")


@given(st.lists(st.sampled_from(STEPS), max_size=30))
def test_versions_agree_with_two_variables_whatever_the_steps(steps):
    versions, draft, approved = Versions(draft=0), 0, None
    for number, step in enumerate(steps, start=1):
        match step:
            case "edit":
                versions, draft = versions.edit(number), number
            case "approve" if draft is not None:
                versions, draft, approved = versions.approve(), None, draft
            case "unapprove" if approved is not None:
                versions, draft, approved = versions.unapprove(), approved, None
            case "discard" if draft is not None and approved is not None:
                versions, draft = versions.discard(), None
            case _:
                with pytest.raises(AssertionError):
                    getattr(versions, step)()
        assert (versions.draft, versions.approved) == (draft, approved)
        assert versions.latest == (approved if draft is None else draft)
        assert versions.state == " with ".join(versions.names)
        assert versions.pick() == ("draft", draft) if approved is None else ("approved", approved)
        assert versions.pick("draft") == (None if draft is None else ("draft", draft))
        assert versions.pick("approved") == (None if approved is None else ("approved", approved))
