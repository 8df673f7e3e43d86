"""/v3.0/creative_template: creative templates, with the components that each takes."""

from mercat.domain.advertising.creatives import creative_templates
from mercat.domain.advertising.creatives.creative_templates import SAMPLE
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, listing
from mercat.tencent.v3.template_pictures import with_picture


@tencent.get("/v3.0/creative_template/get", needs=(Scope.ADS_MANAGEMENT, Scope.ADS_INSIGHTS))
def get(call: TencentCall) -> Document:
    """List creative templates with the components that each takes."""
    answer = listing(call, creative_templates.details)
    return {"list": [with_picture(call, item, SAMPLE) for item in answer["list"]]}
