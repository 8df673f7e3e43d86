"""/v3.0/barrage…: short texts that run over videos."""

from mercat.domain.advertising.comments.barrages import barrages, recommended
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

# Lists count looks at approvals, after which these may end.
endpoints.page("/v3.0/barrage/get", barrages.find, reads=False)
endpoints.listing("/v3.0/barrage/add", barrages.write, method="POST")
endpoints.listing("/v3.0/barrage_recommend/get", recommended)
