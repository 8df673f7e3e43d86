"""/v3.0/wechat_pages: the native pages that ads in WeChat open."""

from mercat.domain.advertising.wechat_pages import wechat_pages
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/wechat_pages/get", wechat_pages.find)
endpoints.one_id("/v3.0/wechat_pages/add", wechat_pages.add)
endpoints.one_id("/v3.0/wechat_pages/delete", wechat_pages.delete)
