"""/v3.0/merge_fund_type: the same reports and transfers with several funds merged into one."""

from mercat.domain.advertising.accounts import transfers
from mercat.domain.advertising.reports import fund_reports
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.listing("/v3.0/merge_fund_type_funds/get", fund_reports.merged_funds)
endpoints.page("/v3.0/merge_fund_type_fund_statements_detailed/get", fund_reports.merged_statements)
endpoints.page("/v3.0/merge_fund_type_daily_balance_report/get", fund_reports.merged_days)
endpoints.single("/v3.0/merge_fund_type_subcustomer_transfer/add", transfers.between_clients_merged, method="POST")
