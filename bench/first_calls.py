"""Rows about first calls of Tencent Ads: what each endpoint loads before it answers."""

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import Final

from bench.rows import Row


def first_calls() -> list[Row]:
    """CPU of what the first call of each endpoint loads in a fresh process: its module, its engines, its contract."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "bench.first_calls"]
    answer = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    taken = {path: (cold, warm) for path, cold, warm in json.loads(answer.stdout)}
    ordered = sorted(taken, key=lambda path: taken[path])
    colds = [cold for cold, _ in taken.values()]
    slowest = ", ".join(f"{path} {taken[path][0] * 1e3:.0f}" for path in ordered[:-4:-1])
    warm = median(warm for _, warm in taken.values()) * 1e6
    return [
        Row("what the first call of the slowest endpoint loads, CPU", max(colds) * 1e3, "ms", 30, False, slowest),
        Row(f"the same, median of {len(colds)}", median(colds) * 1e3, "ms", 30, False, f"{warm:.0f} us once loaded"),
    ]


def _first_calls() -> Iterator[tuple[str, float, float]]:
    """The seconds of the first and the second look at each endpoint: the smaller of two forks of this process."""
    import mercat.app.demo
    import mercat.app.http.asgi
    from mercat.app.catalogue import coverage

    assert mercat.app.demo
    gc.freeze()
    for entry in coverage.documented("tencent"):
        if entry.path.startswith("/v3.0/"):
            yield entry.path, *min(_in_a_fork(entry.path), _in_a_fork(entry.path))


def _in_a_fork(path: str) -> tuple[float, float]:
    readable, writable = os.pipe()
    if not (child := os.fork()):
        os.write(writable, json.dumps([_load(path), _load(path)]).encode())
        os._exit(0)
    os.close(writable)
    with os.fdopen(readable) as told:
        cold, warm = json.loads(told.read())
    os.waitpid(child, 0)
    return cold, warm


def _load(path: str) -> float:
    from mercat.tencent import contract
    from mercat.tencent.catalog import CATALOG

    began = time.process_time()
    if CATALOG.find(path) is not None:
        assert contract.endpoint(path).answers is not None
    return time.process_time() - began


ALL: Final = (first_calls,)

if __name__ == "__main__":
    print(json.dumps(list(_first_calls())))
