"""/v3.0/video_channel_…_data: figures of the channels of dealers."""

from mercat.domain.advertising.leads import channel_figures
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=tuple(Scope))

endpoints.listing("/v3.0/video_channel_dealer_data/get", channel_figures.dealers, method="POST")
endpoints.page("/v3.0/video_channel_fans_data/get", channel_figures.fans, method="POST")
endpoints.page("/v3.0/video_channel_leads_data/get", channel_figures.leads, method="POST")
endpoints.page("/v3.0/video_channel_live_data/get", channel_figures.live_streams, method="POST")
