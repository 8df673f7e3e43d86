"""Landing pages of two editors, the official one and Xijing: their state, and one list of all for ads to pick from."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from mercat.domain.advertising.collection import F
from mercat.domain.advertising.review import approvals
from mercat.domain.advertising.review.approvals import Approvable, reason_of
from mercat.model.ad_reviews import Reviewed, State
from mercat.model.advertising import AdObject
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

STATUS: Final = "page_status"
EDITING: Final = "LANDING_PAGE_STATUS_EDITING"
PENDING: Final = "LANDING_PAGE_STATUS_PENDING"
APPROVED: Final = "LANDING_PAGE_STATUS_APPROVED"
REJECTED: Final = "LANDING_PAGE_STATUS_REJECTED"
DELETED: Final = "LANDING_PAGE_STATUS_DELETED"
_STATUSES: Final = {State.PENDING: PENDING, State.APPROVED: APPROVED, State.REFUSED: REJECTED}
_ADDRESS: Final = "https://h5.gdt.qq.com/xjviewer/nemo/{}"

Document = dict[str, Any]


class LandingPages(Approvable[F]):
    """The pages of one editor. A page is edited, then reviewed; one that was refused can be sent again."""

    derived: ClassVar[Sequence[str]] = (STATUS,)
    element: ClassVar[str] = "ELEMENT_TYPE_LANDING_PAGE_STRUCT"

    def decided(self, tx: Tx, item: AdObject, decision: Reviewed | None) -> Document:
        """The state of a page."""
        status = _STATUSES[decision.at(tx.now)] if decision else EDITING
        return {
            STATUS: DELETED if item.deleted else status,
            "reject_reason": reason_of(decision, tx.now),
            "landing_page_id": item.id,
        }

    def submit(self, tx: Tx, owner: int, page_id: int) -> AdObject:
        """Send a page to review, unless it is there or approved. Raises NotFound."""
        item = self.presented(tx, owner, page_id)
        if item.document[STATUS] in (EDITING, REJECTED):
            document = self.get(tx, owner, page_id).document
            approval = approvals.ask(tx, owner, self.element, document["page_name"])
            ad_objects.save(tx, page_id, document | approval)
        return item


def address(page_id: int) -> str:
    """The address of a page as the platform writes it. Nothing of this server answers there."""
    return _ADDRESS.format(page_id)
