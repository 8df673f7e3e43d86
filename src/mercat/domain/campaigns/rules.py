"""The rules of smart lists and flows: the supported triggers and filters; flow steps are stored by name."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from mercat.model.assets import AssetRef, AssetType
from mercat.model.campaigns import Content, Rule, Type
from mercat.model.refusals import Missing, NotAllowed, TooFew, TooMany

REQUESTED: Final = "Campaign is Requested"  # values: source
WEB_SERVICE: Final = "Web Service API"
LIST_MEMBER: Final = "Member of List"  # values: list, an id
SOURCES: Final = (WEB_SERVICE, "Marketo Flow Action", "Sales Insight")
STEPS: Final = (
    "Add to List",
    "Change Data Value",
    "Change Program Status",
    "Change Score",
    "Interesting Moment",
    "Remove from List",
    "Request Campaign",
    "Send Alert",
    "Send Email",
    "Wait",
)
MOST: Final = 100  # triggers, filters or steps of one campaign
LONGEST_INTERVAL: Final = 1_000
_REFERENCES: Final = {"list": AssetType.STATIC_LIST, "campaign": AssetType.SMART_CAMPAIGN}  # values that are ids


def check(content: Content) -> None:
    """Check a smart list and a flow. Raises NotAllowed, Missing, TooFew, TooMany."""
    for field, rules, names in (
        ("triggers", content.triggers, (REQUESTED,)),
        ("filters", content.filters, (LIST_MEMBER,)),
        ("steps", content.steps, STEPS),
    ):
        if len(rules) > MOST:
            raise TooMany(field, MOST)
        for rule in rules:
            if rule.name not in names:
                raise NotAllowed(field, rule.name, names)
    for trigger in content.triggers:
        source = _value(trigger, "source")
        if source not in SOURCES:
            raise NotAllowed("source", str(source), SOURCES)
    for rule in content.filters:
        _value(rule, "list")
    _check_interval(content)


def type_of(content: Content) -> Type:
    """The type of a campaign: `trigger` if it has a trigger, otherwise `batch`."""
    return "trigger" if content.triggers else "batch"


def is_requested(content: Content) -> bool:
    """Whether the campaign has a trigger for requests of the API."""
    return any(trigger == Rule(REQUESTED, {"source": WEB_SERVICE}) for trigger in content.triggers)


def list_ids(content: Content) -> list[int]:
    """The ids of the static lists that people must be members of, all of them."""
    return list(dict.fromkeys(rule.values["list"] for rule in content.filters))


def rewired(content: Content, copies: Mapping[AssetRef, AssetRef]) -> Content:
    """The same smart list and flow, about the copies of the lists and campaigns that they name by id."""
    return replace(
        content,
        filters=tuple(_rewired(rule, copies) for rule in content.filters),
        steps=tuple(_rewired(rule, copies) for rule in content.steps),
    )


def _rewired(rule: Rule, copies: Mapping[AssetRef, AssetRef]) -> Rule:
    values = dict(rule.values)
    for name, type in _REFERENCES.items():
        if isinstance(values.get(name), int):
            ref = AssetRef(type, values[name])
            values[name] = copies.get(ref, ref).id
    return Rule(rule.name, values)


def _value(rule: Rule, name: str) -> Any:
    if name not in rule.values:
        raise Missing(name)
    return rule.values[name]


def _check_interval(content: Content) -> None:
    qualification = content.qualification
    if qualification.type != "interval":
        return
    if qualification.interval is None or qualification.unit is None:
        raise Missing("interval" if qualification.interval is None else "unit")
    if qualification.interval < 1:
        raise TooFew("interval", 1)
    if qualification.interval > LONGEST_INTERVAL:
        raise TooMany("interval", LONGEST_INTERVAL)
