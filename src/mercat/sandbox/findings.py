"""/sandbox/findings: what the callers of the instance do wrong, or will regret."""

import msgspec

from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.host import Instance
from mercat.sandbox.requests import journal_of
from mercat.sandbox.watch import DOCUMENTED_QUOTA, Finding


class Findings(msgspec.Struct):
    """The mistakes; the calls that count against the daily quota of Marketo, and what part of it they are."""

    findings: list[Finding]
    calls: int
    of_daily_quota: float


class Forgotten(msgspec.Struct):
    """How many findings there were."""

    deleted: int


@sandbox.get("/sandbox/findings")
async def list_findings(call: Call) -> Findings:
    """What the clients of both protocols do against documented rules, each with the page, the requests and its cost."""
    return findings_of(call.host)


@sandbox.delete("/sandbox/findings")
async def forget_findings(call: Call) -> Forgotten:
    """Forget what was found so far, and the calls that were counted."""
    return Forgotten(journal_of(call.host).watch.clear())


def findings_of(instance: Instance) -> Findings:
    """What the clients of an instance did against documented rules."""
    watch = journal_of(instance).watch
    quota = instance.rate_limiter.limits.daily_quota or DOCUMENTED_QUOTA
    return Findings(watch.findings(), watch.calls, watch.calls / quota)
