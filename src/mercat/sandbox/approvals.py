"""/sandbox/approvals: what waits for somebody at the platform, or for an owner in WeChat, where reviews are manual."""

from typing import Annotated

import msgspec

from mercat.domain.advertising.ad_groups.ad_groups import CREATIVE_KIND
from mercat.domain.advertising.review import approvals
from mercat.domain.advertising.review.approvals import MOST_LISTED
from mercat.domain.advertising.reviewers import review_desk
from mercat.model.ad_reviews import State
from mercat.model.refusals import Missing, NotFound
from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.problems import Problem


class Approval(msgspec.Struct):
    """Something of an account that waits for a decision."""

    id: int
    account_id: int
    kind: str
    about: str


class WaitingCreative(msgspec.Struct):
    """A creative of which something waits for a decision."""

    id: int
    account_id: int
    name: str


class Approvals(msgspec.Struct):
    """What waits: creatives, latest first, and all else, oldest first."""

    approvals: list[Approval]
    creatives: list[WaitingCreative]


class Decision(msgspec.Struct, forbid_unknown_fields=True):
    """A decision about an approval or a creative, or without an id about all that wait. A refusal needs a reason."""

    approved: bool
    id: Annotated[int, msgspec.Meta(ge=1, le=2**53)] | None = None
    creative_id: Annotated[int, msgspec.Meta(ge=1, le=2**53)] | None = None
    reason: Annotated[str, msgspec.Meta(max_length=review_desk.MOST_REASON)] = ""


@sandbox.get("/sandbox/approvals")
def browse_approvals(call: Call) -> Approvals:
    """Everything that waits for a decision: creatives, pages, papers and more, 100 at most of either list."""
    return _waiting(call)


@sandbox.post("/sandbox/approvals", example={"approved": True})
def decide_approval(call: Call, body: Decision) -> Approvals:
    """Approve or refuse what waits for a decision: an approval, a creative, or all. Answers what still waits."""
    try:
        _decide(call, body)
    except NotFound as problem:
        raise Problem(422, f"Nothing waits with the id {problem.key}.") from None
    except Missing:
        raise Problem(422, "A refusal needs a `reason`.") from None
    return _waiting(call)


def _decide(call: Call, body: Decision) -> None:
    verdict = review_desk.Decision(State.APPROVED if body.approved else State.REFUSED, body.reason)
    approval_ids, creative_ids = _listed(call, body)
    for approval_id in approval_ids:
        approvals.decide(call.tx, approval_id, approved=body.approved, reason=body.reason)
    for creative_id in creative_ids:
        if not review_desk.settle(call.tx, creative_id, verdict):
            raise NotFound(CREATIVE_KIND, creative_id)


def _listed(call: Call, body: Decision) -> tuple[list[int], list[int]]:
    """The approvals and the creatives that a decision is about."""
    if body.id is None and body.creative_id is None:
        waiting = _waiting(call)
        return [one.id for one in waiting.approvals], [one.id for one in waiting.creatives]
    return [one for one in [body.id] if one], [one for one in [body.creative_id] if one]


def _waiting(call: Call) -> Approvals:
    creatives = [one.creative for one in review_desk.queue(call.tx, "pending", limit=MOST_LISTED)]
    return Approvals(
        [
            Approval(one.id, one.account_id, one.document["type"], approvals.about(one))
            for one in approvals.waiting(call.tx)
        ],
        [WaitingCreative(one.id, one.account_id, one.document.get("dynamic_creative_name", "")) for one in creatives],
    )
