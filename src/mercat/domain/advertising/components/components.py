"""Components: the texts, pictures and landing pages of creatives. They belong to an owner, who cannot change them."""

import hashlib
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.components import component_rules, component_sharing
from mercat.domain.advertising.components.component_rules import Components
from mercat.domain.advertising.components.component_types import JUMP_INFO, Size, fits, members_of, sized, subtype_of
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.materials.profiles import profiles
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.pages.wechat_pages import wechat_pages
from mercat.domain.advertising.review import elements, reviews
from mercat.model.advertising import ID, AdObject, Condition
from mercat.model.refusals import Missing, NotFound, Refusal, TooMany
from mercat.store.advertising import ad_objects
from mercat.store.advertising.ad_objects import Matching
from mercat.store.tx import Tx

KIND: Final = component_sharing.COMPONENT_KIND
CREATIVE_KIND: Final = "creative"
USES: Final = "component_ids"  # a member of creatives to search by: ",7,12,"
FILES: Final = "files"  # a member of components to search by: ",7,12,"
FORCE: Final = "DELETE_STRATEGY_FORCE"
VALUE: Final = "component_value"
MOST_MATCHES: Final = 1_000  # of one file

DEFAULTS: Final = {
    "generation_type": "COMPONENT_GENERATION_TYPE_USER_CREATE",
    "similarity_status": "SIMILARITY_STATUS_APPROVED",
    "potential_status": "COMMON_POTENTIAL_STATUS_DEFAULT",
    "first_publication_status": "FIRST_PUBLICATION_STATUS_DEFAULT",
    "scene": "DEFAULT",
}

# The specs of landing pages that are objects of the account, and the objects.
_PAGES: Final[dict[str, Collection[Any]]] = {
    "wechat_canvas_spec": wechat_pages,
    "wechat_canvas_mini_program_spec": wechat_pages,
    "h5_profile_spec": profiles,
}
_MATERIAL: Final[dict[str, Collection[Any]]] = {elements.IMAGE: images, elements.VIDEO: videos}


class ComponentMissing(Refusal):
    """The account has no component with this id and type."""


class ComponentRepeated(Refusal):
    """The owner has a component of the same content."""

    component_id: int


class ComponentInUse(Refusal):
    """A creative has the component."""

    creative_id: int


class SubtypeUnfit(Refusal):
    """The content of a component is not of its subtype."""


class PicturesRepeated(Refusal):
    """All pictures of a list are the same."""


class PageMissing(Refusal):
    """The account has no such landing page."""


class FilteringModeUnfit(Refusal):
    """Shared components are read for an account, not for a business unit."""


class ComponentFacts(Facts):
    """The facts of a component: rules read its document."""


class ComponentLibrary(Collection[ComponentFacts]):
    """The components of all accounts and business units."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List components that match the filter, a page at a time: the owner's, or those that units share with it."""
        conditions = tuple(_condition(tx, search, condition) for condition in search.conditions)
        mode = search.parameters.get("component_id_filtering_mode")
        if mode is None:
            return super().find(tx, replace(search, conditions=conditions))
        if component_sharing.units_among(tx, search.owners):
            raise FilteringModeUnfit
        also = component_sharing.shared_with(tx, search.owners, mode)
        return super().find(tx, replace(search, owners=(), also=also or (0,), conditions=conditions))

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Components as they are answered."""
        units = component_sharing.units_among(tx, {item.account_id for item in items})
        return [item.with_members(_answered(item, item.account_id in units)) for item in items]

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Create a component. Its review begins."""
        values = {name: part for name, part in document[VALUE].items() if part is not None}
        if not values:
            raise Missing(VALUE)
        if len(values) > 1:
            raise TooMany(VALUE, 1)
        ((name, part),) = values.items()
        if "value" not in part:
            raise Missing(f"{VALUE}.{name}.value")
        member = JUMP_INFO if name == "jump_info" else name
        present_id = ad_objects.find_by_name(tx, KIND, owner, _digest(member, part["value"]))
        if present_id is not None:
            raise ComponentRepeated(present_id)
        about = {key: value for key, value in document.items() if key != VALUE}
        return _make(tx, owner, member, part["value"], about)

    def remove(self, tx: Tx, owner: int, object_id: int, members: dict[str, Any]) -> int:
        """Delete a component that no creative has, or any with the strategy FORCE: its creatives keep the content."""
        self.get(tx, owner, object_id)
        if members.get("delete_strategy") != FORCE:
            condition = uses(Condition("", "equals", (object_id,)))
            accounts = [owner, *component_sharing.users_of(tx, object_id)]
            users = Matching(tx, CREATIVE_KIND, accounts, (condition,), deleted=False).slice(0, 1)
            if users:
                raise ComponentInUse(users[0].id)
        component_sharing.end(tx, object_id)
        return self.delete(tx, owner, object_id)


component_library: Final = ComponentLibrary(KIND, ComponentFacts)


def store(tx: Tx, owner: int, components: Components) -> dict[str, Any]:
    """The members of a creative that has these components. New components are created from their description.

    Raises Missing, ComponentMissing, and what refuses a component or their number.
    """
    component_rules.check(components)
    stored = {each: [_store(tx, owner, each, item) for item in items] for each, items in components.items()}
    component_rules.check_texts(stored)
    ids = [str(item["component_id"]) for items in stored.values() for item in items]
    return {"creative_components": stored, USES: f",{','.join(ids)},"}


