"""Whom audiences cover. A user is a keyed hash of an identifier; no identifier is stored, nor can one be found out.

Where the platform would know users and mercat cannot (keywords, labels, lookalikes), there is only their number.
"""

import hashlib
import zlib
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from mercat.domain.advertising.users import action_matching, ad_users
from mercat.domain.advertising.users.audience_rules import (
    AD,
    COMBINE,
    CUSTOMER_FILE,
    KIND,
    LOOKALIKE,
    USER_ACTION,
    Audience,
    covers,
)
from mercat.domain.advertising.users.labels import labels
from mercat.model.advertising import AdObject
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

DIGEST_BYTES: Final = 16
ID_BYTES: Final = 8
ACCESS_KIND: Final = "audience_access"  # what an account may do with the audience of another
TARGET: Final = "GRANT_PERMISSION_TYPE_TARGET"
LEAST_OF_KEYWORD: Final = 50_000
MOST_OF_KEYWORD: Final = 500_000


class Users(msgspec.Struct, frozen=True):
    """Some users by their hashes, and the number of others."""

    hashes: frozenset[bytes] = frozenset()
    others: int = 0

    def __len__(self) -> int:
        return len(self.hashes) + self.others

    def __or__(self, more: "Users") -> "Users":
        return Users(self.hashes | more.hashes, self.others + more.others)

    def __and__(self, more: "Users") -> "Users":
        return Users(self.hashes & more.hashes, min(self.others, more.others))

    def __sub__(self, fewer: "Users") -> "Users":
        return Users(self.hashes - fewer.hashes, max(0, self.others - fewer.others))


def hashes_of(tx: Tx, user_id_type: str, identifiers: Iterable[str]) -> frozenset[bytes]:
    """The users with these identifiers."""
    key = tx.keys.bytes("audience identifiers", user_id_type)
    return frozenset(hashlib.blake2b(text.encode(), digest_size=DIGEST_BYTES, key=key).digest() for text in identifiers)


def keep(tx: Tx, audience_id: int, hashes: frozenset[bytes]) -> str:
    """Store users of an audience in a file that no other audience shares; its key."""
    return tx.files.put(b"".join(sorted(hashes)) + audience_id.to_bytes(ID_BYTES, "big"))


def in_files(tx: Tx, document: dict[str, Any], now: int) -> frozenset[bytes]:
    """The users whom the files of an audience add up to at a time."""
    users: set[bytes] = set()
    for cover in covers(document):
        if cover.file and cover.at <= now:
            content = tx.files.get(cover.file)
            end = len(content) // DIGEST_BYTES * DIGEST_BYTES
            change = {content[at : at + DIGEST_BYTES] for at in range(0, end, DIGEST_BYTES)}
            users = change if cover.whole else users - change if cover.reduces else users | change
    return frozenset(users)


def usable(tx: Tx, owner: int, audience_id: int) -> AdObject:
    """An audience that the account has or may target. Raises NotFound."""
    item = ad_objects.find(tx, KIND, owner, audience_id)
    access_id = None if item else ad_objects.find_by_name(tx, ACCESS_KIND, owner, str(audience_id))
    if access_id is not None:
        access = ad_objects.find(tx, ACCESS_KIND, owner, access_id)
        if access is not None and TARGET in access.document["permissions"]:
            item = ad_objects.find(tx, KIND, access.document["owner"], audience_id)
    if item is None:
        raise NotFound(KIND, audience_id)
    return item


def of_audience(tx: Tx, item: AdObject, now: int) -> Users:
    """Whom an audience covers at a time."""
    document = item.document
    if document["type"] in (CUSTOMER_FILE, USER_ACTION):
        return Users(in_files(tx, document, now))
    ready = [cover.count for cover in covers(document) if cover.at <= now]
    return Users(others=ready[-1] if ready else 0)


def of_new(tx: Tx, owner: int, audience: Audience) -> Users:
    """Whom a new audience without files will cover."""
    if audience.type == USER_ACTION:
        return Users(action_matching.people(tx, audience.spec["user_action_spec"]))
    if audience.type == AD:
        return Users(others=ad_users.count(tx, owner, audience.spec["ad_rule_spec"]))
    if audience.type == LOOKALIKE:
        return Users(others=audience.spec["lookalike_spec"]["expand_user_count"])
    if audience.type == COMBINE:
        return combined(tx, owner, audience.spec["combine_spec"], tx.now)
    if audience.type == "KEYWORD":
        words = audience.spec["keyword_spec"]
        return Users(others=max(0, _size(words["include_keyword"]) - _size(words.get("exclude_keyword", ()))))
    return Users()


def combined(tx: Tx, owner: int, spec: dict[str, Any], now: int) -> Users:
    """Whom a combination covers: in some of each inner list of `include`, and not in some of each of `exclude`."""
    users = _in_all(tx, owner, spec["include"], now)
    return users - _in_all(tx, owner, spec["exclude"], now) if spec.get("exclude") else users


def _in_all(tx: Tx, owner: int, groups: list[list[dict[str, Any]]], now: int) -> Users:
    users: Users | None = None
    for group in groups:
        some = Users()
        for rule in group:
            some = some | _of_part(tx, owner, rule["audience_id"], now)
        users = some if users is None else users & some
    return users or Users()


def _of_part(tx: Tx, owner: int, audience_id: int, now: int) -> Users:
    """The users of an audience or a label; nobody if the account may not use it any more."""
    label = ad_objects.find(tx, labels.kind, owner, audience_id)
    if label is not None:
        return Users(others=label.document.get("user_count", 0))
    try:
        return of_audience(tx, usable(tx, owner, audience_id), now)
    except NotFound:
        return Users()


def _size(words: Iterable[str]) -> int:
    """A number of users for each word, which is always the same."""
    span = MOST_OF_KEYWORD - LEAST_OF_KEYWORD
    return sum(LEAST_OF_KEYWORD + zlib.crc32(word.encode()) % span for word in set(words))
