"""The permissions that an account grants to an application, in the vendor's words."""

from enum import Enum, unique
from typing import Final


@unique
class Scope(Enum):
    """A permission of an access token. A token needs one of the scopes that an operation names."""

    ADS_MANAGEMENT = "ads_management"
    ADS_INSIGHTS = "ads_insights"
    ACCOUNT_MANAGEMENT = "account_management"
    AUDIENCE_MANAGEMENT = "audience_management"
    USER_ACTIONS = "user_actions"


ALL: Final = tuple(scope.value for scope in Scope)
