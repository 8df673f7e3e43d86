"""/v3.0/material_ai_annotation: which images artificial intelligence made."""

from mercat.domain.advertising.materials import material_annotations
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/material_ai_annotation/add", material_annotations.annotate, method="POST")
