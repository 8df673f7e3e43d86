"""One call of the Tencent Ads protocol: its common parameters and the endpoint that it asks for."""

from typing import Final
from urllib.parse import unquote

import msgspec

from mercat.model.refusals import MalformedJson, TooMany
from mercat.tencent.contract import Endpoint
from mercat.wire.call import Call
from mercat.wire.catalog import Catalog
from mercat.wire.http import MAX_PARAMETERS, Pairs, Request

COMMON: Final = ("access_token", "timestamp", "nonce")


class Common(msgspec.Struct, frozen=True):
    """The parameters that every call has, as they were sent; None where one is absent."""

    access_token: str | None = None
    timestamp: str | None = None
    nonce: str | None = None


class TencentCall(Call):
    """One call, from the match stage to the answer. The match stage sets `endpoint`, unless the operation is public."""

    catalog: Catalog = None  # type: ignore[assignment]  # of the operations, for the parts of a batch
    endpoint: Endpoint = None  # type: ignore[assignment]  # filled by the match stage
    common: Common = Common()


def parameters(request: Request) -> Pairs:
    """The parameters of the query. Raises TooMany, and MalformedJson if they are not UTF-8."""
    text = request.query_string
    if "%" in text:
        try:
            unquote(text, errors="strict")
        except UnicodeDecodeError:
            raise MalformedJson from None
    try:
        return request.query
    except ValueError:
        raise TooMany("query", MAX_PARAMETERS) from None


def signing_headers(request: Request) -> Pairs:
    """The common parameters that stand in headers, as `access-token` does."""
    values = [(name, request.header(name.replace("_", "-"))) for name in COMMON]
    return [(name, value) for name, value in values if value is not None]


def common_of(pairs: Pairs) -> Common:
    """The common parameters of a call. If a parameter is sent several times, its first value counts."""
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in COMMON:
            values.setdefault(name, value)
    return Common(**values)
