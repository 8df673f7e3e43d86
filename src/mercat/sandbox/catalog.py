"""Every operation of the sandbox: the explicit list of the modules that declare them."""

from mercat.sandbox import (
    approvals,
    arrivals,
    clock,
    faults,
    findings,
    funds,
    index,
    instances,
    limits,
    mailbox,
    render,
    requests,
    reset,
    services,
    snapshots,
    transitions,
)
from mercat.sandbox.call import sandbox
from mercat.wire.operation import Operation

MODULES = (
    index,
    clock,
    reset,
    snapshots,
    instances,
    limits,
    faults,
    requests,
    findings,
    mailbox,
    render,
    services,
    transitions,
    approvals,
    funds,
    arrivals,
)


def operations() -> list[Operation]:
    """All declared operations, in the order of the modules."""
    names = [module.__name__ for module in MODULES]
    return sorted(sandbox.operations, key=lambda operation: names.index(operation.module))
