"""/console/web-services: Admin > Web Services, the addresses of the API and its usage."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.limits import usage
from mercat.domain.limits.usage import Day
from mercat.store.tx import Tx

DAYS: Final = 7
SERIES: Final = 5  # users with a colour of their own; the others share one
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 760, 240, 56, 28, 14


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in a column: the calls of one user on a day."""

    x: float
    y: float
    width: float
    height: float
    series: int
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart of calls by day: columns of rectangles, the days, and a scale."""

    bars: list[Bar]
    days: list[tuple[float, str]]
    scale: list[tuple[float, int]]
    series: list[str]


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """The endpoint, the identity, the quota, the calls of seven days by user, and the errors by code."""
    zone = request.host.rate_limiter.limits.zone

    def work(tx: Tx) -> tuple[list[Day], list[Day]]:
        return usage.calls(tx, zone, DAYS), usage.errors(tx, zone, DAYS)

    await request.host.store_usage()
    calls, errors = await request.read(work)
    return request.page(
        "web_services.html",
        limits=request.host.rate_limiter.limits,
        documented=request.protocol_texts.errors,
        today=calls[-1].total,
        calls=calls,
        users=by_part(calls),
        chart=draw(calls),
        errors=by_part(errors),
        days=[day.date for day in errors],
    )


def draw(days: list[Day]) -> Chart:
    """The chart with each day's calls stacked by user, the busiest users first."""
    series = [name for name, _ in by_part(days)]
    top = _round_up(max((day.total for day in days), default=0))
    step = (WIDTH - LEFT) / len(days)
    span = HEIGHT - BOTTOM - TOP
    bars, labels = [], []
    for number, day in enumerate(days):
        x, y = LEFT + number * step + step * 0.2, float(HEIGHT - BOTTOM)
        labels.append((round(x + step * 0.3, 1), day.date[5:]))
        for colour, name, count in _pieces(day, series):
            height = span * count / top
            y -= height
            title = f"{day.date}: {name}, {count:,}"
            bars.append(Bar(round(x, 1), round(y, 1), round(step * 0.6, 1), round(height, 1), colour, title))
    scale = [(round(HEIGHT - BOTTOM - span * part / 4, 1), top * part // 4) for part in range(5)]
    return Chart(bars, labels, scale, series)


def _pieces(day: Day, series: list[str]) -> list[tuple[int, str, int]]:
    """The colour, name and count of a column's rectangles, from below. The least busy users share one."""
    counts = dict(day.parts)
    pieces = [(colour, name, counts[name]) for colour, name in enumerate(series[:SERIES]) if name in counts]
    rest = [name for name in series[SERIES:] if name in counts]
    return [*pieces, (SERIES, ", ".join(rest), sum(counts[name] for name in rest))] if rest else pieces


def by_part(days: list[Day]) -> list[tuple[str, list[int]]]:
    """Users or codes with their count on each day, the largest total first."""
    counts: dict[str, list[int]] = {}
    for number, day in enumerate(days):
        for name, count in day.parts:
            counts.setdefault(name, [0] * len(days))[number] += count
    return sorted(counts.items(), key=lambda item: (-sum(item[1]), item[0]))


def _round_up(number: int) -> int:
    """The top of the scale: a round number that is divisible by four."""
    unit = 4
    while True:
        for factor in (1, 2, 5):
            if number <= unit * factor:
                return unit * factor
        unit *= 10
