"""Complaints about violations: an account says why one is none, and somebody at the platform judges that."""

from collections.abc import Sequence
from typing import Any, BinaryIO, ClassVar, Final

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.collection import Facts, Search, Slice, slice_of
from mercat.domain.advertising.dates import is_date
from mercat.domain.advertising.punishments import violations
from mercat.domain.advertising.punishments.judged import holders
from mercat.domain.advertising.refusals import TooEarly, TooLarge
from mercat.domain.advertising.review import approvals
from mercat.domain.advertising.review.approvals import Approvable, reason_of
from mercat.model.ad_reviews import Reviewed, State
from mercat.model.advertising import AdObject
from mercat.model.refusals import AlreadyExists, NotFound, Refusal, WrongType
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "complaint"
ORDER_ID: Final = "illegal_order_id"
STATUS: Final = "complaint_status"
MOST_BYTES: Final = 100 * 1_048_576
PENDING, REJECTED, PASSED = "AUDIT_PENDING", "AUDIT_REJECT", "AUDIT_PASS"
_STATUSES: Final = {State.PENDING: PENDING, State.REFUSED: REJECTED, State.APPROVED: PASSED}

Document = dict[str, Any]


class EvidenceUnfit(Refusal):
    """The evidence is no zip file."""


class Complaint(Facts):
    """The members that rules read."""

    illegal_order_id: str = ""

    def unique_name(self) -> str | None:
        return self.illegal_order_id


class Complaints(Approvable[Complaint]):
    """The complaints of all accounts."""

    derived: ClassVar[Sequence[str]] = (STATUS,)

    def file(self, tx: Tx, owner: int, members: Document, evidence: BinaryIO, size: int) -> None:
        """Complain about a violation. One that was rejected can be complained about again.

        Raises TooLarge, EvidenceUnfit, NotFound, AlreadyExists.
        """
        if size > MOST_BYTES:
            raise TooLarge("file", MOST_BYTES)
        _check_evidence(evidence)
        order_id = members[ORDER_ID]
        before = self.about(tx, owner, order_id)
        if before is not None and before.document[STATUS] != REJECTED:
            raise AlreadyExists(KIND, order_id[:64])
        order = next((each for each in violations.orders(tx, [owner]) if each["order_id"] == order_id), None)
        if order is None:
            raise NotFound(violations.KIND, order_id[:64])
        evidence.seek(0)
        document = {
            **members,
            "file": tx.files.put_stream(evidence),
            "action_type": order["action_type"],
            "illegal_time": order["create_time"],
            "illegal_level": order["level"],
            "illegal_reason": order["reason"],
            **approvals.ask(tx, owner, KIND, order_id),
        }
        if before is None:
            self.add(tx, owner, document)
        else:
            self.update(tx, owner, before.id, document)

    def about(self, tx: Tx, owner: int, order_id: str) -> AdObject | None:
        """The complaint about a violation, as it is listed."""
        object_id = ad_objects.find_by_name(tx, KIND, owner, order_id)
        return None if object_id is None else self.presented(tx, owner, object_id)

    def listing(self, tx: Tx, search: Search) -> Slice:
        """List complaints of accounts, a page at a time."""
        asked = search.parameters
        first, last = (asked.get("illegal_date_range", {}).get(name) for name in ("start_date", "end_date"))
        for name, day in (("start_date", first), ("end_date", last)):
            if day and not is_date(day):
                raise WrongType(f"illegal_date_range.{name}", day, "date")
        if first and last and last < first:
            raise TooEarly("illegal_date_range.end_date", first)
        accounts = [account_tree.permitted(tx, one) for one in dict.fromkeys(asked["account_id_list"])]
        about = holders(tx, accounts)
        items = [
            item.with_members(
                {
                    "advertiser_account_id": item.account_id,
                    "advertiser_name": about[item.account_id].company,
                    "first_industry": about[item.account_id].first[1],
                    "second_industry": about[item.account_id].second[1],
                }
            )
            for item in self.matches(tx, Search(list(about)))
            if _asked_for(item.document, asked, first, last)
        ]
        return slice_of(items, search.window)

    def decided(self, tx: Tx, item: AdObject, decision: Reviewed | None) -> Document:
        """The state of a complaint."""
        status = _STATUSES[decision.at(tx.now) if decision else State.PENDING]
        return {STATUS: status, "reject_reason": reason_of(decision, tx.now), "reject_evidence_list": []}


complaints: Final = Complaints(KIND, Complaint)


def orders(tx: Tx, owner: int, members: Document) -> Document:
    """List violations of accounts, a page at a time. One whose complaint passed is none."""
    rows = []
    for order in violations.orders(tx, members["account_id_list"]):
        complaint = complaints.about(tx, order["uid"], order["order_id"])
        status = complaint.document[STATUS] if complaint else REJECTED
        if status != PASSED and _is_asked_for(order, members):
            rows.append({**order, "appeal_status": status == REJECTED})
    conf = members["page_conf"]
    page, size = conf.get("page", 1), conf.get("page_size", 10)
    pages = {"page": page, "page_size": size, "total_page": -(-len(rows) // size), "total_num": len(rows)}
    return {"list": rows[(page - 1) * size : page * size], "page_conf": pages}


_LISTS: Final = {
    "order_id_list": ("order_id",),
    "industry_id_list": ("first_industry_id", "second_industry_id"),
    "illegal_node_list": ("new_illegal_obj",),
    "action_type_list": ("action_type",),
    "level_list": ("level",),
    "illegal_scene_list": ("illegal_scene",),
}


def _is_asked_for(order: Document, asked: Document) -> bool:
    at = order["at_ms"]
    begin = max(asked.get("illegal_start_time", 0), asked.get("start_time", 0))
    end = min(asked.get(name) or at for name in ("illegal_end_time", "end_time"))
    if not begin <= at <= end or asked.get("company_name") not in (None, "", order["company_name"]):
        return False
    return all(
        not asked.get(name) or any(order[member] in asked[name] for member in members)
        for name, members in _LISTS.items()
    )


def _asked_for(document: Document, asked: Any, first: str | None, last: str | None) -> bool:
    day = document["illegal_time"][:10]
    lists = {"illegal_level_list": "illegal_level", "action_type_list": "action_type"}
    if not (first or day) <= day <= (last or day) or asked.get("illegal_reason", "") not in document["illegal_reason"]:
        return False
    return all(not asked.get(name) or document[member] in asked[name] for name, member in lists.items())


def _check_evidence(content: BinaryIO) -> None:
    import zipfile

    try:
        with zipfile.ZipFile(content) as archive:
            archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise EvidenceUnfit from None
