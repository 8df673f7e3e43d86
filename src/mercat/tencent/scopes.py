"""The permissions that an account grants to an application, in the vendor's words."""

from enum import Enum, unique
from typing import Final


@unique
class Scope(Enum):
    """What an access token is good for. An operation names those of which the token needs one."""

    ADS_MANAGEMENT = "ads_management"
    ADS_INSIGHTS = "ads_insights"
    ACCOUNT_MANAGEMENT = "account_management"
    AUDIENCE_MANAGEMENT = "audience_management"
    USER_ACTIONS = "user_actions"


ALL: Final = tuple(scope.value for scope in Scope)
