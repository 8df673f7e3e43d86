"""Qualifications of an account: of its industry, of a further industry, or of what it advertises.

Somebody at the platform judges the papers. A paper whose date has passed has expired, whatever was said of it.
"""

from datetime import date
from typing import Any, Final

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.accounts.account_tree import NotAdvertiser
from mercat.domain.advertising.collection import Facts, Search
from mercat.domain.advertising.dates import begin_of, is_date
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.qualifications import structures
from mercat.domain.advertising.qualifications.paper_images import pictures
from mercat.domain.advertising.refusals import NotBeside
from mercat.domain.advertising.review import approvals
from mercat.domain.advertising.review.approvals import Approvable, reason_of
from mercat.model.ad_reviews import Reviewed, State
from mercat.model.advertising import ID, AdObject, Condition
from mercat.model.clock import DAY, SECOND
from mercat.model.oauth import ADVERTISER
from mercat.model.refusals import AlreadyExists, Missing, NotFound, Refusal, WrongType
from mercat.store.tx import Tx

KIND: Final = "qualification"
TYPE: Final = "qualification_type"
STATUS: Final = "qualification_status"
FIELDS: Final = "expand_field_list"
EXPIRES: Final = "expired_date"
AD: Final = "AD_QUALIFICATION"
INDUSTRY: Final = "INDUSTRY_QUALIFICATION"
SPECS: Final = {
    INDUSTRY: "industry_spec",
    AD: "ad_spec",
    "ADDITIONAL_INDUSTRY_QUALIFICATION": "additional_industry_spec",
}
LISTS: Final = {
    INDUSTRY: "industry_qualifications",
    AD: "ad_qualifications",
    "ADDITIONAL_INDUSTRY_QUALIFICATION": "additional_industry_qualifications",
}
MOST: Final = 500  # of one type in an account
SOON_MS: Final = 30 * DAY
NORMAL: Final = "QUALIFICATION_STATUS_NORMAL"
_STATUSES: Final = {
    State.APPROVED: NORMAL,
    State.PENDING: "QUALIFICATION_STATUS_PENDING",
    State.REFUSED: "QUALIFICATION_STATUS_DENIED",
}

Document = dict[str, Any]


class TooManyPapers(Refusal):
    """The account has `limit` qualifications of the type."""

    limit: int


class IndustryDiffers(Refusal):
    """The account has qualifications of another industry."""


class PaperValid(Refusal):
    """A qualification that is approved does not change."""


class PaperRepeated(Refusal):
    """A picture stands in the call twice."""


class PapersForeign(Refusal):
    """The account does not have these qualifications."""

    ids: tuple[int, ...]


class Qualification(Facts):
    """The members that rules read."""

    qualification_type: str = ""
    system_industry_id: int = 0
    qualification_code: str = ""
    image_id_list: list[str] = []
    expand_field_list: list[dict[str, str]] = []

    @property
    def values(self) -> dict[str, str]:
        """The values of its fields, by name."""
        return {each["field_name"]: each["value"] for each in self.expand_field_list}


