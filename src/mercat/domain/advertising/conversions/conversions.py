"""Conversions: what an account wants people to do, and how it reports that they did."""

import re
from dataclasses import dataclass
from typing import Any, Final

from msgspec import field
from msgspec.structs import replace

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.conversions import conversion_links
from mercat.domain.advertising.conversions.conversion_links import NONE, Link
from mercat.domain.advertising.refusals import NotBeside
from mercat.domain.advertising.users.user_action_sets import action_sets
from mercat.model.advertising import ID, AdObject, Condition
from mercat.model.refusals import Missing, NotAllowed, NotFound, WrongType
from mercat.store.advertising import user_actions
from mercat.store.tx import Tx

KIND: Final = "conversion"
LINK_KIND: Final = "conversion link"
SDK, API, JS = "ACCESS_TYPE_SDK", "ACCESS_TYPE_API", "ACCESS_TYPE_JS"
ACTIVATION, CLICK, REGISTER, IMPRESSION = (
    f"CLAIM_TYPE_{name}" for name in ("ACTIVATION", "CLICK", "REGISTER", "IMPRESSION")
)
COMPLETED: Final = "ACCESS_STATUS_COMPLETED"
PENDING: Final = "ACCESS_STATUS_PENDING"
_APPS: Final = ("mobile_app_id", "wechat_app_id", "app_id_str")  # of a set of user actions
_URL: Final = re.compile(r"https?://[^\s/?#]+([/?#]\S*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Scene:
    """Where people convert: the type of action sets, categories of links, the carrier, and what is required."""

    sets: str
    categories: tuple[str, ...]
    carrier: str
    access: tuple[str, ...] = (API,)
    claims: tuple[str, ...] = (ACTIVATION, CLICK, REGISTER)
    required: tuple[str, ...] = ("marketing_carrier_id",)


_ALL_CLAIMS: Final = (ACTIVATION, CLICK, REGISTER, IMPRESSION)
SCENES: Final = {
    "ANDROID": Scene("ANDROID", ("ANDROID",), "APP_ANDROID", (SDK, API), _ALL_CLAIMS),
    "IOS": Scene("IOS", ("IOS",), "APP_IOS", (SDK, API), _ALL_CLAIMS),
    "HARMONY": Scene("HARMONY", (), "APP_HARMONY", (API,), _ALL_CLAIMS),
    "WEB": Scene("WEB", ("WEB",), "JUMP_PAGE", (API, JS), _ALL_CLAIMS, ()),
    "WECHAT_MINI_PROGRAM": Scene(
        "WECHAT_MINI_PROGRAM",
        ("WECHAT_MINI_PROGRAM",),
        "MINI_PROGRAM_WECHAT",
        claims=_ALL_CLAIMS,
        required=("mini_program_id",),
    ),
    "WECHAT_MINI_GAME": Scene("WECHAT_MINI_GAME", ("WECHAT_MINI_GAME",), "WECHAT_MINI_GAME", claims=(REGISTER,)),
    "QQ_MINI_GAME": Scene("WEB", ("QQ_MINI_GAME",), "QQ_MINI_GAME", claims=(CLICK,)),
    "QUICK_APP": Scene("WEB", ("QUICK_APP",), "APP_QUICK_APP"),
    "WE_COM": Scene("WEB", ("WECOM",), "", claims=(CLICK,), required=("mini_program_id",)),
}
SCENE: Final = "CONVERSION_SCENE_"
LINKED: Final = ("WEB", "WECHAT_MINI_PROGRAM")  # scenes that take `conversion_link_id`
_CLAIMS: Final = {SDK: (ACTIVATION,), JS: (CLICK,)}
_DEEP: Final = ("deep_behavior_optimization_goal", "deep_worth_optimization_goal", "deep_worth_advanced_goal")
_ADVANCED: Final = ("deep_behavior_advanced_goal", "deep_worth_advanced_goal")

# Filters that say for which ads a conversion is meant. A conversion fits all ads that have its carrier.
_OF_ADS: Final = ("site_set", "cost_type", "marketing_scene", "live_video_mode", "live_video_sub_mode", "campaign_type")
_OF_GOALS: Final = ("marketing_goal", "marketing_sub_goal", "marketing_target_type")
_CARRIER: Final = "marketing_carrier_type"


class Conversion(Facts):
    """The members that rules read."""

    name: str = field(name="conversion_name", default="")
    access: str = field(name="access_type", default=API)
    scene: str = field(name="conversion_scene", default="")
    claim: str = field(name="claim_type", default="")
    set_id: int = field(name="user_action_set_id", default=0)
    attributes: bool = field(name="self_attributed", default=False)
    link_id: int = field(name="conversion_link_id", default=0)
    template_id: int = field(name="conversion_template_id", default=0)
    reports: list[int] = field(name="custom_report_index", default_factory=list)

    def unique_name(self) -> str | None:
        return self.name

    def where(self) -> Scene:
        """What is known of the scene."""
        return SCENES[self.scene.removeprefix(SCENE)]

    def link(self) -> Link | None:
        """The link of the conversion, if it has one."""
        return conversion_links.find(self.link_id or self.template_id)


class Conversions(Collection[Conversion]):
    """The conversions of all accounts."""

    derived = ("access_status",)

    def find(self, tx: Tx, search: Search) -> Slice:
        """List conversions that match the filter, a page at a time."""
        by_id = any(one.member == ID for one in search.conditions)
        conditions = [_of_scene(one) for one in search.conditions if one.member not in (*_OF_ADS, *_OF_GOALS)]
        part = super().find(tx, replace(search, conditions=tuple(conditions)))
        if not by_id:
            return part
        return replace(part, items=[_with_key(tx, item) for item in part.items])

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Create a conversion. One that is not attributed by its account belongs to a set of user actions."""
        _check_members(document)
        facts = self.read(document)
        if not facts.attributes and not facts.set_id:
            document = document | self._only_set(tx, owner, document)
        if facts.set_id:
            action_sets.get(tx, owner, facts.set_id)
        return super().add(tx, owner, {**document, "create_source_type": "SELF_CREATED", "owner_id": owner})

    def check(self, tx: Tx, owner: int, facts: Conversion, changes: Conversion) -> None:
        """Check how a conversion is reported, attributed and linked."""
        scene = facts.where()
        _check_in("access_type", facts.access, scene.access)
        _check_in("claim_type", facts.claim, _CLAIMS.get(facts.access, scene.claims))
        if facts.attributes != (facts.access == API):
            raise NotAllowed("self_attributed", str(facts.attributes).lower(), (str(facts.access == API).lower(),))
        if facts.attributes and facts.set_id:
            raise NotBeside("user_action_set_id", "self_attributed")
        self._check_link(facts)

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Conversions with their link and whether anything was reported."""
        reported: dict[tuple[int, int, str], bool] = {}
        presented = []
        for item in items:
            facts = self.read(item.document)
            key = (item.account_id, facts.set_id, facts.scene)
            if key not in reported:
                reported[key] = self._is_reported(tx, item.account_id, facts)
            state = {"access_status": COMPLETED if reported[key] else PENDING, "site_set_enable": True}
            presented.append(item.with_members(state | {"inspection_free_switch": False} | _linked(facts)))
        return presented

    def _check_link(self, facts: Conversion) -> None:
        if facts.link_id and facts.scene.removeprefix(SCENE) not in LINKED:
            raise NotBeside("conversion_link_id", "conversion_scene")
        if facts.link_id and facts.access != API:
            raise NotBeside("conversion_link_id", "access_type")
        if facts.link_id and facts.template_id:
            raise NotBeside("conversion_template_id", "conversion_link_id")
        link = facts.link()
        if (facts.link_id or facts.template_id) and (link is None or link.category not in facts.where().categories):
            raise NotFound(LINK_KIND, facts.link_id or facts.template_id)
        for place in facts.reports:
            _check_in("custom_report_index", place, tuple(link.reportable) if link else ())

    def _only_set(self, tx: Tx, owner: int, document: dict[str, Any]) -> dict[str, Any]:
        """The set of user actions of the carrier, if there is one. Raises Missing if there are several."""
        sets = self._sets(tx, owner, self.read(document).where(), document.get("marketing_carrier_id", ""))
        if len(sets) > 1:
            raise Missing("user_action_set_id")
        return {"user_action_set_id": sets[0].id} if sets else {}

    def _sets(self, tx: Tx, owner: int, scene: Scene, carrier_id: str) -> list[AdObject]:
        sets = action_sets.matches(tx, Search([owner], (Condition("type", "equals", (scene.sets,)),)))
        return [one for one in sets if not carrier_id or carrier_id in (str(one.document.get(name)) for name in _APPS)]

    def _is_reported(self, tx: Tx, owner: int, facts: Conversion) -> bool:
        if facts.set_id:
            return user_actions.any_of(tx, facts.set_id)
        return any(user_actions.any_of(tx, one.id) for one in self._sets(tx, owner, facts.where(), ""))


conversions: Final = Conversions(KIND, Conversion)


def _check_members(document: dict[str, Any]) -> None:
    """Check the members of a call together. Raises Missing, WrongType, NotBeside."""
    scene = SCENES[document["conversion_scene"].removeprefix(SCENE)]
    for name in scene.required:
        if not document.get(name):
            raise Missing(name)
    is_app = document["conversion_scene"] in (f"{SCENE}ANDROID", f"{SCENE}IOS")
    if is_app and document["self_attributed"] and not document.get("feedback_url"):
        raise Missing("feedback_url")
    for name in ("feedback_url", "impression_feedback_url", "landing_page_url"):
        if document.get(name) and not _URL.fullmatch(document[name]):
            raise WrongType(name, document[name][:64], "a URL")
    for names in (_DEEP, _ADVANCED):
        named = [name for name in names if document.get(name, "") not in NONE]
        if len(named) > 1:
            raise NotBeside(named[1], named[0])


def _check_in(name: str, value: Any, allowed: tuple[Any, ...]) -> None:
    if value not in allowed:
        raise NotAllowed(name, str(value), tuple(map(str, allowed)))


def _of_scene(condition: Condition) -> Condition:
    """A condition on the carrier as one on the scene."""
    if condition.member != _CARRIER:
        return condition
    carrier = str(condition.values[0]).removeprefix("MARKETING_CARRIER_TYPE_")
    scenes = tuple(SCENE + name for name, scene in SCENES.items() if scene.carrier == carrier)
    return Condition("conversion_scene", "in", scenes)


def _with_key(tx: Tx, item: AdObject) -> AdObject:
    """The conversion with the key with which applications report to its set."""
    set_id = item.document.get("user_action_set_id")
    return item.with_members({"user_action_set_key": tx.keys.hex("user action set", str(set_id))}) if set_id else item


def _linked(facts: Conversion) -> dict[str, Any]:
    link = facts.link()
    if link is None:
        return {}
    nodes = conversion_links.nodes_of(link)
    about = {"conversion_link_id": link.id, "conversion_link_desc": link.title}
    return {
        "conversion_link_info": {**about, "landing_page_access": conversion_links.landing_pages(link)},
        "custom_report_node_list": facts.reports,
        "must_report_node_list": link.required,
        "recommend_report_node_list": [place for place in link.reportable if place not in link.required],
        "conversion_link_nodes": [
            {**node, "conversion_link_action_type": [node["conversion_link_action_type"]]} for node in nodes
        ],
    }
