"""Comments on ads in WeChat Channels: people write them there, and the account answers, selects and deletes them."""

from typing import Any, Final

from msgspec.structs import replace

from mercat.domain.advertising.collection import Collection, Facts, Search
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.wechat import channels_ads
from mercat.domain.advertising.wechat.channels_posts import part_of
from mercat.model.advertising import AdObject, Condition
from mercat.model.clock import SECOND
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

KIND: Final = "comment"
SELECTED, GENERAL = "Selection", "General"
OPEN: Final = "SET_OBJECT_COMMENT_FLAG_OP_TYPE_OPEN"
ALL_LEVELS: Final = 0
AD: Final = "finder_ad_object_id"

# Filter field -> member of a comment.
_MEMBERS: Final = {
    "finder_usernames": "finder_username",
    "keyword": "content",
    "comment_analyze_keyword": "content",
    "comment_analyze_sentiment": "sentiment",
}
_OF_CHANNEL: Final = ("wechat_channels_account_id", "finder_username")
_SENTIMENTS: Final = {
    "NEGATIVE": ("不好", "差", "贵", "失望", "退款", "假", "bad", "expensive"),
    "POSITIVE": ("好", "喜欢", "赞", "不错", "棒", "good", "love", "great"),
}

Document = dict[str, Any]


class Comment(Facts):
    """The members that rules read. An answer is a part of the comment that it answers."""

    reply_to: int = 0

    def parent_id(self) -> int:
        return self.reply_to


comments: Final = Collection(KIND, Comment)


def listed(tx: Tx, search: Search) -> Document:
    """List comments that match the filter, the newest first, some at a time, with the answers of the account."""
    conditions = tuple(replace(one, member=_MEMBERS.get(one.member, one.member)) for one in search.conditions)
    own = Condition("is_answer", "equals", (False,), "boolean")
    matches = comments.matches(tx, Search(search.owners, (*conditions, own)))
    items = sorted(matches, key=lambda item: (-item.created_ms, -item.id))
    part, buffer = part_of(items, search.parameters)
    return {"list": [_described(item) | {"author_replys": _answers(tx, item)} for item in part], **buffer}


def write(tx: Tx, owner: int, members: Document) -> None:
    """Write a comment on an ad, or an answer to one. Raises NotFound."""
    ad = channels_ads.get(tx, owner, members[AD])
    answered = members.get("reply_comment_id")
    if answered:
        comment = _of_ad(tx, owner, ad.id, answered)
        # An answer to an answer belongs to the comment that both are about.
        reply_to = comment.document["reply_to"] or comment.id
        about: Document = {name: comment.document[name] for name in _OF_CHANNEL if name in comment.document}
        note(tx, owner, ad.id, members["content"], {**about, "reply_to": reply_to, "comment_level": 2})
    else:
        note(tx, owner, ad.id, members["content"], {})


def note(tx: Tx, owner: int, ad_id: int, content: str, about: Document) -> int:
    """Store a comment. `about` says who wrote it where, and what it answers."""
    document = {"comment_flag": GENERAL, "comment_level": 1, "reply_to": 0, **about, AD: ad_id, "content": content}
    document |= {"is_answer": document["reply_to"] != 0, "sentiment": sentiment(content)}
    return comments.add(tx, owner, document)


def remove(tx: Tx, owner: int, members: Document) -> None:
    """Delete a comment on an ad, with the answers to it. Raises NotFound."""
    ad = channels_ads.get(tx, owner, members[AD])
    comment = _of_ad(tx, owner, ad.id, members["comment_id"])
    for answer in _answers_to(tx, comment):
        comments.delete(tx, owner, answer.id)
    comments.delete(tx, owner, comment.id)


def select(tx: Tx, owner: int, members: Document) -> None:
    """Select a comment on an ad, or all of a level, or undo that. Raises NotFound."""
    ad = channels_ads.get(tx, owner, members[AD])
    if members.get("comment_id"):
        items = [_of_ad(tx, owner, ad.id, members["comment_id"])]
    else:
        level = members.get("comment_level", ALL_LEVELS)
        of_ad = comments.matches(tx, Search([owner], (Condition(AD, "equals", (ad.id,), "integer"),)))
        items = [item for item in of_ad if level in (ALL_LEVELS, item.document["comment_level"])]
    for item in items:
        comments.amend(tx, item, {"comment_flag": SELECTED if members["op_type"] == OPEN else GENERAL})


def sentiment(content: str) -> str:
    """What somebody feels who writes this, as far as a few words tell."""
    text = content.lower()
    return next((name for name, words in _SENTIMENTS.items() if any(word in text for word in words)), "NEUTRAL")


def _of_ad(tx: Tx, owner: int, ad_id: int, comment_id: str) -> AdObject:
    """A comment on an ad. Raises NotFound."""
    comment = comments.get(tx, owner, id_of(comment_id))
    if comment.document[AD] != ad_id:
        raise NotFound(KIND, comment.id)
    return comment


def _answers_to(tx: Tx, comment: AdObject) -> list[AdObject]:
    condition = Condition("reply_to", "equals", (comment.id,), "integer")
    return list(comments.matches(tx, Search([comment.account_id], (condition,))))


def _answers(tx: Tx, comment: AdObject) -> list[Document]:
    return [_described(answer) for answer in _answers_to(tx, comment)]


def _described(item: AdObject) -> Document:
    return item.document | {"comment_id": str(item.id), "created_time": item.created_ms // SECOND}
