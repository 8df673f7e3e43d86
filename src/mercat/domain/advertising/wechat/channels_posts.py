"""Posts and announcements of WeChat Channels. People make them there, and the API lists them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Facts, Search
from mercat.model.advertising import AdObject, Condition
from mercat.model.clock import SECOND
from mercat.model.refusals import Missing, NotFound, Refusal, WrongType
from mercat.store.tx import Tx

POST_KIND: Final = "channels post"
NOTICE_KIND: Final = "live notice"
COUNT: Final = 10
NAMES: Final = ("wechat_channels_account_id", "finder_username", "nickname")  # of an account of Channels


class ChannelsAccountUnknown(Refusal):
    """Nothing is known of this account of Channels."""


class Post(Facts):
    """The members that rules read."""

    export_id: str = ""

    def unique_name(self) -> str | None:
        return self.export_id


class Notice(Facts):
    """The facts of an announcement: rules read none."""


posts: Final = Collection(POST_KIND, Post)
notices: Final = Collection(NOTICE_KIND, Notice)


def post(tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
    """Show a post."""
    export_id = members["export_id"]
    items = list(posts.matches(tx, Search([owner], (Condition("export_id", "equals", (export_id,)),))))
    if not items:
        raise NotFound(POST_KIND, export_id)
    return {"object": _described(items[0])}


def posts_of_account(tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
    """List the posts of an account of Channels, the newest first, some at a time."""
    items = sorted(_of_account(tx, posts, owner, members), key=lambda item: (-item.created_ms, -item.id))
    part, buffer = part_of(items, members)
    return {"objects": [_described(item) for item in part], **buffer}


def announced(tx: Tx, owner: int, members: dict[str, Any]) -> list[dict[str, Any]]:
    """List the live streams that an account of Channels has announced and that have not begun."""
    items = _of_account(tx, notices, owner, members)
    return [item.document for item in items if item.document["start_time"] * SECOND > tx.now]


def _of_account(tx: Tx, collection: Collection[Any], owner: int, members: dict[str, Any]) -> list[AdObject]:
    """What an account of Channels made. Raises Missing if none is named, ChannelsAccountUnknown if it made nothing."""
    named = {name: members[name] for name in NAMES if members.get(name)}
    if not named:
        raise Missing(NAMES[0])
    conditions = tuple(Condition(name, "equals", (value,)) for name, value in named.items())
    items = list(collection.matches(tx, Search([owner], conditions)))
    if not items:
        raise ChannelsAccountUnknown
    return items


def part_of(items: Sequence[AdObject], members: Mapping[str, Any]) -> tuple[Sequence[AdObject], dict[str, Any]]:
    """The `count` items after `last_buffer`, and the members of the answer with which a call goes on.

    Raises WrongType.
    """
    start, size = _start(members.get("last_buffer", "0")), members.get("count", COUNT)
    part = items[start : start + size]
    following = start + len(part)
    return part, {"last_buffer": str(following), "continue_flag": int(following < len(items))}


def _start(buffer: str) -> int:
    if not (buffer.isascii() and buffer.isdecimal()) or len(buffer) > 9:
        raise WrongType("last_buffer", buffer[:64], "a text that was answered before")
    return int(buffer)


def _described(item: AdObject) -> dict[str, Any]:
    return {**item.document, "create_time": item.created_ms // SECOND, "delete_flag": 0}
