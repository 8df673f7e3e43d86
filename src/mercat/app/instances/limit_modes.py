"""The limits on calls that a server begins with: those of the vendors, or none."""

from mercat.domain.limits.rate_limits import CallLimits, EndpointLimits


def limits(*, off: bool) -> tuple[CallLimits, EndpointLimits]:
    """The documented limits, or none."""
    if not off:
        return CallLimits(), EndpointLimits()
    return (
        CallLimits(rate_calls=0, concurrency=0, daily_quota=0, extract_megabytes=0, ingest_requests_per_second=0),
        EndpointLimits(calls_per_minute=0, upload_calls_per_day=0),
    )
