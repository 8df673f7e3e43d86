"""Orders of faults: which calls they match, how often they apply, and ready-made scenarios."""

import fnmatch
import hashlib
import threading
from typing import Annotated, Final, Literal

import msgspec

from mercat.sandbox.operation_names import is_named
from mercat.wire.faults import Effect, Fault
from mercat.wire.http import Request
from mercat.wire.operation import Operation

ORDERS: Final = 1_000  # of an instance
IDENTITY: Final = ("identityUsingGET", "identityUsingPOST")

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Protocol = Literal["marketo", "tencent"]


class Match(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The calls that an order is for. What is missing matches any call; `path` may hold `*`, which crosses slashes."""

    protocol: Protocol | None = None
    operation: Text | None = None
    path: Text | None = None


class OrderedFault(msgspec.Struct, frozen=True):
    """An order: `times` 0 is without end, and `skip` calls pass before. `codes_of` are the protocols of its code."""

    id: str
    match: Match
    effect: Effect
    times: int = 0
    skip: int = 0
    probability: float = 1.0
    seed: int = 0
    scenario: str = ""
    codes_of: tuple[str, ...] = ()


class Count(msgspec.Struct):
    """How many calls an order matched, and to how many of them it applied."""

    matched: int = 0
    applied: int = 0


class FaultOrders:
    """The orders of one instance, oldest first. They live as long as the process, and a reset clears them."""

    def __init__(self) -> None:
        self._orders: dict[str, tuple[OrderedFault, Count]] = {}
        self._last = 0
        self._lock = threading.Lock()

    def add(self, order: OrderedFault) -> OrderedFault:
        """Add an order under a new id."""
        with self._lock:
            self._last += 1
            numbered = msgspec.structs.replace(order, id=str(self._last))
            self._orders[numbered.id] = (numbered, Count())
        return numbered

    def all(self) -> list[tuple[OrderedFault, Count]]:
        """All orders with their counts, used-up ones too, oldest first."""
        with self._lock:
            return list(self._orders.values())

    def remove(self, order_id: str) -> bool:
        """Remove an order. False if there is none of this id."""
        with self._lock:
            return self._orders.pop(order_id, None) is not None

    def clear(self) -> int:
        """Remove all orders. Returns how many there were."""
        with self._lock:
            count = len(self._orders)
            self._orders.clear()
        return count

    def pick(self, protocol: str, operation: Operation, request: Request) -> Fault | None:
        """The fault of the oldest order that matches a call and is not used up; it counts as applied."""
        if not self._orders:
            return None
        with self._lock:
            for order, count in self._orders.values():
                if _matches(order, protocol, operation, request):
                    count.matched += 1
                    if _applies(order, count):
                        count.applied += 1
                        return Fault(order.id, order.effect)
        return None


def _matches(order: OrderedFault, protocol: str, operation: Operation, request: Request) -> bool:
    match = order.match
    if order.effect.code and protocol not in order.codes_of:
        return False
    if order.effect.code and not order.effect.code.isdecimal() and operation.id not in IDENTITY:
        return False
    return (
        match.protocol in (None, protocol)
        and (match.operation is None or is_named(match.operation, operation.id, operation.method, operation.path))
        and (match.path is None or fnmatch.fnmatchcase(request.path, match.path))
    )


def _applies(order: OrderedFault, count: Count) -> bool:
    if count.matched <= order.skip or (order.times and count.applied >= order.times):
        return False
    if order.probability >= 1:
        return True
    drawn = hashlib.blake2b(b"%d/%s/%d" % (order.seed, order.id.encode(), count.matched), digest_size=8).digest()
    return int.from_bytes(drawn, "big") / 2**64 < order.probability


# -- scenarios --------------------------------------------------------------------------------------------------------

_EXPORTS: Final = Match("marketo", path="/bulk/v1/*/export/*/enqueue.json")

SCENARIOS: Final[dict[str, tuple[OrderedFault, ...]]] = {
    "rate-limited": (
        OrderedFault("", Match("marketo"), Effect(code="606"), skip=5, times=5),
        OrderedFault("", Match("tencent"), Effect(code="11017"), skip=5, times=5),
    ),
    "token-expires": (
        OrderedFault("", Match("marketo", path="/[!i]*"), Effect(expire_token=True), skip=3, times=1),
        OrderedFault("", Match("tencent", path="/v3.0/*"), Effect(expire_token=True), skip=3, times=1),
    ),
    "flaky-gateway": (
        OrderedFault("", Match(), Effect(http_status=502), probability=0.1, seed=1),
        OrderedFault("", Match(), Effect(disconnect=True), probability=0.05, seed=2),
        OrderedFault("", Match(), Effect(latency_ms=1_500), probability=0.1, seed=3),
    ),
    "export-quota": (OrderedFault("", _EXPORTS, Effect(code="1029")),),
    "maintenance": (
        OrderedFault("", Match("marketo"), Effect(code="608")),
        OrderedFault("", Match("tencent"), Effect(http_status=503)),
    ),
}
