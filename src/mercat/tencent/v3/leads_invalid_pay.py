"""/v3.0/leads_invalid_pay: what the platform pays back for invalid leads."""

from typing import Final

from mercat.domain.advertising.leads import compensation
from mercat.domain.advertising.leads.compensation import Reason
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, listing

REASONS: Final = {
    Reason.TOO_FEW_RATED: "本月 48 小时内标注的线索不足一半，不予赔付",
    Reason.NONE_INVALID: "本月没有标注为无效的线索",
}


@tencent.get("/v3.0/leads_invalid_pay/get", needs=tuple(Scope))
def get(call: TencentCall) -> Document:
    """List what is paid back for the invalid leads of a month."""
    answer = listing(call, compensation.of_month)
    for row in answer["list"]:
        if "no_pay_reason" in row:
            row["no_pay_reason"] = REASONS[row["no_pay_reason"]]
    return answer