class Qualifications(Approvable[Qualification]):
    """The qualifications of all accounts."""

    def listing(self, tx: Tx, owner: int, members: Document) -> Document:
        """List the qualifications of one type."""
        conditions = tuple(
            Condition(ID, each["operator"].lower(), tuple(map(id_of, each["values"])), "integer")
            for each in members.get("filtering", ())
        )
        items = self.matches(tx, Search([owner], (*conditions, _of_type(members[TYPE]))))
        return {name: [] for name in LISTS.values()} | {LISTS[members[TYPE]]: [_described(item) for item in items]}

    def submit(self, tx: Tx, owner: int, members: Document) -> int:
        """Add a qualification, which somebody has to judge.

        Raises NotAdvertiser, Missing, NotBeside, TooManyPapers, IndustryDiffers, AlreadyExists and those of the fields.
        """
        if account_tree.account(tx, owner).role != ADVERTISER:
            raise NotAdvertiser(owner)
        kind = members[TYPE]
        document = {TYPE: kind, FIELDS: [], **_spec(kind, members["qualification_spec"])}
        present = [self.read(item.document) for item in self.matches(tx, Search([owner], (_of_type(kind),)))]
        if len(present) >= MOST:
            raise TooManyPapers(MOST)
        facts = self.read(document)
        if kind == INDUSTRY and any(each.system_industry_id != facts.system_industry_id for each in present):
            raise IndustryDiffers
        same = (facts.system_industry_id, facts.qualification_code)
        if kind != AD and any((each.system_industry_id, each.qualification_code) == same for each in present):
            raise AlreadyExists(KIND, facts.qualification_code)
        return self.add(tx, owner, {**document, **approvals.ask(tx, owner, KIND, facts.qualification_code)})

    def replace(self, tx: Tx, owner: int, object_id: int, changes: Document) -> int:
        """Replace the pictures and fields of a qualification, which is judged again. Raises NotFound, PaperValid."""
        item = self._of_type(tx, owner, object_id, changes[TYPE])
        if item.document[STATUS] == NORMAL:
            raise PaperValid
        about = approvals.ask(tx, owner, KIND, item.document["qualification_code"])
        return self.update(tx, owner, object_id, {**changes, **about})

    def remove(self, tx: Tx, owner: int, members: Document) -> Document:
        """Delete a qualification, or several that are about ads: all or none.

        Raises Missing, NotFound, PapersForeign.
        """
        kind, ids = members[TYPE], members.get("qualification_id_list", [])
        if members.get("qualification_id"):
            self._of_type(tx, owner, members["qualification_id"], kind)
            return {"qualification_id": self.delete(tx, owner, members["qualification_id"])}
        if kind != AD or not ids:
            raise Missing("qualification_id")
        own = {item.id for item in self.matches(tx, Search([owner], (_of_type(kind),)))}
        if not own.issuperset(ids):
            raise PapersForeign(tuple(each for each in ids if each not in own))
        return {"qualification_id_list": [self.delete(tx, owner, each) for each in dict.fromkeys(ids)]}

    def check(self, tx: Tx, owner: int, facts: Qualification, changes: Qualification) -> None:
        """Pictures are those of the account, each once; the fields are those of the code."""
        if len(set(changes.image_id_list)) < len(changes.image_id_list):
            raise PaperRepeated
        for image_id in changes.image_id_list:
            pictures.get(tx, owner, id_of(image_id))
        structures.check(facts.qualification_code, facts.values)
        expires = facts.values.get(EXPIRES)
        if expires and not is_date(expires):
            raise WrongType(EXPIRES, expires, "date")

    def decided(self, tx: Tx, item: AdObject, decision: Reviewed | None) -> Document:
        """The state of a qualification."""
        expires = self.read(item.document).values.get(EXPIRES, "")
        status = _STATUSES[decision.at(tx.now) if decision else State.PENDING]
        if status == NORMAL and expires:
            left = begin_of(date.fromisoformat(expires)) + DAY - tx.now  # its last day is whole
            if left <= SOON_MS:
                status = f"QUALIFICATION_STATUS_{'SOON_EXPIRED' if left > 0 else 'EXPIRED'}"
        shared = {"is_mdm_shared": "AD_QUALIFICATION_SHARED_NO"} if item.document[TYPE] == AD else {}
        return {STATUS: status, EXPIRES: expires, "reject_message": reason_of(decision, tx.now), **shared}

    def _of_type(self, tx: Tx, owner: int, object_id: int, kind: str) -> AdObject:
        item = self.presented(tx, owner, object_id)
        if item.document[TYPE] != kind:
            raise NotFound(KIND, object_id)
        return item


qualifications: Final = Qualifications(KIND, Qualification)


def _of_type(kind: str) -> Condition:
    return Condition(TYPE, "equals", (kind,))


def _spec(kind: str, specs: Document) -> Document:
    """The part of a call that is about the type; the others have to be absent or empty."""
    if not specs.get(SPECS[kind]):
        raise Missing(f"qualification_spec.{SPECS[kind]}")
    for name in SPECS.values():
        if name != SPECS[kind] and specs.get(name):
            raise NotBeside(f"qualification_spec.{name}", TYPE)
    return dict(specs[SPECS[kind]])


def _described(item: AdObject) -> Document:
    times = {"created_time": item.created_ms // SECOND, "last_modified_time": item.updated_ms // SECOND}
    return {**item.document, **times, "qualification_id": item.id}
