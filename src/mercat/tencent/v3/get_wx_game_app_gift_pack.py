"""/v3.0/get_wx_game_app_gift_pack: gift packs of WeChat mini games."""

from mercat.domain.advertising.apps import gift_packs
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, chosen


@tencent.post("/v3.0/get_wx_game_app_gift_pack/get", needs=Scope.ADS_MANAGEMENT, reads=True)
def get(call: TencentCall) -> Document:
    """Get the gift pack of a mini game."""
    return chosen(call, gift_packs.of_game(call.tx, call.body["appid"]))
