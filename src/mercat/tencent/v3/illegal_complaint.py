"""/v3.0/illegal_complaint: complaints about violations, with evidence."""

from typing import Final

from mercat.domain.advertising.punishments.complaints import complaints
from mercat.model.refusals import Missing
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints, owner_of
from mercat.wire.operation import MIB, Limits
from mercat.wire.uploads import Upload

NEEDS: Final = Scope.ADS_MANAGEMENT
UPLOAD: Final = Limits(body_bytes=101 * MIB)  # a zip of 100 MiB, and the form around it

endpoints = Endpoints(__name__, needs=NEEDS)

endpoints.page("/v3.0/illegal_complaint/get", complaints.listing, method="POST", reads=False)  # it counts looks


@tencent.post("/v3.0/illegal_complaint/add", needs=NEEDS, limits=UPLOAD)
def add(call: TencentCall, upload: Upload) -> None:
    """Complain about a violation, with a zip file of evidence."""
    if "file" not in upload.files:
        raise Missing("file")
    file = upload.files["file"]
    members = {name: call.body[name] for name in ("illegal_order_id", "complaint_reason")}
    complaints.file(call.tx, owner_of(call), members, file.content, file.size)
