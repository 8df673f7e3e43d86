"""/v3.0/product_… and /v3.0/products_…: catalogs, their products, series and categories."""

from mercat.domain.advertising.products import catalogs, verticals
from mercat.domain.advertising.products.product_series import add_catalog, series
from mercat.domain.advertising.products.products import products
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/product_catalogs/get", catalogs.catalogs.find)
endpoints.one_id("/v3.0/product_catalogs/add", add_catalog)
endpoints.page("/v3.0/product_categories_list/get", catalogs.categories)
endpoints.page("/v3.0/product_items/get", products.find)
endpoints.listing("/v3.0/product_items/add", products.sell, method="POST")
endpoints.acknowledgement("/v3.0/product_items/update", products.change)
endpoints.acknowledgement("/v3.0/product_items/batch_update", products.change_all)
endpoints.acknowledgement("/v3.0/product_items/delete", products.remove)
endpoints.single("/v3.0/product_items_detail/get", products.detail, reads=False)  # it looks at an approval
endpoints.page("/v3.0/product_series/get", series.find)
endpoints.single("/v3.0/product_series/add", series.define, method="POST")
endpoints.listing("/v3.0/product_items_verticals/get", verticals.listing)
endpoints.page("/v3.0/products_system_status/get", products.failures, reads=False)
