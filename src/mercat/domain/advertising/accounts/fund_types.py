"""Merged funds: several funds under one name. Which ones are merged follows from the vendor's two lists of names."""

from collections.abc import Mapping
from typing import Final

from mercat.domain.advertising.accounts import ledger

RECHARGE: Final = "FUND_TYPE_AD_RECHARGE"
UNSUPPORTED: Final = "FUND_TYPE_UNSUPPORTED"

# The funds that the list of merged names lacks. All others have the same name in both lists.
MERGED: Final[dict[str, tuple[str, ...]]] = {
    RECHARGE: (
        ledger.CASH,
        ledger.SHARED,
        ledger.GIFT,
        ledger.BANK,
        "FUND_TYPE_CREDIT_ROLL",
        "FUND_TYPE_CREDIT_TEMPORARY",
        "FUND_TYPE_CONTRACT_CREDIT",
    ),
    UNSUPPORTED: (UNSUPPORTED, "FUND_TYPE_INNER_RESOURCE_EXCHANGE"),
}
_MERGED_NAME: Final = {part: name for name, parts in MERGED.items() for part in parts}


def parts_of(merged: str) -> tuple[str, ...]:
    """The funds behind a merged name, in the order in which they give."""
    return MERGED.get(merged, (merged,))


def merged_name(fund_type: str) -> str:
    """The merged name of a fund."""
    return _MERGED_NAME.get(fund_type, fund_type)


def merge(amounts: Mapping[str, int]) -> dict[str, int]:
    """Amounts by fund as amounts by merged fund."""
    merged: dict[str, int] = {}
    for fund_type, amount in amounts.items():
        name = merged_name(fund_type)
        merged[name] = merged.get(name, 0) + amount
    return merged
