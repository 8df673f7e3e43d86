"""/v3.0/agency: agencies, their business units, wallets, and what their clients spend."""

from mercat.domain.advertising.accounts import agencies, wallets
from mercat.domain.advertising.accounts.business_units import agency_units
from mercat.domain.advertising.reports import fund_reports
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.page("/v3.0/agency/get", agencies.find)
endpoints.one_id("/v3.0/agency_business_unit/add", agency_units.add)
endpoints.one_id("/v3.0/agency_business_unit/update", agency_units.update)
endpoints.page("/v3.0/agency_business_unit_list/get", agency_units.find)
endpoints.page("/v3.0/agency_business_unit_list_account/get", agency_units.accounts)
endpoints.listing("/v3.0/agency_business_unit_list_by_account/get", agency_units.units_of, method="POST")
endpoints.listing("/v3.0/agency_realtime_cost/get", fund_reports.costs_by_fund)
endpoints.page("/v3.0/agency_wallet_list/get", wallets.find)
