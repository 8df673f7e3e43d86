"""/v3.0/game_feature…: what kind of games applications are, in both systems of tags."""

from mercat.domain.advertising.apps.games import games, games_v6, tags
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.one_id("/v3.0/game_feature/add", games.put)
endpoints.single("/v3.0/game_feature/get", games.one)
endpoints.one_id("/v3.0/game_feature_v6/add", games_v6.put)
endpoints.single("/v3.0/game_feature_v6/get", games_v6.one)
endpoints.listing("/v3.0/game_feature_tags/get", tags)
