"""A server under test, and the options that it starts with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from mercat.testing.exchange import Exchange, over_http
from mercat.testing.instance import Instance
from mercat.testing.members import members_of

Limits = Literal["documented", "off"]


class Server:
    """A demo that runs. `default` is its own instance, and `document` what its ready file holds."""

    def __init__(self, document: Mapping[str, Any], exchange: Exchange = over_http) -> None:
        self.document = members_of(document)
        self.base_url: str = self.document.base_url
        self._exchange = exchange
        self.default = Instance(self.document, exchange)

    def instance(self, state: str = "seed") -> Instance:
        """Make another instance: with sample data, `empty`, or from a snapshot of the server's own instance.

        Servers of one seed make instances with the same ids and credentials in the same order.
        """
        return Instance(self.default.control("POST", "/instances", {"from": state}), self._exchange)


def settings(seed: int | None, clock: datetime | str | None, freeze: bool, limits: Limits | None) -> dict[str, str]:
    """The settings of `mercat demo`, without those that are not given."""
    given = {
        "seed": None if seed is None else str(seed),
        "clock": clock.isoformat() if isinstance(clock, datetime) else clock,
        "freeze": "true" if freeze else None,
        "limits": limits,
    }
    return {name: value for name, value in given.items() if value is not None}
