"""/v3.0/organization_account_relation: the accounts of the organization behind a token."""

from mercat.domain.advertising.accounts import business_units
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=tuple(Scope))

endpoints.page("/v3.0/organization_account_relation/get", business_units.relations)
