"""/v3.0/business_unit: business units of companies that advertise, and the accounts in them."""

from mercat.domain.advertising.accounts.business_units import customer_units
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.one_id("/v3.0/business_unit/add", customer_units.add)
endpoints.page("/v3.0/business_unit_list/get", customer_units.find)
endpoints.listing("/v3.0/business_unit_account/get", customer_units.units_of, method="POST")
endpoints.one_id("/v3.0/business_unit_account/update", customer_units.update)
