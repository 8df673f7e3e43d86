"""/sandbox/approvals: what waits for somebody at the platform, or for an owner in WeChat, where reviews are manual."""

from typing import Annotated

import msgspec

from mercat.domain.advertising.review import approvals
from mercat.model.refusals import Missing, NotFound
from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.problems import Problem


class Approval(msgspec.Struct):
    """Something of an account that waits for a decision."""

    id: int
    account_id: int
    kind: str
    about: str


class Approvals(msgspec.Struct):
    """What waits, oldest first."""

    approvals: list[Approval]


class Decision(msgspec.Struct, forbid_unknown_fields=True):
    """A decision about one approval, or without `id` about all that are listed. A refusal needs a reason."""

    approved: bool
    id: Annotated[int, msgspec.Meta(ge=1, le=2**53)] | None = None
    reason: Annotated[str, msgspec.Meta(max_length=1_000)] = ""


@sandbox.get("/sandbox/approvals")
def browse_approvals(call: Call) -> Approvals:
    """All but creatives that waits for a decision, such as pages and papers, oldest first, 100 at most."""
    return _waiting(call)


@sandbox.post("/sandbox/approvals", example={"approved": True})
def decide_approval(call: Call, body: Decision) -> Approvals:
    """Approve or refuse what waits for a decision: one, or all. Answers what still waits."""
    ids = [one.id for one in approvals.waiting(call.tx)] if body.id is None else [body.id]
    try:
        for approval_id in ids:
            approvals.decide(call.tx, approval_id, approved=body.approved, reason=body.reason)
    except NotFound:
        raise Problem(422, f"Nothing waits with the id {body.id}.") from None
    except Missing:
        raise Problem(422, "A refusal needs a `reason`.") from None
    return _waiting(call)


def _waiting(call: Call) -> Approvals:
    return Approvals(
        [
            Approval(one.id, one.account_id, one.document["type"], approvals.about(one))
            for one in approvals.waiting(call.tx)
        ]
    )
