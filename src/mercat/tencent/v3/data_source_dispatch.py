"""/v3.0/data_source_dispatch: what sets of user actions are used for."""

from mercat.domain.advertising.users.user_action_sets import action_sets
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, listing, owner_of


@tencent.get(
    "/v3.0/data_source_dispatch/get", needs=(Scope.ADS_MANAGEMENT, Scope.AUDIENCE_MANAGEMENT, Scope.USER_ACTIONS)
)
def get(call: TencentCall) -> Document:
    """List what the sets of user actions are used for."""
    return {"account_id": owner_of(call), **listing(call, action_sets.dispatches)}
