"""/v3.0/wechat_store_...: the catalogs of shops in WeChat, and their products."""

from mercat.domain.advertising.wechat import shops
from mercat.domain.advertising.wechat.shops import products
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/wechat_store_catalogs/get", shops.catalogs, reads=False)  # it counts looks at approvals
endpoints.page("/v3.0/wechat_store_product_items/get", products.find)
