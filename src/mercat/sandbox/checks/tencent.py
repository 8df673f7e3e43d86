"""Checks of clients of the Tencent Ads API."""

import re
from collections.abc import Hashable
from typing import Final

from mercat.model.clock import HOUR, SECOND, Clock
from mercat.sandbox.checks.common import client, comes_soon, each, is_refused_again, same_token
from mercat.sandbox.checks.forms import After, Alone, Check, Series, checks_of
from mercat.sandbox.checks.observed import Observed, Trace, follows, interval

_SITE: Final = "https://developers.e.qq.com/v3.0/"
_REQUEST: Final = _SITE + "pages/send_request"
_ERRORS: Final = _SITE + "docs/errors"
_OAUTH: Final = _SITE + "pages/authorization_and_authentication"

REFRESHES: Final = ("oauth_token", "oauth_refresh_token")
UPLOADS: Final = ("images_add", "videos_add")
BATCHES: Final = {
    "adgroups_update_configured_status": "update_configured_status_spec",
    "adgroups_update_bid_amount": "update_bid_amount_spec",
    "adgroups_update_daily_budget": "update_daily_budget_spec",
    "adgroups_update_datetime": "update_datetime_spec",
}
BATCHED: Final = frozenset({"configured_status", "bid_amount", "daily_budget", "begin_date", "end_date"})
DEAD_TOKEN: Final = frozenset({"11000", "11002", "11004"})

PENALTY_SECONDS: Final = 300
REFRESH_SECONDS: Final = 60
SKEW: Final = 300 * SECOND
FARTHEST: Final = 14 * HOUR  # from GMT that a place has its time
ZONE: Final = HOUR // 2  # by which times of places differ
MILLISECONDS: Final = 10_000_000_000  # a timestamp from here on cannot be seconds

_PAGE: Final = re.compile(rb'"page":(\d+)')
_REFUSED: Final = re.compile(rb'"error_fields":\["([^"]+)"')
_PAGES: Final = re.compile(rb'"total_page":(\d+)')


# -- common parameters ------------------------------------------------------------------------------------------------


def repeats_nonce(call: Observed) -> bool:
    """Whether the nonce was used before."""
    return "12100" in call.codes


