"""/v3.0/subcustomer_transfer: money from one client to another."""

from mercat.domain.advertising.accounts import transfers
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.single("/v3.0/subcustomer_transfer/add", transfers.between_clients, method="POST")
