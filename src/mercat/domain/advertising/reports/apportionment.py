"""Division of whole numbers among values with fixed weights, so that the parts add up to the number exactly.

Weights become bounds: each value gets an interval of a scale, and the intervals fill it. Their lengths are found by
largest remainders. `part` says how much of a number belongs to an interval. It differs from the exact share by less
than one, and what an interval gets is what the intervals that it is divided into get together. `phase` decides where
the units go that weights cannot divide: over many hours each value gets its share of them.
"""

from collections.abc import Sequence
from math import floor
from typing import Final

SCALE: Final = 1_000_000
HOUR_STEP: Final = 618_033  # both have no divisor in common with SCALE, so that phases visit every place
ID_STEP: Final = 414_213

Interval = tuple[int, int]
WHOLE: Final[Interval] = (0, SCALE)


def bounds(weights: Sequence[float], whole: Interval = WHOLE) -> list[Interval]:
    """The interval of each weight, side by side, which fill `whole` together. Some weight is above zero."""
    low, high = whole
    total = sum(weights)
    exact = [(high - low) * weight / total for weight in weights]
    lengths = [floor(length) for length in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: lengths[place] - exact[place])
    for place in by_remainder[: high - low - sum(lengths)]:
        lengths[place] += 1
    intervals = []
    for length in lengths:
        intervals.append((low, low + length))
        low += length
    return intervals


def phase(hour: int, object_id: int) -> int:
    """Where the division of an object's hour begins on the scale."""
    return (hour * HOUR_STEP + object_id * ID_STEP) % SCALE


def part(number: int, interval: Interval, phase: int) -> int:
    """How much of a number, which is not negative, belongs to an interval."""
    low, high = interval
    return (number * high + phase) // SCALE - (number * low + phase) // SCALE
