"""/console/ad-reports: what accounts delivered."""

from datetime import date, timedelta
from typing import Any, Final

from starlette.responses import Response

from mercat.console.advertising import account_choice
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.advertising.reports import reports
from mercat.domain.advertising.reports.reports import Report
from mercat.model.refusals import NotFound, Refusal
from mercat.store.tx import Tx

MOST_ROWS: Final = 100
METRICS: Final = ("view_count", "valid_click_count", "ctr", "conversions_count", "cost")
CHARTED: Final = ("cost", "view_count", "valid_click_count", "conversions_count")
BAR, GAP, HEIGHT = 8, 2, 100  # of the chart, in its own units

# What a table has a row for: the dimension, and the member with its name.
LEVELS: Final = {
    "days": ("date", "date"),
    "ad-groups": ("adgroup_id", "adgroup_name"),
    "creatives": ("dynamic_creative_id", "dynamic_creative_name"),
    "sites": ("site_set", "site_set"),
}


@admin_required
async def show_report(request: ConsoleRequest) -> Response:
    """What an account delivered in some days: a chart of the days, and a table by day, ad group, creative or site."""
    level, metric = request.query("by") or "days", request.query("metric") or "cost"
    if level not in LEVELS or metric not in CHARTED:
        raise NotFound("report")

    def work(tx: Tx) -> tuple[int, dict[str, Any]]:
        choice = account_choice.of_request(tx, request)
        account_id = choice["account_id"]
        first, last, is_wrong = _days(tx, request)
        by_day = Report([account_id], first, last, ("date",), fields=METRICS)
        days = {row["date"]: row for row in reports.rows(tx, by_day, 0, reports.DAYS_BACK + 1)[0]}
        dimension, name = LEVELS[level]
        order = (("date", True),) if level == "days" else (("cost", True),)
        table = Report([account_id], first, last, (dimension,), order=order, fields=(*METRICS, name))
        rows, total = reports.rows(tx, table, 0, MOST_ROWS)
        asked = {"account": account_id, "by": level, "metric": metric, "from": first, "until": last}
        facts = {**choice, "asked": asked, "rows": rows, "total": total, "name": name, "most": MOST_ROWS}
        sums = {fact: sum(row[fact] for row in days.values()) for fact in CHARTED}
        return (400 if is_wrong else 200), {**facts, "sums": sums, "chart": _chart(days, first, last, metric)}

    status, context = await request.read(work, offload=True)
    text = "Choose days of the last year, and a first day that is not after the last one."
    return request.page("ad_report.html", status, problem=request.say(text) if status == 400 else "", **context)


def _days(tx: Tx, request: ConsoleRequest) -> tuple[date, date, bool]:
    """The first and the last day that the address names, or the last thirty days; whether its days are wrong."""
    since, today = account_choice.days_back(tx)
    usual = {"from": since.isoformat(), "until": today.isoformat()}
    try:
        names = {name: request.query(name) or text for name, text in usual.items()}
        first, last = reports.span(tx, names, reports.DAYS_BACK)
    except Refusal:
        return *reports.span(tx, usual, reports.DAYS_BACK), True
    return first, min(last, max(first, today)), False


def _chart(days: dict[str, dict[str, Any]], first: date, last: date, metric: str) -> dict[str, Any]:
    """A bar for each day, as high as its value among the others."""
    names = [(first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1)]
    values = [days[name][metric] if name in days else 0 for name in names]
    highest = max(values)
    bars = [
        {
            "x": place * (BAR + GAP),
            "height": HEIGHT * value / highest if highest else 0,
            "day": name,
            "value": value,
        }
        for place, (name, value) in enumerate(zip(names, values, strict=True))
    ]
    return {"bars": bars, "highest": highest, "width": len(bars) * (BAR + GAP), "bar": BAR, "unit": HEIGHT}
