"""/v3.0/android_channel: the channel packages of an Android app."""

from mercat.domain.advertising.tasks.channel_packages import channel_packages
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/android_channel/get", channel_packages.find)
