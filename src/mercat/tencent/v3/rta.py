"""/v3.0/rta_info, /v3.0/rtaexp..., /v3.0/rtatarget...: advertisers who answer each bid themselves."""

from collections.abc import Callable
from typing import Any, Final

from mercat.domain.advertising.rta import customers, experiments, targets
from mercat.store.tx import Tx
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, each

NEEDS: Final = Scope.ADS_MANAGEMENT

endpoints = Endpoints(__name__, needs=NEEDS)

endpoints.single("/v3.0/rta_info/get", customers.info, method="POST")
endpoints.listing("/v3.0/rtaexp/get", experiments.listing, method="POST")
endpoints.listing("/v3.0/rtaexp_data_roi/get", experiments.data, method="POST")
endpoints.listing("/v3.0/rtaexp_dsp_tag_data/get", experiments.tag_data, method="POST")
endpoints.acknowledgement("/v3.0/rtatarget/add", targets.add)
endpoints.acknowledgement("/v3.0/rtatarget/delete", targets.delete)
endpoints.single("/v3.0/rtatarget/get", targets.listing, method="POST")
endpoints.single("/v3.0/rtatarget_bind/get", targets.list_bindings, method="POST")


@tencent.post("/v3.0/rtatarget_bind/add", needs=NEEDS)
def bind(call: TencentCall) -> Document:
    """Bind accounts and ad groups to policies. Each succeeds or fails alone."""
    return _results(call, targets.bind)


@tencent.post("/v3.0/rtatarget_bind/delete", needs=NEEDS)
def unbind(call: TencentCall) -> Document:
    """End bindings. Each succeeds or fails alone."""
    return _results(call, targets.unbind)


def _results(call: TencentCall, act: Callable[[Tx, Any], Document]) -> Document:
    rows = call.body["data"]
    done, failed = each(rows, lambda row: act(call.tx, row))
    refused = [{**rows[place], "reason": texts["message"]} for place, texts in failed.items()]
    return call.endpoint.select(call.endpoint.data, {"success": list(done.values()), "error": refused})
