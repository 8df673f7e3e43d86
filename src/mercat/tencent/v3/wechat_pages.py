"""/v3.0/wechat_pages: the native pages that ads in WeChat open."""

from mercat.domain.advertising.pages import canvas_pages, customer_service
from mercat.domain.advertising.pages.customer_service import groups
from mercat.domain.advertising.pages.wechat_assets import page_grants
from mercat.domain.advertising.pages.wechat_pages import wechat_pages
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/wechat_pages/get", wechat_pages.find)
endpoints.one_id("/v3.0/wechat_pages/add", wechat_pages.add)
endpoints.one_id("/v3.0/wechat_pages/delete", wechat_pages.delete)
endpoints.one_id("/v3.0/wechat_pages_custom/add", canvas_pages.add)
endpoints.page("/v3.0/wechat_pages_grantinfo/get", page_grants.find)
endpoints.page("/v3.0/wechat_pages_csgrouplist/get", groups.find)
endpoints.acknowledgement("/v3.0/wechat_pages_csgrouplist/add", groups.add)
endpoints.acknowledgement("/v3.0/wechat_pages_csgrouplist/update", groups.update)
endpoints.single("/v3.0/wechat_pages_csgroup_user/get", customer_service.users)
endpoints.acknowledgement("/v3.0/wechat_pages_csgroup_status/update", customer_service.set_status)
