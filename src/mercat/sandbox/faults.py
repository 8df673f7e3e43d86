"""/sandbox/faults: orders of faults, in the dialect of the platform."""

from typing import Annotated, Any, Final, Literal

import msgspec

from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.fault_orders import ORDERS, SCENARIOS, Count, FaultOrders, Match, OrderedFault
from mercat.sandbox.host import Instance, Server
from mercat.sandbox.problems import Problem
from mercat.wire.faults import Effect

MOST: Final = 1_000_000
LATENCY_MS: Final = 600_000
NO_CODE: Final = "{} is not a documented code of {}. 606 is one of marketo, and 11017 one of tencent."

Whole = Annotated[int, msgspec.Meta(ge=0, le=MOST)]


class OrderedEffect(msgspec.Struct, forbid_unknown_fields=True):
    """What the fault does; several effects combine."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None
    http_status: Annotated[int, msgspec.Meta(ge=400, le=599)] | None = None
    latency_ms: Annotated[int, msgspec.Meta(ge=1, le=LATENCY_MS)] | None = None
    disconnect: bool | None = None
    truncate_bytes: Whole | None = None
    bytes_per_second: Annotated[int, msgspec.Meta(ge=1, le=MOST)] | None = None
    expire_token: bool | None = None
    job: Literal["fails", "hangs"] | None = None


class Order(msgspec.Struct, forbid_unknown_fields=True):
    """An effect for the calls that match, or the name of a scenario."""

    match: Match | None = None
    effect: OrderedEffect | None = None
    times: Whole | None = None
    skip: Whole = 0
    probability: Annotated[float, msgspec.Meta(ge=0.000001, le=1)] = 1.0
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] = 0
    scenario: Annotated[str, msgspec.Meta(max_length=100)] | None = None


class OrderAnswer(msgspec.Struct):
    """The id of an order, and those of all orders of a scenario."""

    id: str
    ids: list[str]


class FaultPath(msgspec.Struct):
    """The order that a path names."""

    id: Annotated[str, msgspec.Meta(max_length=20)]


class FaultEntry(msgspec.Struct):
    """An order, how many calls it matched, and to how many of them it applied; `times` 0 is without end."""

    id: str
    match: Match
    effect: dict[str, Any]
    times: int
    skip: int
    probability: float
    seed: int
    scenario: str
    matched: int
    applied: int


class FaultList(msgspec.Struct):
    """The orders, oldest first, and the names of scenarios."""

    faults: list[FaultEntry]
    scenarios: list[str]


class Removed(msgspec.Struct):
    """How many orders are gone."""

    removed: int


@sandbox.get("/sandbox/faults")
async def list_faults(call: Call) -> FaultList:
    """The orders of faults with their counts, used-up ones too, oldest first."""
    return FaultList(entries(call.host), sorted(SCENARIOS))


@sandbox.post(
    "/sandbox/faults",
    example={"match": {"protocol": "marketo"}, "effect": {"code": "606"}, "times": 1},
    refuses=(409,),
)
async def order_fault(call: Call, body: Order) -> OrderAnswer:
    """Order a fault for the calls that match, or the faults of a scenario. They end with the process."""
    ids = place(call.host, call.server, body)
    return OrderAnswer(ids[0], ids)


@sandbox.delete("/sandbox/faults")
async def remove_faults(call: Call) -> Removed:
    """Remove all orders."""
    return Removed(orders_of(call.host).clear())


@sandbox.delete("/sandbox/faults/{id}")
async def remove_fault(call: Call, path: FaultPath) -> Removed:
    """Remove an order."""
    if not orders_of(call.host).remove(path.id):
        raise Problem(404, f"There is no order {path.id}. GET /sandbox/faults lists them.")
    return Removed(1)


def place(instance: Instance, server: Server, order: Order) -> list[str]:
    """Order a fault or the faults of a scenario; the ids of the orders. Raises Problem."""
    orders = orders_of(instance)
    wishes = _scenario(server, order) if order.scenario is not None else [_order(server, order)]
    if len(orders.all()) + len(wishes) > ORDERS:
        raise Problem(409, f"An instance has {ORDERS} orders at most; delete some first.")
    return [orders.add(wish).id for wish in wishes]


def entries(instance: Instance) -> list[FaultEntry]:
    """The orders of an instance with their counts, oldest first."""
    return [_entry(*entry) for entry in orders_of(instance).all()]


def orders_of(instance: Instance) -> FaultOrders:
    """The orders of an instance."""
    orders = instance.faults
    assert isinstance(orders, FaultOrders), "whoever mounts the sandbox attaches them"
    return orders


def _scenario(server: Server, body: Order) -> list[OrderedFault]:
    name = body.scenario or ""
    if msgspec.structs.replace(body, scenario=None) != Order():
        raise Problem(422, "A scenario takes no other members.")
    if name not in SCENARIOS:
        raise Problem(422, f"There is no scenario {name}. Scenarios are {', '.join(sorted(SCENARIOS))}.")
    return [
        msgspec.structs.replace(one, scenario=name, codes_of=_protocols(server, one.effect.code))
        for one in SCENARIOS[name]
    ]


def _order(server: Server, body: Order) -> OrderedFault:
    members = {} if body.effect is None else msgspec.structs.asdict(body.effect)
    effect = Effect(**{name: value for name, value in members.items() if value is not None and value is not False})
    match = body.match or Match()
    if effect == Effect():
        raise Problem(422, f"Send `effect` with one or more of {', '.join(Effect.__struct_fields__)}, or `scenario`.")
    if effect.code and effect.http_status:
        raise Problem(422, "A call is answered with `code` or with `http_status`.")
    if match.operation is not None and not server.is_operation(match.operation, match.protocol):
        of = f" of {match.protocol}" if match.protocol else ""
        raise Problem(422, f"There is no operation {match.operation}{of}. `mercat routes` lists them.")
    if match.path is not None and match.path[0] not in "/*?[":
        raise Problem(422, f"`match.path` begins with / or *, such as /rest/*: no call has the path {match.path}.")
    protocols = _protocols(server, effect.code)
    if effect.code and (not protocols or match.protocol not in (None, *protocols)):
        raise Problem(422, NO_CODE.format(effect.code, match.protocol or "either protocol"))
    return OrderedFault(
        "", match, effect, body.times or 0, body.skip, body.probability, body.seed, codes_of=tuple(protocols)
    )


def _protocols(server: Server, code: str) -> tuple[str, ...]:
    """The protocols that document a code; a word is an `error` of the identity service."""
    if code and not code.isdecimal():
        return ("marketo",)
    return tuple(name for name in ("marketo", "tencent") if code and server.is_code(name, code))


def _entry(order: OrderedFault, count: Count) -> FaultEntry:
    return FaultEntry(
        order.id,
        order.match,
        msgspec.to_builtins(order.effect),
        order.times,
        order.skip,
        order.probability,
        order.seed,
        order.scenario,
        count.matched,
        count.applied,
    )
