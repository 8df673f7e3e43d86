"""/v3.0/adcreative_previews: the people who may preview an ad group."""

from typing import Final

from mercat.domain.advertising.creatives import creative_previews
from mercat.domain.advertising.creatives.creative_previews import MOST_VIEWERS, viewers
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of, page

NEEDS: Final = Scope.ADS_MANAGEMENT


@tencent.post("/v3.0/adcreative_previews/add", needs=NEEDS)
def add(call: TencentCall) -> Document:
    """Let people preview an ad group."""
    unfit = creative_previews.bind_to_ad_group(call.tx, owner_of(call), call.body)
    return bound(call, unfit)


@tencent.get("/v3.0/adcreative_previews/get", needs=NEEDS)
def get(call: TencentCall) -> Document:
    """List who may preview an ad group or a creative."""
    answer = page(call, viewers.find)
    return answer | {"range": {"offset": 0, "limit": MOST_VIEWERS, "total_num": len(answer["list"])}}


def bound(call: TencentCall, unfit: list[str]) -> Document:
    """The answer to a call that lets people preview something."""
    return {"account_id": owner_of(call), "trace_id": call.request_id, "wx_fail_user_name_list": unfit}
