"""Transfers of money: between an agency and its clients, second-level agencies and wallets, and between clients.

A caller numbers a transfer. A repetition of a number moves nothing and gets the first answer.
"""

from typing import Any, Final, NamedTuple

import msgspec

from mercat.domain.advertising.accounts import account_tree, fund_types, ledger, wallets
from mercat.model.business_units import Family
from mercat.model.clock import SECOND
from mercat.model.funds import Receipt
from mercat.model.oauth import ADVERTISER, AGENCY, Account
from mercat.model.refusals import AlreadyExists, Refusal
from mercat.store.advertising import business_units, fund_statements
from mercat.store.tx import Tx

KIND: Final = "external bill number"

Members = dict[str, Any]


class AmountTooSmall(Refusal):
    """The amount of a transfer is not above zero."""


class BillNumberMalformed(Refusal):
    """The number of a transfer has capital letters."""


class Unfitting(Refusal):
    """The two accounts are not what this kind of transfer is between."""

    field: str


class Order(msgspec.Struct, frozen=True):
    """A transfer that is asked for. `account_id` is the account in which its number is unique.

    `partial` moves what there is if the source holds less than `amount`.
    """

    account_id: int
    source_id: int
    target_id: int
    fund_types: tuple[str, ...]
    amount: int
    bill_no: str = ""
    memo: str = ""
    partial: bool = False


class _Kind(NamedTuple):
    """A type of transfers with an agency: the role of the account, how far above it the agency is, the direction."""

    role: str
    levels: int
    back: bool


_KINDS: Final = {
    "AGENCY_TO_ADVERTISER": _Kind(ADVERTISER, 1, back=False),
    "ADVERTISER_TO_AGENCY": _Kind(ADVERTISER, 1, back=True),
    "AGENCY_TO_SUB_AGENCY": _Kind(AGENCY, 1, back=False),
    "SUB_AGENCY_TO_AGENCY": _Kind(AGENCY, 1, back=True),
    "AGENCY_TO_SUB_ADVERTISER": _Kind(ADVERTISER, 2, back=False),
    "SUB_ADVERTISER_TO_AGENCY": _Kind(ADVERTISER, 2, back=True),
}


# -- the transfers that callers ask for -------------------------------------------------------------------------------


def with_agency(tx: Tx, account_id: int, members: Members) -> Members:
    """Transfer money between an agency and a client or second-level agency, or show what can be transferred.

    Raises Unfitting, NotPermitted, BillNumberMalformed, AlreadyExists, BalanceTooSmall.
    """
    return _carry_out_or_estimate(tx, agency_order(tx, account_id, members), members)


def agency_order(tx: Tx, account_id: int, members: Members) -> Order:
    """The transfer with an agency that a call describes. Raises Unfitting, NotPermitted, BillNumberMalformed."""
    kind = _KINDS[members["transfer_type"]]
    account = account_tree.permitted(tx, account_id)
    agency_id = account.agency_id
    if agency_id is not None and kind.levels == 2:
        agency_id = account_tree.account(tx, agency_id).agency_id
    if account.role != kind.role or agency_id is None:
        raise Unfitting("transfer_type")
    account_tree.permitted(tx, agency_id)
    return _order(members, account_id, (agency_id, account_id), back=kind.back)


def between_clients(tx: Tx, account_id: int, members: Members) -> Members:
    """Transfer money from one client of an agency or a business unit to another, or show what can be transferred.

    Raises AmountTooSmall, Unfitting, AccountUnknown, NotPermitted, BalanceTooSmall, AlreadyExists.
    """
    return _between_clients(tx, account_id, members, (members.get("fund_type", ledger.CASH),))


def between_clients_merged(tx: Tx, account_id: int, members: Members) -> Members:
    """Transfer money of a merged fund from one client to another, or show what can be transferred.

    Raises AmountTooSmall, Unfitting, AccountUnknown, NotPermitted, BalanceTooSmall, AlreadyExists.
    """
    return _between_clients(tx, account_id, members, fund_types.parts_of(members["fund_type"]))


