"""Run the measurements and print the table. Arguments name the ones to run; without any, all of them."""

import os
import platform
import signal
import sys

from bench import ad_reports, ads, asset_lists, bulk, emails, first_calls, rows, scale
from bench.rows import ROUNDS, Row

ALL = rows.ALL + bulk.ALL + scale.ALL + asset_lists.ALL + emails.ALL + ad_reports.ALL
ALL += ads.ALL + first_calls.ALL

NOT_HERE = "PocketBase, Prism, Mockoon, moto, json-server: not measured, they are not on this machine"


def main() -> int:
    """The exit code tells whether all targets are met."""
    wanted = [measure for measure in ALL if not sys.argv[1:] or measure.__name__ in sys.argv[1:]]
    if not wanted:
        print("One of: " + ", ".join(measure.__name__ for measure in ALL), file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was written is removed on the way out
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"Medians of {ROUNDS} rounds, taken in turns. {python}, {os.cpu_count()} processors, {load()}.\n")
    print(f"{'':60} {'measured':>12} {'target':>12}")
    measured = [row for measure in wanted for row in shown(measure())]
    print(f"\nAt the end: {load()}.\n{NOT_HERE}")
    return 1 if any(row.met is False for row in measured) else 0


def load() -> str:
    """How busy the machine is: what others run on it shows in every row."""
    return "load averages " + ", ".join(f"{average:.2f}" for average in os.getloadavg())


def shown(rows: list[Row]) -> list[Row]:
    """Print rows as soon as they are there."""
    for row in rows:
        target = "" if row.target is None else f"{'>=' if row.at_least else '<='} {row.target:g} {row.unit}"
        verdict = {True: "met", False: "MISSED", None: ""}[row.met]
        print(f"{row.what:60} {f'{row.value:.3g} {row.unit}':>12} {target:>12}  {verdict:6} ({row.detail})", flush=True)
    return rows


if __name__ == "__main__":
    sys.exit(main())
