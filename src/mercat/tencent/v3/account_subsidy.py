"""/v3.0/account_subsidy: the accounts that subsidize an account."""

from mercat.domain.advertising.accounts import subsidies
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.listing("/v3.0/account_subsidy/get", subsidies.of_account)