def with_wallet(tx: Tx, agency_id: int, members: Members) -> Members:
    """Transfer money between an agency and a wallet of it.

    Raises NotAgency, WalletUnknown, BillNumberMalformed, AlreadyExists, BalanceTooSmall.
    """
    account_tree.agency(tx, agency_id)
    wallet = wallets.get(tx, agency_id, members["to_account_id"])
    back = members["transfer_type"] == "WALLET_TO_AGENCY"
    return _carry_out_or_estimate(tx, _order(members, agency_id, (agency_id, wallet.wallet_id), back=back), members)


def carry_out(tx: Tx, order: Order) -> tuple[Receipt, bool]:
    """Move the money; the receipt, and whether it is that of an earlier call with this number.

    Raises AlreadyExists (the number, for another transfer), BalanceTooSmall.
    """
    content = msgspec.json.encode(order).decode()
    first = _first(tx, order, content)
    if first is not None:
        return first, True
    most = ledger.available(tx, order.source_id, order.fund_types)
    amount = min(order.amount, most) if order.partial else order.amount
    if amount > most or not most:
        raise ledger.BalanceTooSmall(most)
    bill_no = order.bill_no or ledger.new_bill_no(tx)
    ledger.move(tx, order.source_id, order.target_id, order.fund_types, amount, bill_no=bill_no, memo=order.memo)
    receipt = Receipt(bill_no, content, amount, tx.now)
    fund_statements.add_transfer(tx, order.account_id, receipt)
    return receipt, False


def problem(tx: Tx, order: Order) -> Refusal | None:
    """Why a transfer cannot be carried out; None if it can."""
    most = ledger.available(tx, order.source_id, order.fund_types)
    try:
        first = _first(tx, order, msgspec.json.encode(order).decode())
    except Refusal as refusal:
        return refusal
    if first is None and (not most or (order.amount > most and not order.partial)):
        return ledger.BalanceTooSmall(most)
    return None


# -- the parts --------------------------------------------------------------------------------------------------------


def _carry_out_or_estimate(tx: Tx, order: Order, members: Members) -> Members:
    about = {"fund_type": members.get("fund_type", ledger.CASH), "amount": order.amount}
    if members.get("pre_fetch_amount"):
        return about | {"recommend_amount": ledger.available(tx, order.source_id, order.fund_types)}
    receipt, repeated = carry_out(tx, order)
    about["amount"] = receipt.amount
    return about | {
        "external_bill_no": receipt.bill_no,
        "time": receipt.at_ms // SECOND,
        "is_repeated": repeated,
    }


def _first(tx: Tx, order: Order, content: str) -> Receipt | None:
    """The receipt of an earlier transfer with this number, which must be the same one."""
    if not order.bill_no:
        return None
    first = fund_statements.find_transfer(tx, order.account_id, order.bill_no)
    if first is not None and first.content != content:
        raise AlreadyExists(KIND, order.bill_no)
    return first


def _order(members: Members, account_id: int, ends: tuple[int, int], *, back: bool) -> Order:
    bill_no = members.get("external_bill_no", "")
    if bill_no != bill_no.lower():
        raise BillNumberMalformed
    source_id, target_id = reversed(ends) if back else ends
    return Order(
        account_id,
        source_id,
        target_id,
        (members["fund_type"],),
        members["amount"],
        bill_no,
        members.get("memo", ""),
        partial=back and bool(members.get("transfer_try_best", 1)),
    )


def _between_clients(tx: Tx, account_id: int, members: Members, types: tuple[str, ...]) -> Members:
    target_id = members["to_account_id"]
    if members["amount"] <= 0:
        raise AmountTooSmall
    source, target = account_tree.advertiser(tx, account_id), account_tree.advertiser(tx, target_id)
    if source == target or not _are_together(tx, source, target):
        raise Unfitting("to_account_id")
    order = Order(
        account_id,
        account_id,
        target_id,
        types,
        members["amount"],
        members.get("external_bill_no", ""),
        members.get("memo", ""),
    )
    return _carry_out_or_estimate(tx, order, members)


def _are_together(tx: Tx, source: Account, target: Account) -> bool:
    """Whether two accounts have the same agency, or are in the same business unit."""
    if source.agency_id is not None and source.agency_id == target.agency_id:
        return True
    units = business_units.units_of(tx, Family.CUSTOMER, [source.account_id, target.account_id])
    return len(units) == 2 and len({unit.unit_id for unit in units.values()}) == 1
