"""Which function does which kind of job: the explicit list."""

from typing import Any, Final

from mercat.jobs import campaigns, exports, housekeeping, imports, ingestion, invitations
from mercat.jobs.work import Duty
from mercat.model.messages import kind_of

_ALL: Final[tuple[Duty[Any], ...]] = (
    housekeeping.DUTY,
    campaigns.DUTY,
    exports.DUTY,
    imports.DUTY,
    ingestion.DUTY,
    invitations.DUTY,
)

DUTIES: Final[dict[str, Duty[Any]]] = {kind_of(duty.message): duty for duty in _ALL}
