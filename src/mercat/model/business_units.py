"""Business units: groups of accounts. A user has them, and an account is in at most one of each family."""

from enum import StrEnum

import msgspec


class Family(StrEnum):
    """Whose units they are: of the company that advertises, or of an agency."""

    CUSTOMER = "customer"
    AGENCY = "agency"


class BusinessUnit(msgspec.Struct, frozen=True):
    """A business unit of a user."""

    unit_id: int
    family: Family
    user_id: int
    name: str
    remark: str
    created_ms: int
