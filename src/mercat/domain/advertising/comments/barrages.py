"""Barrages: short texts that run over a video. An account writes them, and somebody at the platform approves them."""

from typing import Any, Final

from mercat.domain.advertising.collection import Facts, Search, Slice
from mercat.domain.advertising.review import approvals
from mercat.domain.advertising.widths import display_width
from mercat.model.ad_reviews import Reviewed, State
from mercat.model.advertising import ID, AdObject, Condition
from mercat.model.refusals import TooLong
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "barrage"
LONGEST: Final = 12  # wide characters
RECOMMENDED: Final = (
    "这个真不错",
    "已经下单啦",
    "同款在哪里买",
    "看起来很好用",
    "朋友推荐来的",
    "价格很划算",
    "等了好久终于来了",
    "画面好好看",
    "想马上试一试",
    "收藏了慢慢看",
)
_STATUS: Final = {
    State.APPROVED: "AD_STATUS_NORMAL",
    State.PENDING: "AD_STATUS_PENDING",
    State.REFUSED: "AD_STATUS_DENIED",
}

Document = dict[str, Any]


class Barrage(Facts):
    """A text, which an account has once."""

    text: str = ""

    def unique_name(self) -> str | None:
        return self.text


class Barrages(approvals.Approvable[Barrage]):
    """The barrages of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List barrages, or those with some ids, a page at a time."""
        ids = search.parameters.get("id_list")
        return super().find(tx, search.narrowed(Condition(ID, "in", tuple(ids), "integer")) if ids else search)

    def write(self, tx: Tx, owner: int, members: Document) -> list[Document]:
        """Write barrages, and send them to review. A text that the account has keeps its id. Raises TooLong."""
        for text in members["text_list"]:
            if display_width(text) > LONGEST:
                raise TooLong("text_list", LONGEST)
        return [{"id": self._put(tx, owner, text), "text": text} for text in members["text_list"]]

    def decided(self, tx: Tx, item: AdObject, decision: Reviewed | None) -> Document:
        """The state of the review."""
        return {"id": item.id, "review_status": _STATUS[decision.at(tx.now) if decision else State.PENDING]}

    def _put(self, tx: Tx, owner: int, text: str) -> int:
        present = ad_objects.find_by_name(tx, KIND, owner, text)
        return present or self.add(tx, owner, {"text": text, **approvals.ask(tx, owner, KIND, text)})


barrages: Final = Barrages(KIND, Barrage)


def recommended(tx: Tx, owner: int, members: Document) -> list[Document]:
    """List texts that the platform recommends for barrages."""
    return [{"text": text} for text in RECOMMENDED]
