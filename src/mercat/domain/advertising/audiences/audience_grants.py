"""Grants: which accounts of a business may use an audience of another account."""

from typing import Any, Final

import msgspec
from msgspec.structs import replace

from mercat.domain.advertising.audiences.audiences import GRANT_KIND, audiences
from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.users.audience_rules import AudienceNotOwn
from mercat.domain.advertising.users.audience_users import ACCESS_KIND
from mercat.domain.oauth import ad_accounts
from mercat.model.advertising import ID, AdObject
from mercat.model.refusals import Missing, NotFound, Refusal, TooFew
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

PLACE: Final = "grant_spec.grant_to_business_spec"
WHOLE_BUSINESS: Final = "GRANT_SCOPE_TYPE_BUSINESS"


class GrantToBusiness(Refusal):
    """The grant is to all accounts of a business, which this call does not do."""


class GranteeInvalid(Refusal):
    """No account has the id that is to use an audience, or it is the owner's own."""


class Grant(Facts):
    """The members that rules read."""

    audience_id: int = 0
    spec: dict[str, Any] = msgspec.field(name="grant_spec", default_factory=dict)

    def unique_name(self) -> str | None:
        return f"{self.audience_id} {self.spec['grant_to_business_spec']['grant_business_id']}"

    def parent_id(self) -> int:
        return self.audience_id


class Grants(Collection[Grant]):
    """The grants of all accounts: one for each audience and business."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List the grants of the account's audiences, a page at a time."""
        conditions = tuple(replace(one, member="audience_id") if one.member == ID else one for one in search.conditions)
        return super().find(tx, replace(search, conditions=conditions))

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        return [replace(item, id=item.document["audience_id"]) for item in items]

    def grant(self, tx: Tx, owner: int, members: dict[str, Any]) -> None:
        """Let accounts of a business use audiences. A second grant to a business replaces the first."""
        spec = members["grant_spec"].get("grant_to_business_spec")
        if spec is None:
            raise Missing(PLACE)
        if spec["grant_scope_type"] == WHOLE_BUSINESS:
            raise GrantToBusiness
        permissions = spec.get("grant_account_permission")
        if not permissions:
            raise TooFew(f"{PLACE}.grant_account_permission", 1)
        for permission in permissions:
            _check_grantee(tx, owner, permission["account_id"])
        for audience_id in members["audience_id_list"]:
            _check_own(tx, owner, audience_id)
        for audience_id in members["audience_id_list"]:
            self._replace(tx, owner, {**members, "audience_id": audience_id})

    def _replace(self, tx: Tx, owner: int, members: dict[str, Any]) -> None:
        document = {name: members[name] for name in ("audience_id", "grant_type", "grant_spec")}
        spec = document["grant_spec"]["grant_to_business_spec"]
        before_id = ad_objects.find_by_name(tx, self.kind, owner, self.read(document).unique_name() or "")
        if before_id is not None:
            before = self.get(tx, owner, before_id).document["grant_spec"]["grant_to_business_spec"]
            for permission in before["grant_account_permission"]:
                _end_access(tx, permission["account_id"], document["audience_id"])
            self.update(tx, owner, before_id, document)
        else:
            self.add(tx, owner, document)
        for permission in spec["grant_account_permission"]:
            _end_access(tx, permission["account_id"], document["audience_id"])
            access = {"audience_id": document["audience_id"], "owner": owner}
            access["permissions"] = permission["grant_permission_type_list"]
            name = str(document["audience_id"])
            ad_objects.add(tx, ACCESS_KIND, permission["account_id"], access, name=name)


grants: Final = Grants(GRANT_KIND, Grant)


def _check_grantee(tx: Tx, owner: int, account_id: int) -> None:
    try:
        ad_accounts.get_account(tx, account_id)
    except NotFound:
        raise GranteeInvalid from None
    if account_id == owner:
        raise GranteeInvalid


def _check_own(tx: Tx, owner: int, audience_id: int) -> None:
    if ad_objects.find_by_name(tx, ACCESS_KIND, owner, str(audience_id)) is not None:
        raise AudienceNotOwn
    audiences.get(tx, owner, audience_id)


def _end_access(tx: Tx, account_id: int, audience_id: int) -> None:
    access_id = ad_objects.find_by_name(tx, ACCESS_KIND, account_id, str(audience_id))
    if access_id is not None:
        ad_objects.delete(tx, access_id)
