"""/v3.0/muse_audios: the platform's library of audios."""

from mercat.domain.advertising.materials.audios import audios
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/muse_audios/get", audios.find, method="POST", summary="List audios, a page at a time.")
