"""/console/findings: what clients of a demo did against documented rules."""

from starlette.responses import Response

from mercat.console.request import ConsoleRequest, admin_required, controls_of


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """The findings with their requests, and the calls that count."""
    return request.page("findings.html", report=controls_of(request).findings(request.host))


@admin_required
async def clear(request: ConsoleRequest) -> Response:
    """Forget the findings. Submitting the form twice changes nothing more."""
    controls_of(request).forget_findings(request.host)
    return request.go("/findings", "deleted")
