"""/v3.0/programmed_commponent_preview: previews of material that can be derived of components."""

from typing import Final

from mercat.domain.advertising.creatives import derivations
from mercat.domain.advertising.creatives.creative_templates import ratio, templates
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, chosen, owner_of
from mercat.tencent.v3.preview_pages import page_url

NEEDS: Final = Scope.ADS_MANAGEMENT

endpoints = Endpoints(__name__, needs=NEEDS)

endpoints.single("/v3.0/programmed_commponent_preview/add", derivations.add, method="POST")
endpoints.single("/v3.0/programmed_commponent_preview/update", derivations.update, method="POST")
endpoints.single("/v3.0/programmed_commponent_preview/delete", derivations.delete, method="POST")


@tencent.post("/v3.0/programmed_commponent_preview_template/update", needs=NEEDS)
def update_template(call: TencentCall) -> Document:
    """Give a preview another template."""
    changed = derivations.change_template(call.tx, owner_of(call), call.body)
    return call.endpoint.select(call.endpoint.data, changed | {"template_preview_url": page_url(call, changed["link"])})


@tencent.get("/v3.0/programmed_commponent_preview/get", needs=NEEDS)
def get(call: TencentCall) -> Document:
    """Read a derivation with the previews of each component."""
    derivation = derivations.get(call.tx, owner_of(call), call.body)
    for group in derivation["component_group_list"]:
        group["previews"] = [_preview(call, preview) for preview in group["previews"]]
    return chosen(call, derivation)


def _preview(call: TencentCall, preview: Document) -> Document:
    target = templates()[preview["target"]]
    wide, _ = ratio(target.width, target.height)
    dimension: Document = {"ratio_width": wide, "min_width": target.width, "min_height": target.height}
    dimension["creative_template_ids"] = [target.id]
    url = page_url(call, preview["link"])
    return preview | {"target_creative_template_dimension": dimension, "template_preview_url": url}
