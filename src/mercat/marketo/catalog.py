"""Every Marketo operation: the explicit list of the modules that declare them."""

from mercat.marketo.asset import channels, folders, programs, tag_types
from mercat.marketo.identity import oauth
from mercat.marketo.protocol import marketo
from mercat.marketo.rest import activities, leads, stats
from mercat.wire.operation import Operation

MODULES = (
    oauth,
    leads,
    activities,
    stats,
    channels,
    folders,
    programs,
    tag_types,
)


def operations() -> list[Operation]:
    """All declared operations, in the order of the modules."""
    return list(marketo.operations)
