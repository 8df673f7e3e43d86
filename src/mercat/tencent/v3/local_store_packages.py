"""/v3.0/local_store_packages: packages of stores."""

from mercat.domain.advertising.stores.packages import packages
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/local_store_packages/get", packages.find)
endpoints.one_id("/v3.0/local_store_packages/add", packages.add)
endpoints.one_id("/v3.0/local_store_packages/update", packages.update)
endpoints.one_id("/v3.0/local_store_packages/delete", packages.delete)
