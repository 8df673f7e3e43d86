"""Channels in WeChat: those that accounts are authorized to use, and those that they opened for ads.

WeChat is another system: a channel becomes known here when an account asks for an authorization, or opens it.
"""

from typing import Any, Final

from mercat.domain.advertising.accounts.account_tree import account
from mercat.domain.advertising.collection import Collection, Facts, Search, Slice, holds, slice_of
from mercat.domain.advertising.wechat.authorizations import AUTHORIZED, EXPIRED, STATUS, Authorizations
from mercat.model.advertising import ID, AdObject
from mercat.model.clock import SECOND
from mercat.model.refusals import Missing, NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "WeChat channel"
AUTHORIZATION_KIND: Final = "WeChat channel authorization"
EVERYWHERE: Final = 0  # channels are the same for all accounts
NAME: Final = "wechat_channels_account_name"
CHANNEL_ID: Final = "wechat_channels_account_id"
NAMES: Final = ("authorization_id", CHANNEL_ID, "finder_username")
_HEALTHY: Final = ("is_blocked", "is_private", "wechat_channels_spam_block", "wechat_channels_spam_slient")

Document = dict[str, Any]


class Channel(Facts):
    """A channel. Its name is unique."""

    wechat_channels_account_name: str = ""

    def unique_name(self) -> str | None:
        return self.wechat_channels_account_name


class ChannelAuthorizations(Authorizations):
    """The authorizations of all accounts to use channels."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List authorizations that match the filter, a page at a time. The name is a part of a channel's."""
        part = search.parameters.get(NAME, "")
        if not part:
            return super().find(tx, search)
        items = [item for item in self.matches(tx, search) if part in item.document[NAME]]
        return slice_of(items, search.window)

    def ask(self, tx: Tx, owner: int, members: Document) -> Document:
        """Ask the owner of a channel for an authorization; a code for the owner to scan.

        Without a name, it is the channel that has the name of the account.
        """
        name = members.get(NAME) or account(tx, owner).name
        channel_id = str(known(tx, name))
        about = {"authorization_scope": "ALL", **members, NAME: name, CHANNEL_ID: channel_id, "subject_name": name}
        document = self.begin(tx, owner, about).document
        return document | _described(document)

    def set_terms(self, tx: Tx, owner: int, object_id: int, changes: Document) -> int:
        """Ask again with other terms."""
        return self.change(tx, owner, object_id, changes)

    def end(self, tx: Tx, owner: int, members: Document) -> Document:
        """Cancel an authorization, by its id or its channel. Raises Missing, NotFound."""
        item = self._named(tx, owner, members)
        self.cancel(tx, owner, item.id)
        channel_id = item.document[CHANNEL_ID]
        return {"authorization_id": str(item.id), CHANNEL_ID: channel_id, "finder_username": channel_id}

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Authorizations with their state, their channel and their code."""
        return [item.with_members(_described(item.document)) for item in super().present(tx, items)]

    def _named(self, tx: Tx, owner: int, members: Document) -> AdObject:
        for name in NAMES:
            if members.get(name):
                key = str(members[name])
                break
        else:
            raise Missing(NAMES[0])
        items = [item for item in self.matches(tx, Search([owner])) if key in _keys(item, name)]
        if not items:
            raise NotFound(self.kind, key[:64])
        return max(items, key=lambda item: (item.document[STATUS] == AUTHORIZED, item.id))


channels: Final = Collection(KIND, Channel)
channel_authorizations: Final = ChannelAuthorizations(AUTHORIZATION_KIND, CHANNEL_ID)


def known(tx: Tx, name: str) -> int:
    """The id of the channel with a name, which becomes known if it is not."""
    found_id = ad_objects.find_by_name(tx, KIND, EVERYWHERE, name)
    return channels.add(tx, EVERYWHERE, {NAME: name}) if found_id is None else found_id


def usable(tx: Tx, search: Search, opened: list[AdObject]) -> Slice:
    """The channels that an account may use or might have used, and those that it `opened`, that match the filter."""
    rows = [
        _row(item, is_opened=False)
        for item in channel_authorizations.matches(tx, Search(search.owners))
        if item.document[STATUS] in (AUTHORIZED, EXPIRED)
    ]
    by_id = {row.id: row for row in sorted(rows, key=lambda row: row.document[STATUS] == AUTHORIZED)}
    by_id |= {row.id: row for row in (_row(item, is_opened=True) for item in opened)}
    items = [row for _, row in sorted(by_id.items()) if all(_holds(one, row) for one in search.conditions)]
    return slice_of(items, search.window)


def _holds(condition: Any, row: AdObject) -> bool:
    return holds(condition, row.id if condition.member == ID else row.document.get(condition.member))


def _row(item: AdObject, *, is_opened: bool) -> AdObject:
    """A channel as it is listed."""
    is_disabled = item.document.get(STATUS, AUTHORIZED) != AUTHORIZED
    document = {
        **dict.fromkeys(_HEALTHY, False),
        NAME: item.document[NAME],
        "wechat_channels_account_icon": item.document.get("head_image_url", ""),
        "authorization_scope": item.document.get("authorization_scope", "ALL"),
        "authorization_type": "DEFAULT",
        "authorization_begin_time": item.document.get("authorization_begin_time", item.created_ms // SECOND),
        "authorization_ttl": item.document.get("authorization_ttl", 0),
        STATUS: item.document.get(STATUS, AUTHORIZED),
        "is_ad_acct": is_opened,
        "is_disable": is_disabled,
        "disable_message": item.document[STATUS] if is_disabled else "",
    }
    return AdObject(
        int(item.document[CHANNEL_ID]), item.account_id, document, item.created_ms, item.updated_ms, deleted=False
    )


def _keys(item: AdObject, name: str) -> tuple[str, ...]:
    return (str(item.id),) if name == NAMES[0] else (item.document[CHANNEL_ID],)


def _described(document: Document) -> Document:
    return {
        "finder_username": document[CHANNEL_ID],
        "authorization_qr_code_url": document["code_url"],
        "authorization_expired_time": document["flow_expires"],
        "authorization_type": "DEFAULT",
        "wechat_channels_account_icon": "",
        "created_source_list": [],
        **dict.fromkeys(("is_ad_acct", *_HEALTHY[:2]), False),
    }
