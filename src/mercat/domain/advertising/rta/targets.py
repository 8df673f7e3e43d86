"""Policies of RTA, and the accounts and ad groups that customers bind to them."""

from typing import Any, Final

import msgspec

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.ad_groups.ad_groups import KIND as AD_GROUP
from mercat.domain.advertising.collection import Collection, Facts, Search, Window
from mercat.domain.advertising.refusals import TooLarge, TooSmall
from mercat.domain.advertising.rta.customers import customer_id
from mercat.model.advertising import AdObject, Condition
from mercat.model.refusals import NotAllowed, NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "RTA policy"
BINDING_KIND: Final = "RTA binding"
TARGET: Final = "OuterTargetId"
TAG: Final = "DspTag"  # the number that stands for a policy in the answers to bids
TO_AD_GROUP, TO_ACCOUNT = 1, 3
PLATFORM: Final = 4  # binds by this API
PLATFORMS: Final = range(5)
MOST_PAGES: Final = 100_000_000

Document = dict[str, Any]


class Target(Facts):
    """A policy. The customer names it."""

    outer_id: str = msgspec.field(name=TARGET, default="")

    def unique_name(self) -> str | None:
        return self.outer_id


class Binding(Facts):
    """What is bound to a policy, or to the customer alone: an ad group or an account, each once."""

    subject: int = msgspec.field(name="Id", default=0)
    kind: int = msgspec.field(name="TargetType", default=0)

    def unique_name(self) -> str | None:
        return _name(self.kind, self.subject)


targets: Final = Collection(KIND, Target)
bindings: Final = Collection(BINDING_KIND, Binding)


def add(tx: Tx, owner: int, members: Document) -> None:
    """Add a policy. Raises AlreadyExists."""
    customer = customer_id(tx)
    number = len(ad_objects.documents(tx, KIND, [customer])) + 1
    targets.add(tx, customer, {**members["data"], TAG: number})


def delete(tx: Tx, owner: int, members: Document) -> None:
    """Delete policies with their bindings: all or none. Raises NotFound."""
    customer = customer_id(tx)
    for each in members["data"]:
        targets.delete(tx, customer, target(tx, customer, each[TARGET]).id)
        for item in list(bindings.matches(tx, Search([customer], (_equals(TARGET, each[TARGET]),)))):
            bindings.delete(tx, customer, item.id)


def listing(tx: Tx, owner: int, members: Document) -> Document:
    """List policies, a page at a time."""
    asked = members.get("data", {})
    names = asked.get("OuterTargetIds")
    return _page(tx, targets, asked, [Condition(TARGET, "in", tuple(names))] if names else [])


def target(tx: Tx, customer: int, outer_id: str) -> AdObject:
    """The policy that a customer gave a name. Raises NotFound."""
    object_id = ad_objects.find_by_name(tx, KIND, customer, outer_id)
    if object_id is None:
        raise NotFound(KIND, outer_id)
    return targets.get(tx, customer, object_id)


def bind(tx: Tx, row: Document) -> Document:
    """Bind an ad group or an account to a policy.

    Raises NotAllowed, NotFound, AlreadyExists, AccountUnknown, NotPermitted, NotAdvertiser.
    """
    customer, kind = customer_id(tx), row["TargetType"]
    _check_number("TargetType", kind, (TO_AD_GROUP, TO_ACCOUNT))
    _check_number("IsMp", row.get("IsMp", 0), (0, 1))
    _check_number("OptPlatform", row.get("OptPlatform", PLATFORM), tuple(PLATFORMS))
    account_id = row["UId"] if kind == TO_AD_GROUP else row["Id"]
    account_tree.advertiser(tx, account_id)
    if kind == TO_AD_GROUP and ad_objects.find(tx, AD_GROUP, account_id, row["Id"]) is None:
        raise NotFound(AD_GROUP, row["Id"])
    if row.get(TARGET):
        target(tx, customer, row[TARGET])
    document = {"IsMp": 0, "OptPlatform": PLATFORM, TARGET: "", **row, "UId": account_id}
    bindings.add(tx, customer, document)
    return document


def unbind(tx: Tx, row: Document) -> Document:
    """End a binding. Raises NotFound if it is none, or to another policy."""
    customer = customer_id(tx)
    object_id = ad_objects.find_by_name(tx, BINDING_KIND, customer, _name(row["TargetType"], row["Id"]))
    item = None if object_id is None else bindings.get(tx, customer, object_id)
    if item is None or row.get(TARGET, item.document[TARGET]) != item.document[TARGET]:
        raise NotFound(BINDING_KIND, row["Id"])
    bindings.delete(tx, customer, item.id)
    return item.document


def rebind(tx: Tx, owner: int, group_id: int, origin: str, target_id: str) -> None:
    """Take an ad group from one policy to another. An empty name is no policy.

    Raises NotFound, AlreadyExists, AccountUnknown, NotPermitted, NotAdvertiser.
    """
    row = {"TargetType": TO_AD_GROUP, "Id": group_id, "UId": owner}
    if origin:
        unbind(tx, {**row, TARGET: origin})
    if target_id:
        bind(tx, {**row, TARGET: target_id})


def list_bindings(tx: Tx, owner: int, members: Document) -> Document:
    """List what is bound, a page at a time."""
    asked = members.get("data", {})
    conditions = [_equals(TARGET, asked[TARGET])] if asked.get(TARGET) else []
    if asked.get("UId"):
        conditions.append(Condition("UId", "equals", (asked["UId"],), "integer"))
    return _page(tx, bindings, asked, conditions)


def _page(tx: Tx, collection: Collection[Any], asked: Document, conditions: list[Condition]) -> Document:
    page, size = asked.get("Page", 1), asked.get("Size", 10)
    if page < 1:
        raise TooSmall("data.Page", 1)
    if page > MOST_PAGES:
        raise TooLarge("data.Page", MOST_PAGES)
    part = collection.find(tx, Search([customer_id(tx)], tuple(conditions), window=Window(size, page)))
    return {"Total": part.total, "Page": page, "Size": size, "Records": [item.document for item in part.items]}


def _check_number(name: str, value: int, allowed: tuple[int, ...]) -> None:
    if value not in allowed:
        raise NotAllowed(f"data.{name}", str(value), tuple(map(str, allowed)))


def _name(kind: int, subject: int) -> str:
    return f"{kind} {subject}"


def _equals(member: str, value: str) -> Condition:
    return Condition(member, "equals", (value,))
