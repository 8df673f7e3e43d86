"""Who may read a data directory: its owner, and nobody else."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mercat.store.engines import private

OURS: Final = frozenset({"mercat.lock", "instances"})  # all that a data directory holds

log = logging.getLogger("mercat.access")


def repair(data_dir: Path) -> int:
    """Close a data directory and all in it to others, and note it; how many files and folders were open to them."""
    closed = 0
    for place in _places(data_dir):
        try:
            closed += private.close_to_others(place)
        except FileNotFoundError:
            continue  # somebody is at work here
        except PermissionError:
            log.warning("%s belongs to another user, and others may read it: `mercat doctor` says what to do", place)
            return closed
    if closed:
        log.warning("closed %d files and folders in %s that other users could read (0700, 0600)", closed, data_dir)
    return closed


def open_to_others(data_dir: Path) -> Path | None:
    """The first file or folder that others may use, if there is one."""
    for place in _places(data_dir):
        if place.exists() and place.stat().st_mode & 0o077:
            return place
    return None


def of_another_owner(data_dir: Path) -> Path | None:
    """The first file or folder that belongs to somebody else than the user of this process, if there is one."""
    user = os.geteuid()
    return next((place for place in _places(data_dir) if place.exists() and place.stat().st_uid != user), None)


def _places(data_dir: Path) -> Iterator[Path]:
    """The directory, unless it holds other things than ours, and all that is ours in it."""
    if not data_dir.is_dir():
        return
    if OURS.issuperset(entry.name for entry in data_dir.iterdir()):
        yield data_dir
    yield from (data_dir / name for name in sorted(OURS) if (data_dir / name).exists())
    for folder, folders, files in os.walk(data_dir / "instances"):
        yield from (Path(folder) / name for name in (*folders, *files))
