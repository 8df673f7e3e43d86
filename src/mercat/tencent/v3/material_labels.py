"""/v3.0/material_labels: the labels of images and videos."""

from typing import Final

from mercat.domain.advertising.materials.label_bindings import bind as bind_labels
from mercat.domain.advertising.materials.material_labels import material_labels
from mercat.model.refusals import AlreadyExists
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, owner_of

NEEDS: Final = Scope.ADS_MANAGEMENT
CATEGORIES: Final = ("label_name", "first_label_level_name", "second_label_level_name")

endpoints = Endpoints(__name__, needs=NEEDS)

endpoints.page("/v3.0/material_labels/get", material_labels.find)
endpoints.acknowledgement("/v3.0/material_labels/delete", material_labels.delete)


@tencent.post("/v3.0/material_labels/add", needs=NEEDS)
def add(call: TencentCall) -> Document:
    """Create labels. One that exists already fails alone."""
    return material_labels.add_all(call.tx, owner_of(call), call.body["labels"])


@tencent.post("/v3.0/material_labels/update", needs=NEEDS)
def update(call: TencentCall) -> Document:
    """Rename a label, or move it to other categories. It fails if there is such a label."""
    name = call.body["label_name"]
    changes = {member: call.body[member] for member in CATEGORIES if member in call.body}
    try:
        material_labels.update(call.tx, owner_of(call), call.body["label_id"], changes)
    except AlreadyExists:
        return {"success_label_list": [], "fail_label_list": [name]}
    return {"success_label_list": [name], "fail_label_list": []}


@tencent.post("/v3.0/material_labels/bind", needs=NEEDS)
def bind(call: TencentCall) -> Document:
    """Add labels to images and videos, replace theirs, or take them away."""
    return bind_labels(call.tx, owner_of(call), call.body)
