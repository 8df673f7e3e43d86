"""All checks."""

from typing import Final

from mercat.sandbox.checks import marketo, marketo_records, retries, tencent
from mercat.sandbox.checks.forms import Check

CHECKS: Final[tuple[Check, ...]] = (*marketo.CHECKS, *marketo_records.CHECKS, *tencent.CHECKS, *retries.CHECKS)
