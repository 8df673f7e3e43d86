"""/v3.0/marketing_rules: which goals, things to advertise and carriers go together."""

from mercat.domain.advertising.products import marketing_rules
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.listing("/v3.0/marketing_rules/get", marketing_rules.rules)
