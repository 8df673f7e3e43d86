"""/v3.0/fund: the funds of accounts, their statements, and transfers between an agency and its clients."""

from typing import Any

from mercat.domain.advertising.accounts import transfers
from mercat.domain.advertising.reports import fund_reports
from mercat.store.tx import Tx
from mercat.tencent.call import TencentCall
from mercat.tencent.envelopes import texts_of
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, single

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.listing("/v3.0/funds/get", fund_reports.funds)
endpoints.page("/v3.0/fund_statements_detailed/get", fund_reports.statements)


@tencent.post("/v3.0/fund_transfer/add", needs=Scope.ACCOUNT_MANAGEMENT)
def add(call: TencentCall) -> Document:
    """Transfer money between an agency and a client or second-level agency, or check whether it can be done."""
    return single(call, _check if call.body.get("pre_check") else transfers.with_agency)


def _check(tx: Tx, account_id: int, members: Document) -> Document:
    problem = transfers.problem(tx, transfers.agency_order(tx, account_id, members))
    details: list[Any] = []
    if problem is not None:
        code, english, chinese = texts_of(problem)
        details = [{"code": code, "message": english, "messageCn": chinese}]
    return {**members, "check_result": {"pass": problem is None, "errors": details}}
