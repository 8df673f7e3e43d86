"""/v3.0/punish_...: what was refused, and the counts of it by month."""

from mercat.domain.advertising.punishments import metrics, violations
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/punish_detail/get", violations.details, method="POST")
endpoints.single("/v3.0/punish_metrics/get", metrics.companies, method="POST")
endpoints.single("/v3.0/punish_uid_metrics/get", metrics.accounts, method="POST")
