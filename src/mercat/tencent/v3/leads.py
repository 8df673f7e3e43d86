"""/v3.0/leads…: people who left their data with an ad, or whom an account imports, and how they are followed up."""

from collections.abc import Callable
from typing import Any, Final

from mercat.domain.advertising.leads import follow_up, leads
from mercat.store.tx import Tx
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, each, owner_of

NEEDS: Final = tuple(Scope)
DETAILED: Final = 59_000  # a code of the platform less this is that of a lead that fails, from 1000 to 3000

endpoints = Endpoints(__name__, needs=NEEDS)

endpoints.page("/v3.0/leads_list/get", leads.find)


@tencent.post("/v3.0/leads/add", needs=NEEDS)
def add(call: TencentCall) -> Document:
    """Import leads. Each one that the account has already fails on its own."""
    rows = call.body["leads_info_list"]
    done, failed = each(rows, leads.importing(call.tx, owner_of(call), call.body))
    names = [{"index": place, "outer_leads_id": row.get("outer_leads_id", "")} for place, row in enumerate(rows)]
    return {
        "success_lead_id_list": [names[place] | {"leads_id": lead_id} for place, lead_id in done.items()],
        "fail_outer_lead_id_list": [names[place] | _detail(texts) for place, texts in failed.items()],
    }


@tencent.post("/v3.0/leads/update", needs=NEEDS)
def update(call: TencentCall) -> Document:
    """Change the data of leads. Each one that does not exist fails on its own."""
    return _failing(call, "leads_contact_list", leads.changing)


@tencent.post("/v3.0/leads_status/update", needs=NEEDS)
def update_status(call: TencentCall) -> Document:
    """Rate leads. Each one that does not exist fails on its own."""
    return _failing(call, "leads_conversion_status_list", follow_up.rating)


@tencent.post("/v3.0/leads_claim/update", needs=NEEDS)
def update_claim(call: TencentCall) -> Document:
    """Say which ads brought leads. Each one that does not exist fails on its own."""
    return _failing(call, "leads_claim_list", follow_up.claiming)


@tencent.post("/v3.0/leads_action_type_report/add", needs=NEEDS)
def add_action(call: TencentCall) -> Document:
    """Report what happened with leads. Each one that does not exist fails on its own."""
    return _failing(call, "leads_action_type_report_list", follow_up.reporting)


def _failing(call: TencentCall, name: str, check: Callable[[Tx, int, Document], Callable[[Document], Any]]) -> Document:
    """Do what a call says of each lead in a list, once all of it is checked; the rows that failed."""
    rows = call.body[name]
    _, failed = each(rows, check(call.tx, owner_of(call), call.body))
    items = [{"index": place, "outer_leads_id": rows[place].get("outer_leads_id", "")} for place in failed]
    return {"fail_leads_list": call.endpoint.project("fail_leads_list", items)}


def _detail(texts: Document) -> Document:
    return {"detailed_err_code": texts["code"] - DETAILED, "detailed_err_msg": texts["message_cn"]}
