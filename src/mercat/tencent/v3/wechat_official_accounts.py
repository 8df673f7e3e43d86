"""/v3.0/wechat_official_accounts: the official accounts of an account in WeChat."""

from mercat.domain.advertising.pages.wechat_assets import official_accounts
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/wechat_official_accounts/get", official_accounts.find)
