"""/v3.0/qualification_structure: the fields that the papers of a code have."""

from mercat.domain.advertising.qualifications import structures
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.single("/v3.0/qualification_structure/get", structures.get)
