"""Which function does which kind of job: the explicit list."""

from typing import Any, Final

from mercat.jobs import campaigns, exports, housekeeping, imports, ingestion, invitations
from mercat.jobs.handler import JobHandler
from mercat.model.messages import kind_of

_ALL: Final[tuple[JobHandler[Any], ...]] = (
    housekeeping.DUTY,
    campaigns.DUTY,
    exports.DUTY,
    imports.DUTY,
    ingestion.DUTY,
    invitations.DUTY,
)

DUTIES: Final[dict[str, JobHandler[Any]]] = {kind_of(duty.message): duty for duty in _ALL}
