"""/v3.0/punishment_...: violations of accounts, and the names of what they are about."""

from mercat.domain.advertising.punishments import complaints, violations
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/punishment_config/get", violations.config)
endpoints.single("/v3.0/punishment_query/get", complaints.orders, method="POST", reads=False)  # it counts looks
