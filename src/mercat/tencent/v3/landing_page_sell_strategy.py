"""/v3.0/landing_page_sell_strategy: how landing pages sell episodes of short dramas."""

from mercat.domain.advertising.products.sell_strategies import strategies
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/landing_page_sell_strategy/get", strategies.find)
endpoints.single("/v3.0/landing_page_sell_strategy/add", strategies.make, method="POST")
