"""Checks of how clients call the Marketo API: tokens, limits, addresses."""

import re
from collections.abc import Hashable
from typing import Final

from mercat.sandbox.checks.common import (
    all_calls,
    client,
    comes_at_once,
    has_failed,
    is_refused_again,
    same_call,
    same_token,
)
from mercat.sandbox.checks.forms import After, Alone, Check, Series, checks_of
from mercat.sandbox.checks.observed import Observed, Trace, follows, interval

REST: Final = "https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/"
_AUTHENTICATION: Final = REST + "authentication"
BEST_PRACTICES: Final = REST + "marketo-integration-best-practices"
_ERROR_CODES: Final = REST + "error-codes"
_LEADS: Final = REST + "lead-database/leads"
IDENTITY: Final = ("identityUsingGET", "identityUsingPOST")
RENEWAL_SECONDS: Final = 60
TIMEOUT_SECONDS: Final = 30
PATIENCE_SECONDS: Final = 0.5  # a client that closes its side earlier waits for the answer, as `nc` does
_TOKEN: Final = re.compile(rb'"access_token":"([^"]+)"')
_LIFE: Final = re.compile(rb'"expires_in":(\d+)')
_NOTHING: Final = re.compile(r"[/=](?:None|undefined|null|NaN|%5Bobject%20Object%5D)(?=[/.&]|$)")


# -- tokens -----------------------------------------------------------------------------------------------------------


def has_token_in_query(call: Observed) -> bool:
    """Whether the access token is in the query."""
    return "access_token=" in call.request.query_string


def is_of_dead_token(call: Observed) -> bool:
    """Whether the platform said that the token is invalid or expired, and not that its place is wrong."""
    return ("601" in call.codes or "602" in call.codes) and not has_token_in_query(call)


def token_in_use(call: Observed) -> Hashable:
    """The token that a call sent or the identity service answered; None without one."""
    if call.request.operation is not None and call.request.operation.id in IDENTITY:
        return hash(call.answered(_TOKEN))
    return call.token or None


def sends_dead_token_again(before: Trace, call: Observed) -> bool:
    """Whether the answer before said that the token is dead, and the identity service was not asked since."""
    return follows(before, call) and call.request.operation is not None and call.request.operation.id not in IDENTITY


def gets_token(call: Observed) -> bool:
    """Whether a call got a token that will last."""
    return call.answer.status == 200 and int(call.answered(_LIFE) or 0) > RENEWAL_SECONDS


def gets_same_token_after_one_call(before: Trace, call: Observed) -> bool:
    """Whether the token of the call before the last was good still."""
    is_soon = call.number - before.number == 2 and interval(before, call) < RENEWAL_SECONDS
    return is_soon and before.facts == call.answered(_TOKEN)


# -- limits -----------------------------------------------------------------------------------------------------------


def is_over_rate(call: Observed) -> bool:
    """Whether there were too many calls in the window."""
    return "606" in call.codes


def calls_again_at_once(before: Trace, call: Observed) -> bool:
    """Whether the same call, or one that fails alike, comes at once after the answer."""
    is_alike = call.codes == before.codes or call.fingerprint == before.facts
    return is_alike and comes_at_once(before, call)


def is_over_quota(call: Observed) -> bool:
    """Whether the quota of the day is used up."""
    return "607" in call.codes


def is_over_concurrency(call: Observed) -> bool:
    """Whether there were too many calls at once."""
    return "615" in call.codes


# -- addresses and answers --------------------------------------------------------------------------------------------


def has_double_slash(call: Observed) -> bool:
    """Whether the path has an empty segment."""
    return "//" in call.request.path


def has_wrong_content_type(call: Observed) -> bool:
    """Whether a body came as another media type than JSON."""
    return "612" in call.codes


def has_long_address(call: Observed) -> bool:
    """Whether the address was too long."""
    return call.answer.status == 414


def names_nothing(before: Trace, call: Observed) -> bool:
    """Whether a call that follows a failed one names what a program prints for a value that is not there."""
    return follows(before, call) and _NOTHING.search(f"{call.request.path}?{call.request.query_string}") is not None


def gave_up_early(call: Observed) -> bool:
    """Whether the client was gone before the answer, within the time that the platform takes for a call."""
    gone = call.request.is_gone
    return gone is not None and PATIENCE_SECONDS < call.ended - call.began < TIMEOUT_SECONDS and gone()


CHECKS: Final = checks_of(
    "marketo",
    Check(
        "token-in-query",
        "error",
        "The access token is in the query, which the platform no longer takes: send it in the Authorization header.",
        _AUTHENTICATION + "#using-an-access-token",
        Alone(has_token_in_query),
    ),
    Check(
        "dead-token-sent-again",
        "error",
        "A token is sent again after 601 or 602: get another one from the identity service first.",
        _AUTHENTICATION,
        After(token_in_use, is_of_dead_token, sends_dead_token_again),
    ),
    Check(
        "token-for-each-call",
        "warning",
        "The identity service is asked for each call, although the token is good for an hour: keep the token.",
        _AUTHENTICATION,
        Series(client, gets_token, gets_same_token_after_one_call, 3, lambda call: call.answered(_TOKEN)),
        IDENTITY,
    ),
    Check(
        "rate-limit-retried-at-once",
        "error",
        "A call is retried within a second after 606: wait longer with each retry.",
        BEST_PRACTICES + "#rate-limit",
        After(same_token, is_over_rate, calls_again_at_once, same_call),
    ),
    Check(
        "daily-quota-ignored",
        "error",
        "Calls go on after 607: the quota of the day is used up until midnight in the time zone of the subscription.",
        BEST_PRACTICES + "#daily-limits",
        After(all_calls, is_over_quota, is_refused_again),
    ),
    Check(
        "concurrency-limit-retried-at-once",
        "error",
        "A call is retried within a second after 615: wait until other calls have returned.",
        BEST_PRACTICES + "#concurrency-limit",
        After(same_call, is_over_concurrency, calls_again_at_once, same_call),
    ),
    Check(
        "double-slash",
        "error",
        "A path has a double slash, which the platform no longer takes.",
        REST + "rest-api",
        Alone(has_double_slash),
    ),
    Check(
        "wrong-content-type",
        "error",
        "A JSON body came without the content type application/json.",
        _ERROR_CODES + "#612",
        Alone(has_wrong_content_type),
    ),
    Check(
        "address-too-long",
        "error",
        "An address is longer than 8 KB: send the query in the body of a POST with _method=GET.",
        _ERROR_CODES + "#414",
        Alone(has_long_address),
    ),
    Check(
        "missing-result-used",
        "error",
        "After a call that failed, the next one names a value that is not there, such as None or undefined: look at "
        "`success` before `result`.",
        _ERROR_CODES,
        After(same_token, has_failed, names_nothing),
    ),
    Check(
        "gave-up-early",
        "warning",
        "The client was gone before the answer: the platform takes up to 30 seconds for a call, and does it anyway.",
        _LEADS + "#timeouts",
        Alone(gave_up_early),
    ),
)
