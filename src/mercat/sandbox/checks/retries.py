"""Checks of retries, of both protocols."""

from typing import Final

from mercat.sandbox.checks.common import comes_at_once, has_failed, same_call
from mercat.sandbox.checks.forms import Check, Series
from mercat.sandbox.checks.observed import Observed, Trace, follows, pause

AGAIN_SECONDS: Final = 300  # a call after a longer pause is no retry
_PAGES: Final = {
    "marketo": "https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/error-codes",
    "tencent": "https://developers.e.qq.com/v3.0/pages/get_response",
}


def retries(before: Trace, call: Observed) -> bool:
    """Whether a call is retried."""
    return follows(before, call) and pause(before, call) < AGAIN_SECONDS


CHECKS: Final = tuple(
    Check(
        name=f"{prefix}{name}",
        severity="warning",
        title=title,
        docs=page,
        form=Series(same_call, has_failed, goes_on, least),
        protocol=protocol,
    )
    for protocol, page in _PAGES.items()
    for prefix in ("" if protocol == "marketo" else "tencent-",)
    for name, title, goes_on, least in (
        (
            "retries-without-pause",
            "A call that fails is sent five times with less than a second between: wait longer with each retry.",
            comes_at_once,
            5,
        ),
        (
            "retries-without-end",
            "A call that fails is sent ten times: give up, and tell somebody.",
            retries,
            10,
        ),
    )
)
