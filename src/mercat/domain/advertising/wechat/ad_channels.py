"""Channels that accounts open for ads: a person binds them to WeChat, and the platform checks who opens them."""

import binascii
import hashlib
from base64 import b64decode
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from msgspec import field

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.materials.brands import check_sides, check_size
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.review import approvals
from mercat.domain.advertising.review.approvals import Approvable, reason_of
from mercat.domain.advertising.wechat import channels
from mercat.model.ad_reviews import Reviewed, State
from mercat.model.advertising import AdObject, Condition
from mercat.model.clock import DAY, MINUTE, SECOND
from mercat.model.refusals import AlreadyExists, NotAllowed, NotFound, WrongType
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "channel for ads"
BINDING_KIND: Final = "WeChat binding"
FILE_KIND: Final = "certificate file"
BIND_MEMBER: Final = "wechat_bind_auth_token"
BIND_STATUS: Final = "wechat_bind_status"
BOUND, UNBOUND, EXPIRED = "BOUND", "UNBOUND", "EXPIRED"
CREATED: Final = "CREATED"
PROCESSING_LOGOUT: Final = "PROCESSING_LOGOUT"
DEACTIVATED: Final = "DEACTIVATED"
TOKEN_MS: Final = 30 * MINUTE
LOGOUT_MS: Final = 7 * DAY  # a channel is closed so long after it is deleted
TYPES: Final = {"PDF": (b"%PDF",), "DOC": (b"\xd0\xcf\x11\xe0", b"PK\x03\x04")}
_STATUSES: Final = {State.PENDING: "AUDIT_PENDING", State.APPROVED: CREATED, State.REFUSED: "AUDIT_REFUSED"}
_ADDRESS: Final = "https://ad.weixin.qq.com/bind/{}"
_TOKEN_DIGITS: Final = 32
_FIXED: Final = (channels.CHANNEL_ID, "export_username")  # members of an update that no update changes

Document = dict[str, Any]


class Binding(Facts):
    """A token with which a person binds WeChat."""

    token: str = ""
    expires_ms: int = 0

    def unique_name(self) -> str | None:
        return self.token


