"""/v3.0/ecommerce_order: orders that people place on the pages of ads."""

from mercat.domain.advertising.products.orders import orders
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_INSIGHTS)

endpoints.page("/v3.0/ecommerce_order/get", orders.find)
endpoints.acknowledgement("/v3.0/ecommerce_order/update", orders.send)
