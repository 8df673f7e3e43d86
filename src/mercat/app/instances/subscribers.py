"""Which engines hear of activities: the explicit list, in the order in which they are called."""

from typing import Final

from mercat.domain.activity_log import Subscriber

SUBSCRIBERS: Final[tuple[Subscriber, ...]] = ()
