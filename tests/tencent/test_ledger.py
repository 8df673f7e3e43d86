"""The ledger against a model: random movements of money, after each of which every report agrees with plain sums."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mercat.domain.advertising.accounts.ledger import BalanceTooSmall
from support.agencies import CASH, COFFEE, GIFT, TEA, TOP, day, days, recharge, spend, write
from support.machines import agrees
from support.tencent import TencentClient

ACCOUNTS = (TOP, TEA, COFFEE)
FUNDS = (CASH, GIFT)
AMOUNTS = st.integers(1, 20_000)
FIRST = 20_000
ENOUGH, TOO_LITTLE = 0, 32100


class Ledger(RuleBasedStateMachine):
    """Balances as a dict, by account and fund. `bills` are transfers that were carried out, by their number."""

    client: TencentClient
    money: dict[tuple[int, str], int]  # it goes on from one example to the next: the accounts are the same
    spendings: dict[int, int]
    examples = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).examples += 1
        self.bills: dict[str, tuple[int, Any]] = {}

    def move(self, source: int, target: int, fund: str, amount: int) -> None:
        self.money[source, fund] -= amount
        self.money[target, fund] += amount

    @rule(account=st.sampled_from(ACCOUNTS), fund=st.sampled_from(FUNDS), amount=AMOUNTS)
    def put_in(self, account: int, fund: str, amount: int) -> None:
        recharge(self.client, account, amount, fund)
        self.money[account, fund] += amount

    @rule(account=st.sampled_from((TEA, COFFEE)), amount=AMOUNTS)
    def pay(self, account: int, amount: int) -> None:
        most = sum(self.money[account, fund] for fund in FUNDS)
        try:
            spend(self.client, account, amount)
        except BalanceTooSmall as refusal:
            assert amount > most == refusal.most
            return
        assert amount <= most
        for fund in FUNDS:
            part = min(amount, self.money[account, fund])
            self.money[account, fund] -= part
            amount -= part
            self.spendings[account] += part

    @rule(
        account=st.sampled_from((TEA, COFFEE)),
        fund=st.sampled_from(FUNDS),
        amount=st.integers(5_000, 20_000),
        number=st.integers(0, 3),
        back=st.booleans(),
        partial=st.booleans(),
    )
    def transfer(self, account: int, fund: str, amount: int, number: int, back: bool, partial: bool) -> None:
        bill = f"bill-{self.examples:06d}-{account}-{number}"
        asked = {"fund_type": fund, "amount": amount, "transfer_try_best": int(partial)}
        asked["transfer_type"] = "ADVERTISER_TO_AGENCY" if back else "AGENCY_TO_ADVERTISER"
        answer = self.client.post("/v3.0/fund_transfer/add", account_id=account, external_bill_no=bill, **asked)
        order = (fund, amount, back, back and partial)
        source, target = (account, TOP) if back else (TOP, account)
        if bill in self.bills:
            assert (answer.code, answer.document.get("data", {}).get("is_repeated")) in ((0, True), (31011, None))
            if answer.code == 0:
                assert (answer.document["data"]["amount"], order) == self.bills[bill]
            else:
                assert order != self.bills[bill][1]
            return
        most = self.money[source, fund]
        moved = min(amount, most) if back and partial else amount
        if not most or moved > most:
            assert answer.code == TOO_LITTLE
            return
        assert (answer.code, answer.document["data"]["amount"]) == (ENOUGH, moved)
        self.move(source, target, fund, moved)
        self.bills[bill] = (moved, order)

    @rule(source=st.sampled_from((TEA, COFFEE)), fund=st.sampled_from(FUNDS), amount=AMOUNTS)
    def give(self, source: int, fund: str, amount: int) -> None:
        target = COFFEE if source == TEA else TEA
        body = {"account_id": source, "to_account_id": target, "fund_type": fund, "amount": amount}
        answer = self.client.post("/v3.0/subcustomer_transfer/add", **body)
        assert answer.code == (ENOUGH if amount <= self.money[source, fund] else TOO_LITTLE)
        if answer.code == ENOUGH:
            self.move(source, target, fund, amount)

    @rule(source=st.sampled_from((TEA, COFFEE)), amount=AMOUNTS, number=st.integers(0, 10**9))
    def give_merged(self, source: int, amount: int, number: int) -> None:
        target = COFFEE if source == TEA else TEA
        body = {"account_id": source, "to_account_id": target, "fund_type": "FUND_TYPE_AD_RECHARGE", "amount": amount}
        bill = f"m{self.examples}-{number}"[:16]
        if bill in self.bills:
            return
        answer = self.client.post("/v3.0/merge_fund_type_subcustomer_transfer/add", external_bill_no=bill, **body)
        most = sum(self.money[source, fund] for fund in FUNDS)
        assert answer.code == (ENOUGH if amount <= most else TOO_LITTLE)
        if answer.code == ENOUGH:
            self.bills[bill] = (amount, None)
            for fund in FUNDS:
                part = min(amount, self.money[source, fund])
                self.move(source, target, fund, part)
                amount -= part

    @invariant()
    def balances_agree_and_none_is_negative(self) -> None:
        for account in ACCOUNTS:
            rows = self.client.get("/v3.0/funds/get", account_id=account, fields=["fund_type", "balance"]).document
            balances = {row["fund_type"]: row["balance"] for row in rows["data"]["list"]}
            assert [balances[fund] for fund in FUNDS] == [self.money[account, fund] for fund in FUNDS]
            assert min(balances.values()) >= 0

    @invariant()
    def costs_agree(self) -> None:
        for account in (TEA, COFFEE):
            asked = {"level": "ADVERTISER", "date": day(self.client), "fields": ["cost"]}
            rows = self.client.get("/v3.0/realtime_cost/get", account_id=account, **asked).document["data"]["list"]
            assert rows == [{"cost": self.spendings[account]}]

    def teardown(self) -> None:
        """The reports of the day agree with the statements, and those with the balances."""
        for account in ACCOUNTS:
            for fund in FUNDS:
                rows = statements(self.client, account, fund)
                signs = {"CHARGE": 1, "TRANSFER_IN": 1, "TRANSFER_BACK": -1, "PAY": -1}
                balance = 0
                for row in reversed(rows):
                    balance += signs[row["trade_type_ext"]] * row["amount"]
                    assert row["balance"] == balance
                assert balance == self.money[account, fund]
                if account != TOP:
                    assert sums(rows) == flows(self.client, account, fund)


def statements(client: TencentClient, account_id: int, fund: str) -> list[dict[str, Any]]:
    """All statements of a fund, page by page after the last one."""
    rows: list[dict[str, Any]] = []
    fields = ["trade_type_ext", "amount", "balance", "primary_key"]
    asked = {"fund_type": fund, "date_range": days(client), "fields": fields, "page_size": 7}
    while True:
        key = {"primary_key": rows[-1]["primary_key"]} if rows else {}
        answer = client.get("/v3.0/fund_statements_detailed/get", account_id=account_id, **asked, **key)
        page = answer.document["data"]["list"]
        rows += page
        if len(page) < 7:
            assert answer.document["data"]["page_info"]["total_number"] == len(rows)
            return rows


def sums(rows: list[dict[str, Any]]) -> list[int]:
    kinds = ("CHARGE", "PAY", "TRANSFER_IN", "TRANSFER_BACK")
    return [sum(row["amount"] for row in rows if row["trade_type_ext"] == kind) for kind in kinds]


def flows(client: TencentClient, account_id: int, fund: str) -> list[int]:
    """What the report of today says of a fund."""
    fields = ["fund_type", "deposit", "paid", "trans_in", "trans_out"]
    asked = {"date_range": days(client), "fields": fields, "page_size": 100}
    rows = client.get("/v3.0/daily_balance_report/get", account_id=account_id, **asked).document["data"]["list"]
    (row,) = [row for row in rows if row["fund_type"] == fund]
    return [row[name] for name in fields[1:]]


def test_money_is_neither_made_nor_lost(agency: TencentClient) -> None:
    class Here(Ledger):
        client = agency
        money = {(account, fund): FIRST for account in ACCOUNTS for fund in FUNDS}
        spendings = dict.fromkeys(ACCOUNTS, 0)

    for account, fund in Here.money:
        recharge(agency, account, FIRST, fund)
    agrees(Here, examples=6)
    stored = write(agency, lambda tx: tx.fetch_one("SELECT CAST(SUM(amount) AS BIGINT) FROM fund_statements"))
    assert stored[0] == sum(Here.money.values())
    kept = write(agency, lambda tx: tx.fetch_all("SELECT holder_id, fund_type, balance FROM fund_balances"))
    assert {(holder, fund): balance for holder, fund, balance in kept} == Here.money
