"""Real names: people who told the platform who they are, and companies whose papers it has checked."""

from typing import Any, Final

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.accounts.advertisers import describe
from mercat.domain.advertising.collection import Collection, Facts
from mercat.model.refusals import Refusal
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "user token"
EVERYWHERE: Final = 0  # tokens are the same for all accounts
PAPER: Final = "corporation_licence"  # what a company that is authenticated has shown
_STATUS: Final = "AUTHENTICATION_STATUS_{}AUTHENTICATED"


class UserUnknown(Refusal):
    """A token of a person names nobody."""


class UserToken(Facts):
    """A token of a person whose name the platform knows. It comes from outside the API."""

    token: str = ""

    def unique_name(self) -> str | None:
        return self.token


user_tokens: Final = Collection(KIND, UserToken)


def authentications(tx: Tx, owner: int, members: dict[str, Any]) -> list[dict[str, Any]]:
    """List whether the companies of accounts are authenticated. Raises UserUnknown, AccountUnknown, NotPermitted."""
    if ad_objects.find_by_name(tx, KIND, EVERYWHERE, members["user_token"]) is None:
        raise UserUnknown
    accounts = [account_tree.permitted(tx, account_id) for account_id in members["account_id_list"]]
    return [
        {
            "account_id": about["account_id"],
            "authentication_status": _STATUS.format("" if about.get(PAPER) else "UN"),
        }
        for about in describe(tx, accounts)
    ]
