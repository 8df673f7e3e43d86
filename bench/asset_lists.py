"""Rows about lists of assets: a page of ten thousand over a page of a hundred."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.fill import opened
from bench.rows import Row, ratio, turns
from mercat.app.instances.instance import Instance
from mercat.domain.assets import tree
from mercat.domain.snippets import snippets
from mercat.model.documents import DocumentFilter
from mercat.store.tx import Tx

FEW, MANY = 100, 10_000
PAGE = 100
PAGES = 20  # of one measurement
TARGET = 1.5


def browse_assets() -> list[Row]:
    """CPU of a page of assets among MANY over that among FEW, and of a search by name."""
    with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
        small, large = _filled(Path(few), FEW), _filled(Path(many), MANY)
        return [
            ratio(f"a page of {PAGE} assets, CPU, {MANY:,} over {FEW:,}", turns(_page(large, MANY), _page(small, FEW)),
                  "us", 1e-3, TARGET),
            ratio(f"an asset by its name, CPU, {MANY:,} over {FEW:,}", turns(_named(large, MANY), _named(small, FEW)),
                  "us", 1e-3, TARGET),
        ]  # fmt: skip


def _filled(folder: Path, count: int) -> Instance:
    _, instance = opened(folder, durable=False)

    def fill(tx: Tx) -> None:
        place = tree.named(tx, "Snippets")[0].ref
        for number in range(count):
            snippets.create(tx, place, f"Snippet {number}", None)

    instance.write_now(fill)
    return instance


def _page(instance: Instance, count: int) -> Callable[[], float]:
    offsets = [number * PAGE % count for number in range(PAGES)]
    return _timed(
        instance, lambda tx: [snippets.KIND.browse(tx, DocumentFilter(), offset=at, limit=PAGE) for at in offsets]
    )


def _named(instance: Instance, count: int) -> Callable[[], float]:
    names = [f"Snippet {number * 7_919 % count}" for number in range(PAGES)]
    return _timed(
        instance,
        lambda tx: [snippets.KIND.browse(tx, DocumentFilter(name=name), offset=0, limit=PAGE) for name in names],
    )


def _timed(instance: Instance, work: Callable[[Tx], object]) -> Callable[[], float]:
    def measure() -> float:
        before = time.process_time_ns()
        instance.read_now(work)
        return (time.process_time_ns() - before) / PAGES

    return measure


ALL = (browse_assets,)
