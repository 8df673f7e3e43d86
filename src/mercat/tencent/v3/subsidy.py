"""/v3.0/subsidy_account_bind and /v3.0/subsidy_bound_account_list: accounts that an account subsidizes."""

from mercat.domain.advertising.accounts import subsidies
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.listing("/v3.0/subsidy_account_bind/add", subsidies.bind, method="POST")
endpoints.page("/v3.0/subsidy_bound_account_list/get", subsidies.bindings.find)
