"""/v3.0/bid_simulation: what other bids would win."""

from mercat.domain.advertising.delivery import bid_simulations
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.listing("/v3.0/bid_simulation/get", bid_simulations.simulate)
