"""/v3.0/bidword and /v3.0/bidword_flow: the search words on which ad groups bid, and their market."""

from collections.abc import Callable
from typing import Any

from mercat.domain.advertising.search_ads import keyword_market
from mercat.domain.advertising.search_ads.bidwords import bidwords, result
from mercat.model.advertising import AdObject
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, each, owner_of

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/bidword/get", bidwords.find, needs=(Scope.ADS_MANAGEMENT, Scope.ADS_INSIGHTS))
endpoints.listing("/v3.0/bidword_flow/get", keyword_market.flow)


@tencent.post("/v3.0/bidword/add", needs=Scope.ADS_MANAGEMENT)
def add(call: TencentCall) -> Document:
    """Create several bidwords. Each row succeeds or fails on its own."""
    return _each(call, lambda row: bidwords.add(call.tx, owner_of(call), row))


@tencent.post("/v3.0/bidword/update", needs=Scope.ADS_MANAGEMENT)
def update(call: TencentCall) -> Document:
    """Change several bidwords. Each row succeeds or fails on its own."""
    return _each(call, lambda row: bidwords.update(call.tx, owner_of(call), row["bidword_id"], _others(row)))


@tencent.post("/v3.0/bidword/delete", needs=Scope.ADS_MANAGEMENT)
def delete(call: TencentCall) -> Document:
    """Delete several bidwords. Each one succeeds or fails on its own."""
    return _results(call, lambda bidword_id: bidwords.remove(call.tx, owner_of(call), bidword_id))


def _others(row: Document) -> Document:
    return {name: value for name, value in row.items() if name != "bidword_id"}


def _each(call: TencentCall, act: Callable[[Document], int]) -> Document:
    """The results of rows, for a call that leaves a bidword behind."""
    return _results(call, lambda row: bidwords.get(call.tx, owner_of(call), act(row)))


def _results(call: TencentCall, act: Callable[[Any], AdObject]) -> Document:
    """The bidwords of the rows that succeeded, and the others with the reason, each with its place."""
    rows = call.body["list"]
    done, failed = each(rows, act)
    successes = [{**result(item), "index": place} for place, item in done.items()]
    errors = [{**_named(rows[place]), "index": place, "error_msg": of["message"]} for place, of in failed.items()]
    return call.endpoint.select(call.endpoint.data, {"success_list": successes, "error_list": errors})


def _named(row: Any) -> Document:
    return row if isinstance(row, dict) else {"bidword_id": row}
