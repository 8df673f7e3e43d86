"""/v3.0/creative_template_list: creative templates."""

from mercat.domain.advertising.creatives import creative_templates
from mercat.domain.advertising.creatives.creative_templates import SAMPLE
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, page
from mercat.tencent.v3.template_pictures import with_picture


@tencent.get("/v3.0/creative_template_list/get", needs=(Scope.ADS_MANAGEMENT, Scope.ADS_INSIGHTS))
def get(call: TencentCall) -> Document:
    """List creative templates that fit what the call names, a page at a time."""
    answer = page(call, creative_templates.find)
    return answer | {"list": [with_picture(call, item, SAMPLE) for item in answer["list"]]}