class Bindings(Approvable[Binding]):
    """The tokens of all accounts. The person who scans the code is elsewhere: a binding is an approval."""

    def begin(self, tx: Tx, owner: int, members: Document) -> Document:
        """Make a token, and a code for a person to scan."""
        token = tx.randomness.hex(_TOKEN_DIGITS)
        document = {"token": token, "expires_ms": tx.now + TOKEN_MS}
        self.add(tx, owner, document | approvals.ask(tx, owner, self.kind, token))
        about = {"wechat_bind_auth_token_exp_time": (tx.now + TOKEN_MS) // SECOND}
        return {BIND_MEMBER: token, **about, "wechat_bind_scan_url": _ADDRESS.format(token)}

    def show(self, tx: Tx, owner: int, members: Document) -> Document:
        """Show whether a person has bound WeChat with a token. Raises NotFound."""
        item = self.with_token(tx, owner, members[BIND_MEMBER])
        return item.document | ({"author_nick_name": f"wx_{item.id}"} if item.document[BIND_STATUS] == BOUND else {})

    def with_token(self, tx: Tx, owner: int, token: str) -> AdObject:
        """The binding with a token. Raises NotFound."""
        object_id = ad_objects.find_by_name(tx, self.kind, owner, token)
        if object_id is None:
            raise NotFound(self.kind, token[:64])
        return self.presented(tx, owner, object_id)

    def decided(self, tx: Tx, item: AdObject, decision: Reviewed | None) -> Document:
        """Whether it is bound. A token that nobody used in time has expired."""
        if decision is not None and decision.at(tx.now) is State.APPROVED:
            return {BIND_STATUS: BOUND}
        return {BIND_STATUS: EXPIRED if tx.now >= self.read(item.document).expires_ms else UNBOUND}


class AdChannel(Facts):
    """The members that rules read."""

    nickname: str = ""
    picture: str = field(name="head_image_id", default="")
    certificates: list[Document] = field(name="certification_list", default_factory=list)
    logout_ms: int = 0


class AdChannels(Approvable[AdChannel]):
    """The channels that all accounts opened."""

    derived: ClassVar[Sequence[str]] = ("status",)

    def add(self, tx: Tx, owner: int, document: Document) -> int:
        """Open a channel for ads, with a token that a person has bound."""
        binding = bindings.with_token(tx, owner, document[BIND_MEMBER])
        if binding.document[BIND_STATUS] != BOUND:
            raise NotAllowed(BIND_MEMBER, binding.document[BIND_STATUS], (BOUND,))
        channel: Document = {channels.CHANNEL_ID: str(self._channel(tx, owner, document)), "logout_ms": 0}
        about = approvals.ask(tx, owner, self.kind, document["nickname"])
        return super().add(tx, owner, {**document, **channel, **_picture(tx, owner, document), **about})

    def update(self, tx: Tx, owner: int, object_id: int, changes: Document) -> int:
        """Change a channel, which is checked again."""
        item = self.presented(tx, owner, object_id)
        if item.document["status"] in (PROCESSING_LOGOUT, DEACTIVATED):
            raise NotAllowed("status", item.document["status"], tuple(_STATUSES.values()))
        if changes.get(BIND_MEMBER):
            bindings.with_token(tx, owner, changes[BIND_MEMBER])
        self.check_name(tx, owner, changes["nickname"], object_id)
        members = {name: value for name, value in changes.items() if name not in _FIXED}
        about = approvals.ask(tx, owner, self.kind, changes["nickname"])
        return super().update(tx, owner, object_id, {**members, **_picture(tx, owner, changes), **about})

    def delete(self, tx: Tx, owner: int, object_id: int) -> int:
        """Close a channel: one that is open in a week, any other at once."""
        if self.presented(tx, owner, object_id).document["status"] != CREATED:
            return super().delete(tx, owner, object_id)
        document = self.get(tx, owner, object_id).document
        ad_objects.save(tx, object_id, document | {"logout_ms": tx.now + LOGOUT_MS})
        return object_id

    def check(self, tx: Tx, owner: int, facts: AdChannel, changes: AdChannel) -> None:
        """Check that files and images of certificates are the account's."""
        for certificate in changes.certificates:
            for file in certificate.get("certification_file_list", ()):
                if file.get("certification_file_id"):
                    files.get(tx, owner, id_of(file["certification_file_id"]))
            for image in certificate.get("certification_image_list", ()):
                if image.get("certification_image_id"):
                    images.get(tx, owner, id_of(image["certification_image_id"]))

    def validate(self, tx: Tx, owner: int, members: Document) -> Document:
        """Check that a channel of the account could have a name and a picture. Raises NotFound, AlreadyExists."""
        item = self.of_channel(tx, owner, members[channels.CHANNEL_ID])
        if "nickname" in members:
            self.check_name(tx, owner, members["nickname"], item.id)
        if "head_image_id" in members:
            _picture(tx, owner, members)
        return {"account_id": owner}

    def of_channel(self, tx: Tx, owner: int, channel_id: str) -> AdObject:
        """The opened channel with an id in WeChat. Raises NotFound."""
        for item in self.matches(tx, Search([owner], (Condition(channels.CHANNEL_ID, "equals", (channel_id,)),))):
            return item
        raise NotFound(self.kind, channel_id[:64])

    def check_name(self, tx: Tx, owner: int, name: str, own_id: int) -> None:
        """Check that no other channel has a name. Raises AlreadyExists."""
        for item in self.matches(tx, Search([owner], (Condition("nickname", "equals", (name,)),))):
            if item.id != own_id:
                raise AlreadyExists(self.kind, name)

    def opened(self, tx: Tx, owners: Sequence[int]) -> list[AdObject]:
        """The channels that are open, with the name that a channel has in lists."""
        items = self.matches(tx, Search(owners, (Condition("status", "equals", (CREATED,)),)))
        return [item.with_members({channels.NAME: item.document["nickname"]}) for item in items]

    def decided(self, tx: Tx, item: AdObject, decision: Reviewed | None) -> Document:
        """The state of a channel."""
        state = decision.at(tx.now) if decision else State.PENDING
        closes_ms = self.read(item.document).logout_ms
        reason = reason_of(decision, tx.now)
        about: Document = {"status": _STATUSES[state], BIND_STATUS: BOUND, "audit_msg": reason, "finder_fail_msg": ""}
        if closes_ms:
            about |= {"status": DEACTIVATED if tx.now >= closes_ms else PROCESSING_LOGOUT}
            about |= {"logout_time_second": closes_ms // SECOND}
        return about | {"export_username": item.document[channels.CHANNEL_ID], "finder_fail_ret": 0}

    def _channel(self, tx: Tx, owner: int, document: Document) -> int:
        """A new channel. Raises AlreadyExists if the name is taken."""
        if ad_objects.find_by_name(tx, channels.KIND, channels.EVERYWHERE, document["nickname"]) is not None:
            raise AlreadyExists(self.kind, document["nickname"])
        return channels.known(tx, document["nickname"])


class CertificateFile(Facts):
    """The facts of a file: rules read none."""


bindings: Final = Bindings(BINDING_KIND, Binding)
ad_channels: Final = AdChannels(KIND, AdChannel)
files: Final = Collection(FILE_KIND, CertificateFile)


def usable(tx: Tx, search: Search) -> Slice:
    """List the channels that an account may use, or might use before, a page at a time."""
    return channels.usable(tx, search, ad_channels.opened(tx, search.owners))


def keep_file(tx: Tx, owner: int, members: Document) -> Document:
    """Store the file of a certificate. Raises WrongType, NotAllowed."""
    try:
        content = b64decode(members["file_bytes"], validate=True)
    except (binascii.Error, ValueError):
        raise WrongType("file_bytes", members["file_bytes"][:64], "base64") from None
    if hashlib.md5(content, usedforsecurity=False).hexdigest() != members["signature"].lower():
        raise WrongType("signature", members["signature"][:64], "the MD5 of the file")
    if not content.startswith(TYPES[members["file_type"]]):
        raise NotAllowed("file_type", members["file_type"], tuple(kind for kind in TYPES if _is(kind, content)))
    about = {"file_name": members["file_name"], "file_type": members["file_type"], "file": tx.files.put(content)}
    return {"file_id": str(files.add(tx, owner, about)), "file_name": members["file_name"]}


def _is(kind: str, content: bytes) -> bool:
    return content.startswith(TYPES[kind])


def _picture(tx: Tx, owner: int, members: Document) -> Document:
    """The picture of a channel, which follows the rules of a brand's. Raises NotFound, TooLarge, OutOfRange."""
    image = images.get(tx, owner, id_of(members["head_image_id"])).document
    check_size("head_image_id", image["file_size"])
    check_sides("head_image_id", image["width"], image["height"])
    return {"head_image_url": image["preview_url"]}
