"""/v3.0/wallet: wallets of agencies, from which several accounts of one company pay."""

from mercat.domain.advertising.accounts import transfers, wallets
from mercat.domain.advertising.reports import fund_reports
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.single("/v3.0/wallet/get", wallets.of_account)
endpoints.single("/v3.0/wallet_basic_info/get", wallets.of_agency)
endpoints.single("/v3.0/wallet_create/add", wallets.add, method="POST")
endpoints.single("/v3.0/wallet_edit/add", wallets.edit, method="POST")
endpoints.acknowledgement("/v3.0/wallet_bind_advertiser/add", wallets.bind)
endpoints.page("/v3.0/wallet_get_binding_advertiser/get", wallets.bound_accounts)
endpoints.page("/v3.0/wallet_invoice/get", fund_reports.wallet_statements)
endpoints.single("/v3.0/wallet_transfer/add", transfers.with_wallet, method="POST")
