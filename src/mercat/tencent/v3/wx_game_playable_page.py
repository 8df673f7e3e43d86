"""/v3.0/wx_game_playable_page: pages on which people try a WeChat mini game."""

from mercat.domain.advertising.apps import playable_pages
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.listing("/v3.0/wx_game_playable_page/get", playable_pages.of_game)
