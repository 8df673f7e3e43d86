"""/v3.0/pages: the landing pages that ads can lead to."""

from mercat.domain.advertising.pages import ad_pages
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/pages/get", ad_pages.find, reads=False)  # it counts looks at reviews
