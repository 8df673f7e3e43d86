"""/v3.0/material_dcatag: properties and tags of images and videos for products."""

from typing import Final

from mercat.domain.advertising.collection import Search, Slice
from mercat.domain.advertising.reviewers import material_bindings
from mercat.domain.advertising.reviewers.material_bindings import bindings
from mercat.store.tx import Tx
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, page, page_info

NEEDS: Final = Scope.ADS_MANAGEMENT

endpoints = Endpoints(__name__, needs=NEEDS)

endpoints.single("/v3.0/material_dcatag/add", material_bindings.bind_tags, method="POST")


@tencent.get("/v3.0/material_dcatag/get", needs=NEEDS, reads=False)  # it looks at approvals
def get(call: TencentCall) -> Document:
    """List images and videos with the products that they show, a page at a time."""
    return page(call, _find)


def _find(tx: Tx, search: Search) -> Slice:
    """The bindings, each with the position of the page, which the contract has nowhere else."""
    part = bindings.find(tx, search)
    paging = {"page_info": page_info(part.total, search.window)}
    return Slice([item.with_members(paging) for item in part.items], part.total)
