"""/v3.0/muse_ai_material: results of tasks that become material of an account."""

from mercat.domain.advertising.materials import muse
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/muse_ai_material/add", muse.store, method="POST")