def with_deletions(tx: Tx, creatives: list[AdObject]) -> list[AdObject]:
    """Creatives whose components say whether they are deleted."""
    everything = [item.document.get("creative_components", {}) for item in creatives]
    ids = {one["component_id"] for components in everything for several in components.values() for one in several}
    gone = ad_objects.deleted_among(tx, KIND, sorted(ids))
    if not gone:
        return creatives
    return [
        item.with_members({"creative_components": {kind: _marked(several, gone) for kind, several in parts.items()}})
        for item, parts in zip(creatives, everything, strict=True)
    ]


def uses(condition: Condition) -> Condition:
    """The condition that a creative uses a component."""
    return Condition(USES, "contains", tuple(f",{value}," for value in condition.values))


# -- the parts --------------------------------------------------------------------------------------------------------


def _marked(several: list[dict[str, Any]], gone: set[int]) -> list[dict[str, Any]]:
    return [component | {"is_deleted": component["component_id"] in gone} for component in several]


def _store(tx: Tx, owner: int, member: str, item: dict[str, Any]) -> dict[str, Any]:
    if "value" in item:  # counts more than an id beside it
        value = item["value"]
        present_id = ad_objects.find_by_name(tx, KIND, owner, _digest(member, value))
        component_id = present_id or _make(tx, owner, member, value, {})
        return {"component_id": component_id, "value": value, "is_deleted": False}
    if not item.get("component_id"):
        raise Missing(f"creative_components.{member}.value")
    component = component_sharing.usable(tx, owner, item["component_id"])
    if component is None or component.document["type"] != member:
        raise ComponentMissing
    return {"component_id": component.id, "value": component.document["value"], "is_deleted": False}


def _make(tx: Tx, owner: int, member: str, value: dict[str, Any], about: dict[str, Any]) -> int:
    content = elements.elements_of(value)
    check_references(tx, owner, value, content)
    document = {**DEFAULTS, **about, "type": member, "value": value}
    subtype = _subtype(tx, owner, member, value, about.get("component_sub_type"))
    document |= {"component_sub_type": subtype} if subtype else {}
    files = [element.value for element in content if element.type in _MATERIAL]
    document |= {FILES: f",{','.join(files)},"} if files else {}
    reviews.submit(tx, owner, content)
    return ad_objects.add(tx, KIND, owner, document, name=_digest(member, value))


def check_references(tx: Tx, owner: int, value: dict[str, Any], content: list[elements.Element]) -> None:
    """Check that the account has the images, videos and pages that a component shows. Raises NotFound, PageMissing."""
    for element in content:
        if element.type in _MATERIAL:
            _MATERIAL[element.type].get(tx, owner, id_of(element.value))
    for spec, page_id in _pages(value):
        try:
            _PAGES[spec].get(tx, owner, page_id)
        except NotFound:
            raise PageMissing from None


def _pages(value: Any) -> list[tuple[str, int]]:
    if isinstance(value, list):
        return [page for item in value for page in _pages(item)]
    if not isinstance(value, dict):
        return []
    own = [(spec, value[spec]["page_id"]) for spec in _PAGES if "page_id" in (value.get(spec) or {})]
    return own + [page for below in value.values() for page in _pages(below)]


def _subtype(tx: Tx, owner: int, member: str, value: dict[str, Any], subtype: str | None) -> str | None:
    parts = sized(member, value)
    if member == "image_list" and len(parts) > 1 and len({part.value for part in parts}) == 1:
        raise PicturesRepeated
    sizes = [_size(_MATERIAL[part.type].get(tx, owner, id_of(part.value))) for part in parts]
    if subtype is None:
        return subtype_of(member, value, sizes)
    is_other_page = member == JUMP_INFO and subtype != subtype_of(member, value, sizes)
    if is_other_page or not fits(subtype, member, sizes):
        raise SubtypeUnfit
    return subtype


def _size(item: AdObject) -> Size:
    return item.document["width"], item.document["height"]


def _digest(member: str, value: dict[str, Any]) -> str:
    document = {"type": member, "value": value}
    return hashlib.sha256(msgspec.json.encode(document, order="deterministic")).hexdigest()


def _answered(item: AdObject, is_of_unit: bool) -> dict[str, Any]:
    member, value = item.document["type"], item.document["value"]
    name = "jump_info" if member == JUMP_INFO else member
    part = {"component_id": item.id, "value": value, "is_deleted": item.deleted}
    owner = {"organization_id": item.account_id} if is_of_unit else {}
    return {**DEFAULTS, **item.document, VALUE: {name: part}, **owner}


def _condition(tx: Tx, search: Search, condition: Condition) -> Condition:
    member, values = condition.member, condition.values
    if member == "component_type":
        return Condition("type", "in", tuple(name for value in values for name in members_of(value)) or ("",))
    if member in ("image_id", "video_id"):
        return _with_files(tx, search, values)
    if member in ("image_signature", "video_signature"):
        kind = images.kind if member == "image_signature" else videos.kind
        same = Condition("signature", "in", tuple(values))
        files = Matching(tx, kind, search.owners, (same,), deleted=False).slice(0, MOST_MATCHES)
        return _with_files(tx, search, tuple(file.id for file in files))
    return condition


def _with_files(tx: Tx, search: Search, files: tuple[Any, ...]) -> Condition:
    conditions = [Condition(FILES, "contains", (f",{file},",)) for file in files]
    matches = [
        item.id
        for condition in conditions
        for item in Matching(tx, KIND, search.owners, (condition,), deleted=search.deleted).slice(0, MOST_MATCHES)
    ]
    return Condition(ID, "in", tuple(matches) or (0,), "integer")
