"""/v3.0/live_room_component...: what people see over a broadcast, and its publication."""

from mercat.domain.advertising.live_rooms.live_room_components import live_room_components
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/live_room_components/get", live_room_components.find, reads=False)  # it counts looks
endpoints.one_id("/v3.0/live_room_components/add", live_room_components.submit)
endpoints.one_id("/v3.0/live_room_components/update", live_room_components.replace)
endpoints.one_id("/v3.0/live_room_components/delete", live_room_components.delete)
endpoints.one_id("/v3.0/live_room_component_status/update", live_room_components.publish)
