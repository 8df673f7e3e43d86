"""What an account has in WeChat that the platform only lists: official accounts, and pages that others grant it."""

from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.model.advertising import Condition
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

ACCOUNT_KIND: Final = "WeChat official account"
GRANT_KIND: Final = "WeChat page grant"


class OfficialAccount(Facts):
    """The facts of an official account: rules read none."""


class PageGrant(Facts):
    """All WeChat pages of one account, granted to another."""

    owner_account_id: int = 0

    def unique_name(self) -> str | None:
        return str(self.owner_account_id)


class PageGrants(Collection[PageGrant]):
    """The grants of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List who granted WeChat pages to an account, a page at a time. `search_key` is a part of an account's id."""
        key = search.parameters.get("search_key", "")
        return super().find(tx, search.narrowed(Condition("owner_account_id", "contains", (key,))) if key else search)

    def is_granted(self, tx: Tx, grantee: int, owner: int) -> bool:
        """Whether an account may see the pages of another."""
        return ad_objects.find_by_name(tx, self.kind, grantee, str(owner)) is not None


official_accounts: Final[Collection[Any]] = Collection(ACCOUNT_KIND, OfficialAccount)
page_grants: Final = PageGrants(GRANT_KIND, PageGrant)
