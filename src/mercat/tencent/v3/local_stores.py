"""/v3.0/local_stores...: the stores of an account, and the places on the map where they can be."""

from mercat.domain.advertising.stores import categories, places
from mercat.domain.advertising.stores.stores import list_merchants, stores
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/local_stores/get", stores.find, reads=False)  # it counts looks
endpoints.single("/v3.0/local_stores/add", stores.open_all, method="POST")
endpoints.listing("/v3.0/local_stores/update", stores.change_all, method="POST")
endpoints.listing("/v3.0/local_stores/delete", stores.close_all, method="POST")
endpoints.listing("/v3.0/local_stores_categories/get", categories.listing)
endpoints.page("/v3.0/local_stores_search_info/get", places.search)
endpoints.single(
    "/v3.0/local_stores_address_parsing_result/get", places.parse, method="POST", reads=False
)  # places become known
endpoints.page("/v3.0/local_stores_wxpay_merchants/get", list_merchants)
