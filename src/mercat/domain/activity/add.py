"""Adding custom activities, with which clients report what people did elsewhere. An activity never changes."""

from typing import Any, Final

import msgspec

from mercat.domain.activity import custom
from mercat.domain.activity.read import as_text
from mercat.domain.activity_log import ActivityLog
from mercat.domain.fields import values
from mercat.domain.people import lookup, partitions
from mercat.model import iso8601
from mercat.model.activities import CHANGES_OF_ONE_ROW, Attribute
from mercat.model.outcomes import Done, Outcome, Skipped
from mercat.model.refusals import InvalidData, Missing, PersonNotFound, Refusal, UnknownField, WrongValue
from mercat.model.rules import Rule
from mercat.store.tx import Tx

ATTRIBUTES_BYTES: Final = 65_536
REQUIRED: Final = ("leadId", "activityDate", "activityTypeId", "primaryAttributeValue", "attributes")

Record = dict[str, Any]


class AttributesTooLong(Refusal):
    """The attributes of an activity take more than `limit` bytes."""

    limit: int


def add(tx: Tx, records: list[Record]) -> list[Outcome]:
    """Add activities, each with its own outcome. A record's members are named as in `REQUIRED`."""
    reached = _people(tx, records)
    log = ActivityLog(tx)
    skipped = [_attempt(tx, log, record, reached) for record in records]
    ids = iter(log.write_numbered())
    return [skip or Done(next(ids) * CHANGES_OF_ONE_ROW, "added") for skip in skipped]


def _people(tx: Tx, records: list[Record]) -> set[int]:
    """The people in the records who exist and whom the caller has access to."""
    keys = [lookup.record_id(record.get("leadId"), "leadId") for record in records]
    return partitions.present(tx, [key for key in keys if isinstance(key, int)])


def _attempt(tx: Tx, log: ActivityLog, record: Record, reached: set[int]) -> Skipped | None:
    try:
        _note(tx, log, record, reached)
        return None
    except Refusal as refusal:
        return Skipped(refusal)


def _note(tx: Tx, log: ActivityLog, record: Record, reached: set[int]) -> None:
    for name in REQUIRED:
        if record.get(name) is None or record[name] == "":
            raise Missing(name)
    person_id = lookup.person_id(record["leadId"], "leadId")
    if person_id not in reached:
        raise PersonNotFound
    kind = custom.version(custom.of_id(tx, lookup.person_id(record["activityTypeId"], "activityTypeId")), draft=False)
    primary = custom.primary_of(kind)
    assert primary is not None, "an approved type has a primary attribute"
    about = _converted(primary, "primaryAttributeValue", record["primaryAttributeValue"])
    if about is None:
        raise Missing("primaryAttributeValue")
    details = _details(kind.attributes, record["attributes"])
    log.note_custom(
        int(record["activityTypeId"]), person_id, details, about=as_text(about), at_ms=_moment(record["activityDate"])
    )


def _moment(value: Any) -> int:
    try:
        return iso8601.parse(value if isinstance(value, str) else "")
    except (ValueError, OverflowError):
        raise WrongValue("activityDate", values.excerpt(value), "datetime") from None


def _details(attributes: tuple[Attribute, ...], pairs: Any) -> dict[str, Any]:
    """The values of secondary attributes by their names."""
    if not isinstance(pairs, list) or not all(isinstance(pair, dict) for pair in pairs):
        raise WrongValue("attributes", values.excerpt(pairs), "array")
    if len(msgspec.json.encode(pairs)) > ATTRIBUTES_BYTES:
        raise AttributesTooLong(ATTRIBUTES_BYTES)
    secondary = [one for one in attributes if not one.primary]
    by_api_name = {one.api_name.lower(): one for one in secondary}
    by_name = {one.name.lower(): one for one in secondary}
    details: dict[str, Any] = {}
    for pair in pairs:
        name = pair.get("apiName") or pair.get("name")
        if not name:
            raise Missing("name")
        among = by_api_name if pair.get("apiName") else by_name
        attribute = among.get(str(name).lower())
        if attribute is None:
            raise UnknownField(values.excerpt(name))
        if attribute.name in details:
            raise InvalidData(Rule.ATTRIBUTE_GIVEN_TWICE, attribute=attribute.api_name)
        details[attribute.name] = _converted(attribute, attribute.api_name, pair.get("value"))
    return {name: value for name, value in details.items() if value is not None}


def _converted(attribute: Attribute, name: str, value: Any) -> Any:
    return values.converter(name, attribute.data_type)(value)
