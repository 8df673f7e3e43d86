"""/v3.0/labels: labels of the audience market."""

from mercat.domain.advertising.users.labels import labels
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=(Scope.AUDIENCE_MANAGEMENT, Scope.ADS_MANAGEMENT, Scope.USER_ACTIONS))

endpoints.page("/v3.0/labels/get", labels.find)
