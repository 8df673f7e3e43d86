"""Customer service in WeCom: the people of a corporation whom landing pages connect visitors with, and their groups.

WeCom is another system: its people become known here when a group names them.
"""

import hashlib
from typing import Any, Final

from msgspec import field

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.model.advertising import AdObject, Condition
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "customer service group"
PERSON_KIND: Final = "WeCom user"
ONLINE: Final = 1

Document = dict[str, Any]


def _name_of(*parts: str) -> str:
    """A short name that is unique where the parts are."""
    return hashlib.md5("\n".join(parts).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


class Person(Facts):
    """A person of a corporation."""

    corp_id: str = ""
    userid: str = ""

    def unique_name(self) -> str | None:
        return _name_of(self.corp_id, self.userid)


class Group(Facts):
    """A group of people of one corporation. Its name is unique there."""

    corp_id: str = ""
    name: str = field(name="group_name", default="")
    users: list[str] = field(name="user_id_list", default_factory=list)

    def unique_name(self) -> str | None:
        return _name_of(self.corp_id, self.name)


class Groups(Collection[Group]):
    """The groups of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List groups, of one corporation if the call names it, a page at a time."""
        return super().find(tx, search.narrowed(*_of_corporation(search.parameters)))

    def add(self, tx: Tx, owner: int, document: Document) -> int:
        """Create a group of people."""
        _learn(tx, owner, self.read(document))
        return super().add(tx, owner, document)

    def update(self, tx: Tx, owner: int, object_id: int, changes: Document) -> int:
        """Rename a group, and replace its people."""
        self.of(tx, owner, changes["corp_id"], object_id)
        _learn(tx, owner, self.read(changes))
        return super().update(tx, owner, object_id, changes)

    def of(self, tx: Tx, owner: int, corp_id: str, group_id: int) -> AdObject:
        """A group of a corporation. Raises NotFound."""
        item = self.get(tx, owner, group_id)
        if item.document["corp_id"] != corp_id:
            raise NotFound(self.kind, group_id)
        return item


people: Final = Collection(PERSON_KIND, Person)
groups: Final = Groups(KIND, Group)


def users(tx: Tx, owner: int, members: Document) -> Document:
    """List the people of a corporation, of one department if the call names it."""
    conditions = list(_of_corporation(members))
    if "department_id" in members:
        conditions.append(Condition("department_id", "equals", (members["department_id"],), "integer"))
    items = people.matches(tx, Search([owner], tuple(conditions)))
    return {"user_id_list": [item.document["userid"] for item in items]}


def set_status(tx: Tx, owner: int, members: Document) -> None:
    """Set whether a person serves customers now: 0 or 1."""
    object_id = ad_objects.find_by_name(tx, PERSON_KIND, owner, _name_of(members["corp_id"], members["userid"]))
    if object_id is None:
        raise NotFound(PERSON_KIND, members["userid"])
    people.update(tx, owner, object_id, {"status": members["status"]})


def _learn(tx: Tx, owner: int, group: Group) -> None:
    """Store the people of a group that are not known yet."""
    for user in dict.fromkeys(group.users):
        if ad_objects.find_by_name(tx, PERSON_KIND, owner, _name_of(group.corp_id, user)) is None:
            about = {"corp_id": group.corp_id, "userid": user, "department_id": 0, "status": ONLINE}
            people.add(tx, owner, about)


def _of_corporation(members: Any) -> tuple[Condition, ...]:
    return (Condition("corp_id", "equals", (members["corp_id"],)),) if members.get("corp_id") else ()
