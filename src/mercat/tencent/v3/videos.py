"""/v3.0/videos: the video files of an account."""

from typing import Final

from mercat.domain.advertising.materials.videos import Incoming, videos
from mercat.model.refusals import Missing
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, owner_of, page
from mercat.tencent.v3.previews import with_preview
from mercat.wire.operation import MIB, Limits
from mercat.wire.uploads import Upload

NEEDS: Final = Scope.ADS_MANAGEMENT
UPLOAD: Final = Limits(body_bytes=101 * MIB)  # a video of 100 MiB, and the form around it
ABOUT: Final = ("description", "adcreative_template_id")

endpoints = Endpoints(__name__, needs=NEEDS)

endpoints.one_id("/v3.0/videos/update", videos.update)
endpoints.one_id("/v3.0/videos/delete", videos.delete)


@tencent.get("/v3.0/videos/get", needs=NEEDS, reads=False)  # it counts the polls of videos that are being processed
def get(call: TencentCall) -> Document:
    """List videos that match the filter, a page at a time. Without a time, those of the last half year."""
    answer = page(call, videos.find)
    return answer | {"list": [with_preview(call, item) for item in answer["list"]]}


@tencent.post("/v3.0/videos/add", needs=NEEDS, limits=UPLOAD)
def add(call: TencentCall, upload: Upload) -> Document:
    """Store a video, sent as a file."""
    if "video_file" not in upload.files:
        raise Missing("video_file")
    file = upload.files["video_file"]
    about = {name: call.body[name] for name in ABOUT if name in call.body}
    return {
        "video_id": videos.keep(
            call.tx, owner_of(call), Incoming(file.content, file.size, file.md5, call.body["signature"], about)
        )
    }
