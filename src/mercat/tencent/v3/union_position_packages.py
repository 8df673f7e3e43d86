"""/v3.0/union_position_packages: packages of ad positions of the union."""

from mercat.domain.advertising.targeting.union_packages import union_packages
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/union_position_packages/get", union_packages.find)
endpoints.one_id("/v3.0/union_position_packages/add", union_packages.add)
endpoints.one_id("/v3.0/union_position_packages/update", union_packages.update)
endpoints.acknowledgement("/v3.0/union_position_packages/delete", union_packages.delete)
