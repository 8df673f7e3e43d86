"""Every Tencent Ads operation: the explicit list of the modules that declare them."""

from mercat.tencent.oauth import authorize, refresh_token, token
from mercat.tencent.protocol import tencent
from mercat.tencent.v3 import adgroups, advertiser, dynamic_creatives, images, labels, previews, videos
from mercat.wire.operation import Operation

MODULES = (
    authorize,
    refresh_token,
    token,
    adgroups,
    advertiser,
    dynamic_creatives,
    images,
    labels,
    previews,
    videos,
)


def operations() -> list[Operation]:
    """All declared operations, in the order of the modules."""
    return list(tencent.operations)
