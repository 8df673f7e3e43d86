"""Activity types, the drafts of custom ones, and activities of people."""

import enum
from typing import Any, Final

import msgspec

from mercat.model.versions import Versions

CHANGES: Final = "changes"  # in the details of a data value change: [field id, old value, new value], ...
PARTITION: Final = "partition"  # in the details of a deletion: the person's partition
CHANGES_OF_ONE_ROW: Final = 1_000  # the most changes in one row


class StandardActivity(enum.IntEnum):
    """The standard activity types that mercat writes or that its rules name. Numbers and names are the platform's."""

    VISIT_WEBPAGE = 1
    FILL_OUT_FORM = 2
    CLICK_LINK = 3
    NEW_LEAD = 12
    CHANGE_DATA_VALUE = 13
    CHANGE_SCORE = 22
    ADD_TO_LIST = 24
    REMOVE_FROM_LIST = 25
    MERGE_LEADS = 32
    ADD_TO_OPPORTUNITY = 34
    REMOVE_FROM_OPPORTUNITY = 35
    DELETE_LEAD = 37
    INTERESTING_MOMENT = 46
    REQUEST_CAMPAIGN = 47
    CHANGE_LEAD_PARTITION = 100
    CHANGE_STATUS_IN_PROGRESSION = 104
    CHANGE_PROGRAM_MEMBER_DATA = 123
    PUSH_LEAD_TO_MARKETO = 145


class Attribute(msgspec.Struct, frozen=True, omit_defaults=True):
    """An attribute of a type; the primary one is what an activity is about."""

    api_name: str
    name: str
    data_type: str
    description: str | None = None
    primary: bool = False


class Definition(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a type. While the primary attribute is being changed, a draft may have none."""

    name: str
    trigger_name: str
    filter_name: str
    attributes: tuple[Attribute, ...]
    description: str | None = None


class StoredType(msgspec.Struct, frozen=True):
    """A type with its versions."""

    id: int
    api_name: str
    versions: Versions[Definition]
    created_ms: int
    updated_ms: int


class ActivityRow(msgspec.Struct, gc=False):
    """One row. `details` holds the secondary attributes by name, or for data value changes the `CHANGES` of one call.

    `id` is 0 until the row is stored with a number.
    """

    type_id: int
    at_ms: int
    person_id: int
    details: dict[str, Any]
    asset_id: int | None = None
    asset_name: str | None = None
    campaign_id: int | None = None
    id: int = 0
