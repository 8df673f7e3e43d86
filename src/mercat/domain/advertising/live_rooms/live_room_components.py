"""Components of live rooms: cheering icons with a background, and links. Somebody judges each before it is public."""

from typing import Any, Final

from mercat.domain.advertising.collection import Facts
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.refusals import NotBeside, TooSmall, Unchangeable
from mercat.domain.advertising.review import approvals
from mercat.domain.advertising.review.approvals import Approvable, reason_of
from mercat.domain.advertising.wechat.channels import AUTHORIZATION_KIND, CHANNEL_ID, NAME, channel_authorizations
from mercat.model.ad_reviews import Reviewed, State
from mercat.model.advertising import AdObject
from mercat.model.clock import SECOND
from mercat.model.refusals import Missing, NotAllowed, NotFound
from mercat.store.tx import Tx

KIND: Final = "live room component"
TYPE: Final = "component_type"
SPEC: Final = "component_spec"
PICTURES, LINK = "LIVE_IMAGE_COMPONENT", "LIVE_CONV_COMPONENT"
PARTS: Final = {PICTURES: "live_image_component", LINK: "live_conv_component"}
NORMAL, SUSPENDED = "AD_STATUS_NORMAL", "AD_STATUS_SUSPEND"
BEGIN: Final = "live_begin_time"
_USES: Final = {"is_use_bg_img": ("bg_img_id", "bg_img_url"), "is_use_cheer_icon": ("cheer_icon",)}
_IMAGES: Final = ("bg_img_id", "icon_img_id", "img_id")
_STATUSES: Final = {
    State.APPROVED: "AUDIT_STATUS_APPROVED",
    State.PENDING: "AUDIT_STATUS_PENDING",
    State.REFUSED: "AUDIT_STATUS_REJECTED",
}

Document = dict[str, Any]


class LiveRoomComponent(Facts):
    """The members that rules read."""

    component_type: str = ""
    component_spec: dict[str, Any] = {}
    wechat_channels_account_id: str = ""


class LiveRoomComponents(Approvable[LiveRoomComponent]):
    """The components of live rooms of all accounts."""

    def submit(self, tx: Tx, owner: int, members: Document) -> int:
        """Create a component, which somebody has to judge. Raises NotAllowed, Missing, NotBeside, NotFound."""
        defaults = {"status": SUSPENDED, "component_wechat_channel_spec": {"icon_url": ""}}
        nickname = {"finder_nickname": _channel_name(tx, owner, members.get(CHANNEL_ID, ""))}
        about = approvals.ask(tx, owner, KIND, members["component_name"])
        return self.add(tx, owner, {**defaults, **members, **nickname, **about})

    def replace(self, tx: Tx, owner: int, object_id: int, changes: Document) -> int:
        """Replace what a component shows; it is judged again, and not published. Raises Unchangeable."""
        item = self._of_type(tx, owner, object_id, changes)
        about = approvals.ask(tx, owner, KIND, item.document["component_name"])
        return self.update(tx, owner, object_id, {SPEC: changes[SPEC], "status": SUSPENDED, **about})

    def publish(self, tx: Tx, owner: int, object_id: int, changes: Document) -> int:
        """Publish a component, or end that, and set when the broadcast begins.

        Raises Unchangeable, NotAllowed unless it is approved, TooSmall if the broadcast has begun.
        """
        item = self._of_type(tx, owner, object_id, changes)
        begins = changes[BEGIN]
        if changes["status"] == NORMAL:
            if not item.document["is_publish_enabled"]:
                raise NotAllowed("status", NORMAL, (SUSPENDED,))
            if begins < tx.now // SECOND:
                raise TooSmall(BEGIN, tx.now // SECOND)
        spec = item.document[SPEC]
        if item.document[TYPE] == PICTURES:
            spec = {PARTS[PICTURES]: {**spec[PARTS[PICTURES]], BEGIN: begins}}
        return self.update(tx, owner, object_id, {SPEC: spec, "status": changes["status"]})

    def check(self, tx: Tx, owner: int, facts: LiveRoomComponent, changes: LiveRoomComponent) -> None:
        """A component has the part of its type alone, what it uses, and pictures of the account."""
        if facts.component_type not in PARTS:
            raise NotAllowed(TYPE, facts.component_type, tuple(PARTS))
        name = PARTS[facts.component_type]
        part = facts.component_spec.get(name)
        if not part:
            raise Missing(f"{SPEC}.{name}")
        for other in PARTS.values():
            if other != name and facts.component_spec.get(other):
                raise NotBeside(f"{SPEC}.{other}", TYPE)
        for flag, members in _USES.items():
            if part.get(flag) and not any(part.get(member) for member in members):
                raise Missing(f"{SPEC}.{name}.{members[0]}")
        for each in (part, *part.get("cheer_icon", ())):
            for member in _IMAGES:
                if each.get(member):
                    images.get(tx, owner, id_of(each[member]))

    def decided(self, tx: Tx, item: AdObject, decision: Reviewed | None) -> Document:
        """The state of a component's review."""
        state = decision.at(tx.now) if decision else State.PENDING
        members = {"audit_status": _STATUSES[state], "audit_msg": reason_of(decision, tx.now)}
        return members | {"is_publish_enabled": state is State.APPROVED}

    def _of_type(self, tx: Tx, owner: int, object_id: int, changes: Document) -> AdObject:
        item = self.presented(tx, owner, object_id)
        if changes[TYPE] != item.document[TYPE]:
            raise Unchangeable(TYPE)
        return item


live_room_components: Final = LiveRoomComponents(KIND, LiveRoomComponent)


def _channel_name(tx: Tx, owner: int, channel_id: str) -> str:
    """The name of a channel that the account may use; empty without a channel. Raises NotFound."""
    if not channel_id:
        return ""
    authorization = channel_authorizations.active(tx, owner, channel_id)
    if authorization is None:
        raise NotFound(AUTHORIZATION_KIND, channel_id)
    return str(authorization.document[NAME])
