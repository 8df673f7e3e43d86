"""/v3.0/qualifications: the papers of an account, which somebody at the platform judges."""

from mercat.domain.advertising.qualifications.qualifications import qualifications
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.single("/v3.0/qualifications/get", qualifications.listing, reads=False)  # it counts looks
endpoints.one_id("/v3.0/qualifications/add", qualifications.submit)
endpoints.one_id("/v3.0/qualifications/update", qualifications.replace)
endpoints.single("/v3.0/qualifications/delete", qualifications.remove, method="POST")
