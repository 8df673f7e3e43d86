"""User actions: what people did, reported by their accounts; their counts, and who did what."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from mercat.domain.advertising.dates import ZONE, begin_of, is_date
from mercat.domain.advertising.refusals import SpanTooLong, TooEarly
from mercat.domain.advertising.users import audience_updates, audience_users
from mercat.domain.advertising.users.user_action_sets import WECHAT, action_sets
from mercat.model.clock import SECOND, day_of, to_datetime
from mercat.model.refusals import ForbiddenCharacters, Missing, TooLong, WrongType
from mercat.store.advertising import user_actions
from mercat.store.advertising.user_actions import Action
from mercat.store.tx import Tx

MOST_BYTES: Final = 50 * 1_024
MOST_DAYS: Final = 365
ZONE_S: Final = 8 * 3_600
CUSTOM: Final = "CUSTOM"
_APPLICATIONS: Final = ("ANDROID", "IOS", "HARMONY")
_OUTER_ID: Final = re.compile(r"[0-9A-Za-z_]*")
_HEX: Final = re.compile(r"[0-9a-fA-F]*")

# The identifiers of a person, the first of which counts, and the types that files of audiences give them.
_IDENTIFIERS: Final = {
    "hash_phone": "HASH_MOBILE_PHONE",
    "sha256_phone": "SHA256_MOBILE_PHONE",
    "hash_imei": "HASH_IMEI",
    "md5_sha256_imei": "MD5_SHA256_IMEI",
    "hash_idfa": "HASH_IDFA",
    "md5_sha256_idfa": "MD5_SHA256_IDFA",
    "hash_oaid": "HASH_OAID",
    "md5_sha256_oaid": "MD5_SHA256_OAID",
    "hash_android_id": "HASH_ANDROID_ID",
    "caid": "CAID",
    "wechat_unionid": "WX_UNIONID",
    "wechat_openid": "WECHAT_OPENID",
}
_PARTS: Final[dict[str, tuple[str, ...]]] = {"DOMAIN": ("domain",), "ACTION_TYPE": ("action_type", "custom_action")}


def add(tx: Tx, owner: int, members: dict[str, Any]) -> None:
    """Report actions of people. All of them are stored, or none."""
    action_set = action_sets.get(tx, owner, members["user_action_set_id"])
    actions = members["actions"]
    if len(msgspec.json.encode(actions)) > MOST_BYTES:
        raise TooLong("actions", MOST_BYTES)
    for action in actions:
        _check(action, action_set.document["type"])
    user_actions.add(tx, action_set.id, [_action(tx, action) for action in actions])
    audience_updates.order(tx, owner)


def report(tx: Tx, owner: int, members: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Count the actions of a set by days or hours, in all or by domains or types."""
    action_set = action_sets.get(tx, owner, members["user_action_set_id"])
    first, last = _days(tx, members["date_range"])
    parts = _PARTS.get(members.get("aggregation", ""), ())
    hourly = members["time_granularity"] == "HOURLY"
    for count in user_actions.counts(
        tx,
        action_set.id,
        first_s=begin_of(first) // SECOND,
        end_s=begin_of(last + timedelta(days=1)) // SECOND,
        step_s=user_actions.HOUR_S if hourly else user_actions.DAY_S,
        zone_s=ZONE_S,
        by=parts,
    ):
        local = to_datetime((count.begins_s + ZONE_S) * SECOND)
        row: dict[str, Any] = {"date": local.date().isoformat(), **dict(zip(parts, count.parts, strict=True))}
        row |= {"hour": local.hour} if hourly else {}
        row |= {} if parts else {"identified_user_count": count.people}
        yield {**row, "raw_action_count": count.raw, "identified_action_count": count.identified}


def _days(tx: Tx, span: dict[str, str]) -> tuple[date, date]:
    for name in ("start_date", "end_date"):
        if not is_date(span[name]):
            raise WrongType(f"date_range.{name}", span[name][:64], "a date yyyy-MM-dd")
    first, last = (date.fromisoformat(span[name]) for name in ("start_date", "end_date"))
    if last < first:
        raise TooEarly("date_range.end_date", span["start_date"])
    if last > date.fromisoformat(day_of(tx.now, ZONE)):
        raise TooEarly("today", span["end_date"])
    if (last - first).days >= MOST_DAYS:
        raise SpanTooLong("date_range", MOST_DAYS)
    return first, last


def _check(action: dict[str, Any], set_type: str) -> None:
    """Refuse an action that lacks what its set needs. Raises Missing, WrongType, ForbiddenCharacters."""
    person = action.get("user_id", {})
    if action["action_type"] == CUSTOM and not action.get("custom_action"):
        raise Missing("actions.custom_action")
    if not _OUTER_ID.fullmatch(action.get("outer_action_id", "")):
        raise ForbiddenCharacters("actions.outer_action_id")
    if set_type == "WEB" and not action.get("url"):
        raise Missing("actions.url")
    if set_type in _APPLICATIONS and not any(person.get(name) for name in _IDENTIFIERS):
        raise Missing("actions.user_id")
    if set_type in WECHAT and not (person.get("wechat_openid") or person.get("wechat_unionid")):
        raise Missing("actions.user_id.wechat_openid")
    if (set_type in WECHAT or person.get("wechat_openid")) and not person.get("wechat_app_id"):
        raise Missing("actions.user_id.wechat_app_id")
    product = action.get("product_inform", {})
    if product.get("product_id") and not product.get("product_catalog_id"):
        raise Missing("actions.product_inform.product_catalog_id")
    for name in _IDENTIFIERS:
        if ("hash" in name or "sha256" in name) and not _HEX.fullmatch(person.get(name, "")):
            raise WrongType(f"actions.user_id.{name}", person[name], "hexadecimal digits")


def _action(tx: Tx, action: dict[str, Any]) -> Action:
    url = action.get("url", "")
    return Action(
        action["action_time"],
        action["action_type"],
        action.get("custom_action", ""),
        _person(tx, action.get("user_id", {})),
        _domain(url),
        url,
        action.get("action_param", {}),
        action.get("outer_action_id") or None,
    )


def _domain(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        raise WrongType("actions.url", url[:64], "a URL") from None


def _person(tx: Tx, identifiers: dict[str, Any]) -> str | None:
    for name, id_type in _IDENTIFIERS.items():
        text = identifiers.get(name)
        if text:
            scope = f"{id_type} {identifiers['wechat_app_id']}" if name == "wechat_openid" else id_type
            (digest,) = audience_users.hashes_of(tx, scope, [text if name.startswith("wechat") else text.lower()])
            return digest.hex()
    return None
