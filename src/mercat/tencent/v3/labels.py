"""/v3.0/labels: labels of the audience market."""

from mercat.domain.advertising import labels as engine
from mercat.tencent.resource import Resource
from mercat.tencent.scopes import Scope

labels = Resource(__name__, engine.labels, key="label_id")
labels.get("/v3.0/labels/get", needs=(Scope.AUDIENCE_MANAGEMENT, Scope.ADS_MANAGEMENT, Scope.USER_ACTIONS))
