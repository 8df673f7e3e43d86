"""/v3.0/channels_finderobject, channels_userpageobjects and channels_livenoticeinfo: posts of WeChat Channels."""

from mercat.domain.advertising.wechat import channels_posts
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/channels_finderobject/get", channels_posts.post)
endpoints.single("/v3.0/channels_userpageobjects/get", channels_posts.posts_of_account)
endpoints.listing("/v3.0/channels_livenoticeinfo/get", channels_posts.announced)
