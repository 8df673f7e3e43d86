"""Tests that checks of both protocols share."""

from collections.abc import Hashable
from typing import Final

from mercat.sandbox.checks.observed import Observed, Trace, follows, pause

AT_ONCE_SECONDS: Final = 1.0
BATCH_SECONDS: Final = 10.0  # the latency below which Marketo's guide accepts a call for each record


def all_calls(call: Observed) -> Hashable:
    """The instance."""
    return ""


def same_token(call: Observed) -> Hashable:
    """Who calls."""
    return call.token


def same_call(call: Observed) -> Hashable:
    """What is asked for."""
    return call.fingerprint


def client(call: Observed) -> Hashable:
    """Who asks for a token."""
    return call.parameters.get("client_id")


def each(call: Observed) -> bool:
    """Any call."""
    return True


def has_failed(call: Observed) -> bool:
    """Whether a call failed."""
    return call.failed


def is_refused_again(before: Trace, call: Observed) -> bool:
    """Whether a call gets the code that an answer before it had."""
    return follows(before, call) and call.codes == before.codes


def comes_at_once(before: Trace, call: Observed) -> bool:
    """Whether a call comes without a pause."""
    return follows(before, call) and pause(before, call) < AT_ONCE_SECONDS


def comes_soon(before: Trace, call: Observed) -> bool:
    """Whether one call could have done what two did."""
    return follows(before, call) and pause(before, call) < BATCH_SECONDS
