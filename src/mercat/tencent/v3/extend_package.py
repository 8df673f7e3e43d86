"""/v3.0/extend_package: packages of an Android app, one for each channel."""

from collections.abc import Callable
from typing import Any

from mercat.domain.advertising.apps.extended_packages import extended_packages
from mercat.model.advertising import AdObject
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, each, owner_of

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/extend_package/get", extended_packages.find)


@tencent.post("/v3.0/extend_package/add", needs=Scope.ADS_MANAGEMENT)
def add(call: TencentCall) -> Document:
    """Split packages from an app, one for each channel. Each channel succeeds or fails on its own."""
    return _results(call, extended_packages.split)


@tencent.post("/v3.0/extend_package/update", needs=Scope.ADS_MANAGEMENT)
def update(call: TencentCall) -> Document:
    """Bring packages of channels to the app's present version. Each channel succeeds or fails on its own."""
    return _results(call, extended_packages.renew)


def _results(call: TencentCall, act: Callable[..., AdObject]) -> Document:
    """The packages of the channels that succeeded, and the others with the reason."""
    package_id, channels = call.body["package_id"], call.body["channel_list"]
    done, failed = each(channels, lambda channel: act(call.tx, owner_of(call), package_id, channel))
    successes = [_package(item) for item in done.values()]
    failures = [{"message": of["message"], **_named(channels[place])} for place, of in failed.items()]
    results = {"package_id": package_id, "success_results": successes, "failed_results": failures}
    return call.endpoint.select(call.endpoint.data, results)


def _package(item: AdObject) -> Document:
    return {"channel_name": item.document["channel_name"], "channel_package_id": item.id, "message": ""}


def _named(channel: Any) -> Document:
    return {"channel_name": channel.get("channel_name", channel["channel_id"])}
