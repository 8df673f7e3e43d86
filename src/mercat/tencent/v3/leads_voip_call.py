"""/v3.0/leads_voip_call…: calls to leads from a seat, which needs a token."""

from mercat.domain.advertising.leads import calls
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=tuple(Scope))

endpoints.single("/v3.0/leads_voip_call/add", calls.call_from_seat, method="POST")
endpoints.single("/v3.0/leads_voip_call_token/get", calls.token, reads=False)
