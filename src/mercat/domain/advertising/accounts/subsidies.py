"""Subsidies: accounts that pay a part for the accounts that they are bound to.

A binding is stored twice, so that both accounts find it: once with the account that subsidizes, once with the other.
"""

from typing import Any, Final

from msgspec import field

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.collection import Collection, Facts, Search
from mercat.model.refusals import NotAllowed, NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "subsidy binding"
UNBOUND, BOUND = "1", "2"


class Binding(Facts):
    """The members that rules read."""

    bound_id: int = field(name="bound_account_id", default=0)

    def unique_name(self) -> str | None:
        return str(self.bound_id)


class Subsidy(Facts):
    """A binding as the account that is subsidized has it."""

    subsidy_id: int = field(name="subsidy_account_id", default=0)

    def unique_name(self) -> str | None:
        return str(self.subsidy_id)


bindings: Final = Collection(KIND, Binding)
subsidies: Final = Collection("subsidy", Subsidy)


def of_account(tx: Tx, account_id: int, members: dict[str, Any]) -> list[dict[str, Any]]:
    """List the accounts that subsidize an account, or did so."""
    items = subsidies.matches(tx, Search([account_id]))
    return [{**item.document, "account_id": account_id} for item in items]


def bind(tx: Tx, account_id: int, members: dict[str, Any]) -> list[dict[str, Any]]:
    """Bind accounts to one that subsidizes them, or unbind them: all or none."""
    status, bound_ids = members["bind_status"], members["binding_account_list"]
    if status not in (UNBOUND, BOUND):
        raise NotAllowed("bind_status", status[:64], (UNBOUND, BOUND))
    for bound_id in bound_ids:
        account_tree.advertiser(tx, bound_id)
        if bound_id == account_id:
            raise NotAllowed("binding_account_list", str(bound_id), ())
        link(tx, account_id, bound_id, status)
    return [{"account_id": account_id, "bound_account_id": one, "bind_status": status} for one in bound_ids]


def link(tx: Tx, subsidy_id: int, bound_id: int, status: str) -> None:
    """Store whether an account subsidizes another one. Raises NotFound if it never did and is not to."""
    _set(tx, bindings, subsidy_id, {"bound_account_id": bound_id, "bind_status": status})
    _set(tx, subsidies, bound_id, {"subsidy_account_id": subsidy_id, "bind_status": status})


def _set(tx: Tx, collection: Collection[Any], owner: int, document: dict[str, Any]) -> None:
    name = collection.read(document).unique_name()
    object_id = ad_objects.find_by_name(tx, collection.kind, owner, name)
    if object_id is not None:
        collection.update(tx, owner, object_id, document)
    elif document["bind_status"] == BOUND:
        collection.add(tx, owner, document)
    else:
        raise NotFound(collection.kind, name)
