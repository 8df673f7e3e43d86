"""Sets of user actions: where an account reports from what people do on its sites and in its applications."""

from typing import Any, Final

import msgspec

from mercat.domain.advertising.collection import Collection, Facts, Search
from mercat.domain.advertising.dates import local_text
from mercat.model.advertising import ID, AdObject, Condition
from mercat.model.refusals import Missing
from mercat.store.advertising import user_actions
from mercat.store.tx import Tx

KIND: Final = "user_action_set"
APPLICATIONS: Final = ("ANDROID", "IOS")
WECHAT: Final = ("WECHAT", "WECHAT_MINI_PROGRAM", "WECHAT_MINI_GAME")
SELF_BUILT: Final = "SELF_BUILT"
SCENES: Final = ("DMP", "TRANSFORMATION_ATTRIBUTION")
_REQUIRED: Final = {
    "WEB": "name",
    **dict.fromkeys(APPLICATIONS, "mobile_app_id"),
    **dict.fromkeys(WECHAT, "wechat_app_id"),
    "HARMONY": "app_id_str",
}
_FILTERS: Final = {"mobile_app_id": "integer", "wechat_app_id": "text", "app_id_str": "text", "name": "text"}
_PERMISSION: Final = ("can_create_audience", "can_exact_conversion_claim", "can_as_serving")


class UserActionSet(Facts):
    """The members that rules read."""

    name: str = ""
    type: str = "WEB"
    attributes: bool = msgspec.field(name="enable_conversion_claim", default=True)

    def unique_name(self) -> str | None:
        return self.name or None


class UserActionSets(Collection[UserActionSet]):
    """The sets of all accounts."""

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Create a set of user actions."""
        required = _REQUIRED.get(document["type"])
        if required is not None and not document.get(required):
            raise Missing(required)
        defaults = {"name": str(document.get("mobile_app_id", "")), "description": "", "usages": []}
        return super().add(tx, owner, {**defaults, "enable_conversion_claim": True, **document})

    def listing(self, tx: Tx, owner: int, members: dict[str, Any]) -> list[dict[str, Any]]:
        """List the sets that match all parameters."""
        permission = {"permission": dict.fromkeys(_PERMISSION, True)} if members.get("include_permission") else {}
        return [_document(tx, item) | permission for item in self._matching(tx, owner, members)]

    def dispatches(self, tx: Tx, owner: int, members: dict[str, Any]) -> list[dict[str, Any]]:
        """List what the sets that match all parameters are used for."""
        if members.get("switch_type") == "SWITCH_OFF" or members.get("access_way", SELF_BUILT) != SELF_BUILT:
            return []
        parts = [(item.id, self._scenes(item)) for item in self._matching(tx, owner, members)]
        scenes = set(members.get("scenes") or SCENES)
        return [
            {
                "user_action_set_id": set_id,
                "scenes": [{"scene": scene, "asset_ids": []} for scene in own if scene in scenes],
                "switch_type": "SWITCH_ON",
            }
            for set_id, own in parts
            if scenes.intersection(own)
        ]

    def _scenes(self, item: AdObject) -> tuple[str, ...]:
        return SCENES if self.read(item.document).attributes else SCENES[:1]

    def _matching(self, tx: Tx, owner: int, members: dict[str, Any]) -> list[AdObject]:
        conditions = [
            Condition(name, "equals", (members[name],), kind) for name, kind in _FILTERS.items() if name in members
        ]
        if "user_action_set_id" in members:
            conditions.append(Condition(ID, "equals", (members["user_action_set_id"],), "integer"))
        types = members.get("type") or []
        types = [types] if isinstance(types, str) else types
        items = self.matches(tx, Search([owner], tuple(conditions)))
        return [item for item in items if not types or item.document["type"] in types]


action_sets: Final = UserActionSets(KIND, UserActionSet)


def _document(tx: Tx, item: AdObject) -> dict[str, Any]:
    return {
        **item.document,
        "user_action_set_id": item.id,
        "created_time": local_text(item.created_ms),
        "activate_status": user_actions.any_of(tx, item.id),
        "access_way": SELF_BUILT,
    }
