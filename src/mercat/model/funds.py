"""Money of advertising accounts. Amounts are in cents; a negative one goes out."""

from enum import StrEnum

import msgspec


class Trade(StrEnum):
    """The kinds of movements."""

    CHARGE = "CHARGE"
    TRANSFER_IN = "TRANSFER_IN"
    PAY = "PAY"
    TRANSFER_BACK = "TRANSFER_BACK"


class Statement(msgspec.Struct, frozen=True):
    """One movement of money in a fund of an account or a wallet. `payer_id` is the account whose ads it paid for."""

    holder_id: int
    fund_type: str
    trade: Trade
    amount: int
    at_ms: int
    bill_no: str = ""
    memo: str = ""
    payer_id: int | None = None
    ad_group_id: int | None = None
    id: int = 0


class Receipt(msgspec.Struct, frozen=True):
    """A transfer that was carried out. `content` is what was asked for."""

    bill_no: str
    content: str
    amount: int
    at_ms: int


class Wallet(msgspec.Struct, frozen=True):
    """A wallet of an agency, from which accounts of a company pay. `document` has the members that its owner chose."""

    wallet_id: int
    agency_id: int
    entity_id: int
    document: dict[str, object]
    created_ms: int
