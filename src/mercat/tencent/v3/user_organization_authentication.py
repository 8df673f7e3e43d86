"""/v3.0/user_organization_authentication: whether the companies of accounts are authenticated."""

from mercat.domain.advertising.wechat import real_names
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.listing("/v3.0/user_organization_authentication/get", real_names.authentications)
