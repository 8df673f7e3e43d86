"""/v3.0/categories: categories of products by vertical, and the attributes of products."""

from mercat.domain.advertising.products import verticals
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/categories/get", verticals.categories)
endpoints.page("/v3.0/categories_attribute/get", verticals.attributes)
