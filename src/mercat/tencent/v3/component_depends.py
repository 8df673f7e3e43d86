"""/v3.0/component_depends: which components depend on others."""

from mercat.domain.advertising.components import component_rules
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=(Scope.ADS_MANAGEMENT, Scope.ADS_INSIGHTS))

endpoints.single("/v3.0/component_depends/get", component_rules.depends)
