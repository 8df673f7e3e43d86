"""A complaint of the sample account about its violation, which was rejected. Only the name of a review is drawn."""

import io
from dataclasses import replace

from mercat.domain.advertising.punishments import violations
from mercat.domain.advertising.punishments.complaints import complaints
from mercat.domain.advertising.review import approvals, reviews
from mercat.model.ad_reviews import State
from mercat.model.caller import Caller
from mercat.store.tx import Tx


def fill(tx: Tx, account_id: int) -> None:
    """Store the complaint with its evidence."""
    own = replace(tx, caller=Caller(0, "sample", account_ids=frozenset({account_id})))
    for order in violations.orders(own, [account_id])[:1]:
        evidence = _evidence()
        about = {"illegal_order_id": order["order_id"], "complaint_reason": "A survey of readers says so"}
        complaints.file(own, account_id, about, evidence, len(evidence.getvalue()))
        item = complaints.about(own, account_id, order["order_id"])
        for decision in approvals.decisions_of(own, [item] if item else []).values():
            reviews.decide(own, decision.id, State.REFUSED, "A survey is no proof")


def _evidence() -> io.BytesIO:
    import zipfile

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(zipfile.ZipInfo("survey.txt"), "Nine of ten readers agree.")  # a file without a time
    return content