def timestamp(call: Observed) -> int:
    """The timestamp; 0 if it is no number."""
    text = call.parameters.get("timestamp", "")
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def has_local_time(call: Observed) -> bool:
    """Whether a refused timestamp differs from the time as the time of a place does."""
    if "12101" not in call.codes:
        return False
    sent_ms = timestamp(call) * SECOND
    for now in (call.at_ms, Clock().now()):
        difference = abs(sent_ms - now)
        if SKEW < difference <= FARTHEST + SKEW and abs((difference + ZONE // 2) % ZONE - ZONE // 2) <= SKEW:
            return True
    return False


def has_milliseconds(call: Observed) -> bool:
    """Whether a refused timestamp is in milliseconds."""
    return "12101" in call.codes and timestamp(call) >= MILLISECONDS


def has_number_as_text(call: Observed) -> bool:
    """Whether the member of the body that was refused, since it is to be an integer, is a string of digits."""
    name = call.answered(_REFUSED).rpartition(".")[2].partition("[")[0]
    return "18002" in call.codes and _has_digits(call.body, name)


def lacks_fields(call: Observed) -> bool:
    """Whether a query was refused since it names no fields."""
    return "18001" in call.codes and call.request.method == "GET" and "fields" not in call.parameters


# -- tokens and limits ------------------------------------------------------------------------------------------------


def is_of_dead_token(call: Observed) -> bool:
    """Whether the platform said that the token has expired, or is none."""
    return not DEAD_TOKEN.isdisjoint(call.codes)


def refreshes(call: Observed) -> bool:
    """Whether a refresh token gave a new token."""
    return not call.failed and "refresh_token" in call.parameters


def refreshes_after_one_call(before: Trace, call: Observed) -> bool:
    """Whether the token of the call before the last was good still."""
    return call.number - before.number == 2 and interval(before, call) < REFRESH_SECONDS


def endpoint(call: Observed) -> Hashable:
    """Which endpoint is called by whom."""
    return call.token, call.request.path


def is_over_rate(call: Observed) -> bool:
    """Whether there were too many calls in a minute."""
    return "11017" in call.codes


def comes_in_penalty(before: Trace, call: Observed) -> bool:
    """Whether an endpoint is called before it opens again."""
    return is_refused_again(before, call) and interval(before, call) < PENALTY_SECONDS


# -- batches and pages ------------------------------------------------------------------------------------------------


def changes_one_ad_group(call: Observed) -> bool:
    """Whether one ad group is changed, in members that a call can change for 100 of them."""
    if call.failed or not isinstance(call.body, dict):
        return False
    name = BATCHES.get(call.request.operation.id)
    if name is not None:
        specs = call.body.get(name)
        return isinstance(specs, list) and len(specs) == 1
    return call.body.keys() - {"account_id", "adgroup_id"} <= BATCHED


def is_beyond_last_page(call: Observed) -> bool:
    """Whether a page after the last one was asked for."""
    pages = call.answered(_PAGES)
    return bool(pages) and int(call.answered(_PAGE) or 1) > max(int(pages), 1)


def uploaded(call: Observed) -> Hashable:
    """The file that an account has now."""
    signature = call.parameters.get("signature")
    if call.failed or not signature:
        return None
    return call.parameters.get("account_id"), call.parameters.get("organization_id"), signature


def _has_digits(value: object, name: str, *, is_named: bool = False) -> bool:
    """Whether a member of this name, or an item of it, is a string of digits."""
    if isinstance(value, dict):
        return any(_has_digits(item, name, is_named=member == name) for member, item in value.items())
    if isinstance(value, list):
        return any(_has_digits(item, name, is_named=is_named) for item in value)
    return is_named and isinstance(value, str) and value.isdecimal()


CHECKS: Final = checks_of(
    "tencent",
    Check(
        "nonce-used-twice",
        "error",
        "A nonce is used again: each call, a retry too, has another one.",
        _REQUEST,
        Alone(repeats_nonce),
    ),
    Check(
        "timestamp-of-local-time",
        "error",
        "A timestamp is off by a time zone: it is the seconds since 1970 in UTC, on a machine of any zone.",
        _REQUEST,
        Alone(has_local_time),
    ),
    Check(
        "timestamp-in-milliseconds",
        "error",
        "A timestamp is in milliseconds: the platform takes seconds.",
        _REQUEST,
        Alone(has_milliseconds),
    ),
    Check(
        "integer-as-string",
        "error",
        "A member that is an integer is sent as a string.",
        _SITE + "pages/new_to_api_v3",
        Alone(has_number_as_text),
    ),
    Check(
        "fields-not-sent",
        "error",
        "A query names no `fields`, which the platform asks for in each get.",
        _REQUEST,
        Alone(lacks_fields),
    ),
    Check(
        "token-refused-again",
        "error",
        "A token is sent again after the platform said that it has expired or is none: refresh it.",
        _OAUTH,
        After(same_token, is_of_dead_token, is_refused_again),
    ),
    Check(
        "token-refreshed-for-each-call",
        "warning",
        "The token is refreshed for each call, although it is good for a day: keep it.",
        _OAUTH,
        Series(client, refreshes, refreshes_after_one_call, 3),
        REFRESHES,
    ),
    Check(
        "minute-limit-ignored",
        "error",
        "An endpoint is called again within five minutes after 11017: until then it refuses all calls.",
        _REQUEST,
        After(endpoint, is_over_rate, comes_in_penalty),
    ),
    Check(
        "one-ad-group-a-call",
        "warning",
        "Ad groups are changed one by one: the endpoints adgroups/update_… take 100 of them.",
        _SITE + "docs/api/adgroups/update_configured_status",
        Series(same_token, changes_one_ad_group, comes_soon, 5),
        ("adgroups_update", *BATCHES),
    ),
    Check(
        "page-beyond-the-last",
        "warning",
        "A page after `total_page` is asked for.",
        _SITE + "pages/get_response",
        Alone(is_beyond_last_page),
    ),
    Check(
        "file-uploaded-again",
        "warning",
        "A file that the account has is uploaded again: look it up by its signature first.",
        _SITE + "docs/api/images/get",
        After(uploaded, each, follows),
        UPLOADS,
    ),
)
