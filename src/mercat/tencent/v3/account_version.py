"""/v3.0/account_version: the version of ads that an account makes."""

from mercat.domain.advertising.accounts import advertisers
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/account_version/get", advertisers.version)
