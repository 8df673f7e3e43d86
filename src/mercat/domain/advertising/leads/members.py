"""The members of leads: what a call may say of a lead, and how the lead keeps it."""

import json
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

from mercat.domain.advertising.dates import is_time
from mercat.model.ad_leads import Key
from mercat.model.refusals import Refusal

KIND: Final = "lead"
MOST_QQ: Final = 2**63 - 1
DEFAULT_TAG: Final = "LEADS_FOLLOW_TAG_DEFAULT"

# What an ad group is optimized for -> the type of the leads that it brings.
FORM, CALL = "LEADS_TYPE_FORM", "LEADS_TYPE_MAKE_PHONE_CALL"
TYPES: Final = {
    "OPTIMIZATIONGOAL_PAGE_RESERVATION": FORM,
    "OPTIMIZATIONGOAL_RESERVATION": FORM,
    "OPTIMIZATIONGOAL_LEADS": FORM,
    "OPTIMIZATIONGOAL_LEADS_COLLECT": FORM,
    "OPTIMIZATIONGOAL_TELEPHONE_CONSULTATION": CALL,
}

# What a call says of a lead -> the member of the lead.
NAMES: Final = {
    "outer_leads_id": "outer_leads_id",
    "click_id": "click_id",
    "leads_tel": "leads_telephone",
    "leads_wechat": "leads_wechat",
    "leads_type": "leads_type",
    "leads_user_id": "user_id",
    "leads_user_type": "user_type",
    "leads_user_wechat_appid": "wechat_appid",
    "leads_name": "leads_name",
    "leads_gender": "leads_gender",
    "leads_email": "leads_email",
    "leads_area": "leads_area",
    "bundle": "bundle",
    "memo": "memo",
    "leads_age": "age",
    "leads_id_number": "id_number",
    "leads_nationality": "nationality",
    "leads_address": "address",
    "leads_company": "company",
    "leads_profession": "profession",
    "leads_working_years": "working_years",
    "leads_page_id": "page_id",
    "leads_page_name": "page_name",
    "leads_page_url": "page_url",
    "shop_name": "shop_name",
}
CONTACTS: Final = ("leads_tel", "leads_qq", "leads_wechat")
_KEYS: Final = {
    "outer_leads_id": Key.OUTER,
    "click_id": Key.CLICK,
    "leads_telephone": Key.TELEPHONE,
    "leads_qq": Key.QQ,
    "leads_wechat": Key.WECHAT,
}
_OUTER: Final = ("outer_leads_convert_type", "outer_leads_ineffect_reason")
_OF_WECHAT: Final = ("USER_TYPE_WX_OPENID", "USER_TYPE_WX_UNIONID")
_TELEPHONE: Final = re.compile(r"\+?\d[\d-]{4,30}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

Document = dict[str, Any]


class Fault(StrEnum):
    """What is wrong with what a call says of a lead."""

    EMPTY = "empty"
    MALFORMED = "malformed"
    VALUE = "value"
    NONE_OF = "none of"
    NO_CONTACT = "no contact"
    NO_LEAD_ID = "no lead id"
    NO_OUTER_ID = "no outer id"
    TELEPHONE = "telephone"
    QQ = "qq"
    EMAIL = "email"
    BUNDLE = "bundle"
    REPEATED = "repeated"
    USER_TYPE = "user type"
    WECHAT_APP = "wechat app"
    NO_CHANGE = "no change"
    NO_STATUS = "no status"
    STATUS = "status"
    REASON = "reason"
    REASON_ALONE = "reason alone"
    TAGS = "tags"


class LeadUnfit(Refusal):
    """A call says something of a lead that does not fit. `field` is the member."""

    kind: Fault
    field: str = ""


def check(row: Document) -> None:
    """Check what a call says of a lead. Raises LeadUnfit."""
    if row.get("leads_tel") and not _TELEPHONE.fullmatch(row["leads_tel"]):
        raise LeadUnfit(Fault.TELEPHONE)
    if "leads_qq" in row and not 1 <= row["leads_qq"] <= MOST_QQ:
        raise LeadUnfit(Fault.QQ)
    if row.get("leads_email") and not _EMAIL.fullmatch(row["leads_email"]):
        raise LeadUnfit(Fault.EMAIL)
    if row.get("bundle"):
        _check_bundle(row["bundle"])
    if row.get("leads_action_time") and not is_time(row["leads_action_time"]):
        raise LeadUnfit(Fault.MALFORMED, "leads_action_time")
    check_user(row)
    check_status(row)


def check_user(row: Document) -> None:
    """Check that the id of a user has a type, and one of WeChat the application that knows it. Raises LeadUnfit."""
    if row.get("leads_user_id") and not row.get("leads_user_type"):
        raise LeadUnfit(Fault.USER_TYPE)
    if row.get("leads_user_id") and row["leads_user_type"] in _OF_WECHAT and not row.get("leads_user_wechat_appid"):
        raise LeadUnfit(Fault.WECHAT_APP)


def check_status(row: Document) -> None:
    """Check the status of a lead and its tags. Raises LeadUnfit."""
    if row.get("leads_convert_type") and row["leads_convert_type"] not in TAGS_OF_STATUS:
        raise LeadUnfit(Fault.STATUS)
    if row.get("leads_ineffect_reason") and row["leads_ineffect_reason"] not in TAGS_OF_REASON:
        raise LeadUnfit(Fault.REASON)
    if row.get("outer_leads_ineffect_reason") and not row.get("outer_leads_convert_type"):
        raise LeadUnfit(Fault.REASON_ALONE)
    for tags in row.get("customized_tags", ()):
        if not tags.get("tag_group_name") or not tags.get("tag_name_list"):
            raise LeadUnfit(Fault.TAGS)


def stored(row: Document) -> Document:
    """What a lead keeps of what a call says. Texts that are empty are kept too, since they clear a member."""
    members = {NAMES[name]: value for name, value in row.items() if name in NAMES}
    if "leads_qq" in row:
        members["leads_qq"] = str(row["leads_qq"])
    return members


def keys(document: Document) -> Iterator[tuple[Key, str]]:
    """What a lead is recognized by."""
    for name, kind in _KEYS.items():
        if document.get(name):
            yield kind, document[name]
    if document.get("user_id"):
        yield Key.USER, user_key(document.get("user_type", ""), document["user_id"])


def user_key(user_type: str, user_id: str) -> str:
    """The id of a user together with its type."""
    return f"{user_type}/{user_id}"


def _check_bundle(text: str) -> None:
    """Check that a text is a JSON object of texts with names of their own. Raises LeadUnfit."""
    try:
        pairs = json.loads(text, object_pairs_hook=list)
    except (ValueError, RecursionError):
        raise LeadUnfit(Fault.BUNDLE) from None
    if not text.lstrip().startswith("{") or not all(isinstance(value, str) for _, value in pairs):
        raise LeadUnfit(Fault.BUNDLE)
    if len(dict(pairs)) < len(pairs):
        raise LeadUnfit(Fault.BUNDLE)


# -- how a lead is followed up ----------------------------------------------------------------------------------------

INVALID: Final = "LEADS_FOLLOW_TAG_INVALID_OTHER"
TAGS_OF_STATUS: Final = {
    "LEADS_CONVERT_STATUS_DEPRECATED": INVALID,
    "LEADS_CONVERT_STATUS_POTENTIAL_CUSTOMER": "LEADS_FOLLOW_TAG_VALID",
    "LEADS_CONVERT_STATUS_HIGH_INTENTION_CUSTOMER": "LEADS_FOLLOW_TAG_VALID_HIGH_INTENTION",
    "LEADS_CONVERT_STATUS_TRANS_COMPLETED": "LEADS_FOLLOW_TAG_VALID_CONVERTED",
}
TAGS_OF_REASON: Final = {
    "LEADS_INEFFECT_REASON_EMPTY": INVALID,
    "LEADS_INEFFECT_REASON_IDENTITY_MISMATCHED": "LEADS_FOLLOW_TAG_INVALID_NOTSELF",
    "LEADS_INEFFECT_REASON_REGION_MISMATCHED": "LEADS_FOLLOW_TAG_INVALID_REGION_MISMATCHED",
    "LEADS_INEFFECT_REASON_DATA_DUPLICATION": "LEADS_FOLLOW_TAG_INVALID_REPEAT",
    "LEADS_INEFFECT_REASON_TEL_NOT_CONNECTED": "LEADS_FOLLOW_TAG_INVALID_NOTTOUCH",
    "LEADS_INEFFECT_REASON_NO_INTENTION": "LEADS_FOLLOW_TAG_INVALID_NOTINTENTION",
    "LEADS_INEFFECT_REASON_UNKNOWN": INVALID,
}


def rated(row: Document, now: int) -> Document:
    """The members of a lead that follow from its status. A reason says why a lead is invalid."""
    members: Document = {name: row[name] for name in _OUTER if name in row}
    if row.get("customized_tags"):
        tags = [tag for group in row["customized_tags"] for tag in group["tag_name_list"]]
        members["leads_tags"] = ",".join(dict.fromkeys(tags))
    status, reason = row.get("leads_convert_type", ""), row.get("leads_ineffect_reason", "")
    ends = status in ("", "LEADS_CONVERT_STATUS_DEPRECATED")
    tag = TAGS_OF_REASON.get(reason, "") if ends else ""
    tag = tag or TAGS_OF_STATUS.get(status, "")
    return members | ({"leads_follow_tag": tag, "rated_ms": now} if tag else {})
