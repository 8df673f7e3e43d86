"""Run the measurements and print the table. Arguments name the ones to run; without any, all of them."""

import sys

from bench import bulk, rows
from bench.rows import ROUNDS, Row

ALL = rows.ALL + bulk.ALL

NOT_HERE = "PocketBase, Prism, Mockoon, moto, json-server: not measured, they are not on this machine"


def main() -> int:
    """The exit code tells whether all targets are met."""
    wanted = [measure for measure in ALL if not sys.argv[1:] or measure.__name__ in sys.argv[1:]]
    if not wanted:
        print("One of: " + ", ".join(measure.__name__ for measure in ALL), file=sys.stderr)
        return 2
    print(f"Medians of {ROUNDS} rounds, taken in turns.\n")
    print(f"{'':50} {'measured':>10} {'target':>10}")
    measured = [row for measure in wanted for row in shown(measure())]
    print(f"\n{NOT_HERE}")
    return 1 if any(row.met is False for row in measured) else 0


def shown(rows: list[Row]) -> list[Row]:
    """Print rows as soon as they are there."""
    for row in rows:
        target = "" if row.target is None else f"{'>=' if row.at_least else '<='} {row.target:g} {row.unit}"
        verdict = {True: "met", False: "MISSED", None: ""}[row.met]
        print(f"{row.what:50} {f'{row.value:.3g} {row.unit}':>10} {target:>10}  {verdict:6} ({row.detail})", flush=True)
    return rows


if __name__ == "__main__":
    sys.exit(main())
