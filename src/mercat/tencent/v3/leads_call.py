"""/v3.0/leads_call_…: records of telephone calls with leads, and numbers that connect with a lead."""

from mercat.domain.advertising.leads import calls
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, page

endpoints = Endpoints(__name__, needs=tuple(Scope))

endpoints.single("/v3.0/leads_call_record/get", calls.records_of_lead)
# A look at a number lets a call begin.
endpoints.single("/v3.0/leads_call_virtual_number/get", calls.virtual_number, reads=False)


@tencent.get("/v3.0/leads_call_records/get", needs=tuple(Scope))
def get_records(call: TencentCall) -> Document:
    """List the calls of some days, a page at a time or after a time."""
    return page(call, calls.records) | calls.requested(call.tx, {})
