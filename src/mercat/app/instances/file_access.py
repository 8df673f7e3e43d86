"""The file modes of a data directory, which only its owner may read."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mercat.store.engines import private

OURS: Final = frozenset({"mercat.lock", "instances"})  # the only entries of a data directory

log = logging.getLogger("mercat.access")


def repair(data_dir: Path) -> int:
    """Take all rights of others from a data directory and its content. Returns how many places had such rights."""
    closed = 0
    for place in _places(data_dir):
        try:
            closed += private.close_to_others(place)
        except FileNotFoundError:
            continue  # another process is changing the directory
        except PermissionError:
            log.warning("%s belongs to another user, and others may read it: `mercat doctor` says what to do", place)
            return closed
    if closed:
        log.warning("closed %d files and folders in %s that other users could read (0700, 0600)", closed, data_dir)
    return closed


def open_to_others(data_dir: Path) -> Path | None:
    """The first file or folder that others have rights on, if there is one."""
    for place in _places(data_dir):
        if place.exists() and place.stat().st_mode & 0o077:
            return place
    return None


def of_another_owner(data_dir: Path) -> Path | None:
    """The first file or folder that does not belong to the user of this process, if there is one."""
    user = os.geteuid()
    return next((place for place in _places(data_dir) if place.exists() and place.stat().st_uid != user), None)


def _places(data_dir: Path) -> Iterator[Path]:
    """The files and folders of mercat in the directory, and the directory itself if it holds nothing else."""
    if not data_dir.is_dir():
        return
    if OURS.issuperset(entry.name for entry in data_dir.iterdir()):
        yield data_dir
    yield from (data_dir / name for name in sorted(OURS) if (data_dir / name).exists())
    for folder, folders, files in os.walk(data_dir / "instances"):
        yield from (Path(folder) / name for name in (*folders, *files))
