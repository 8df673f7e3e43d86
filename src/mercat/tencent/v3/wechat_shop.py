"""/v3.0/wechat_shop...: shops in WeChat, and the authorizations to advertise for them."""

from mercat.domain.advertising.wechat import shops
from mercat.domain.advertising.wechat.shops import shop_authorizations
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/wechat_shop/get", shops.show)
endpoints.page("/v3.0/wechat_shop_authorization/get", shop_authorizations.find, reads=False)  # it counts looks
endpoints.single("/v3.0/wechat_shop_authorization/add", shop_authorizations.ask, method="POST")
endpoints.one_id("/v3.0/wechat_shop_authorization_status/update", shop_authorizations.set_status)
endpoints.acknowledgement("/v3.0/wechat_shop_authorization_validation/get", shop_authorizations.validate, method="GET")
