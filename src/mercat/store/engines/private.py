"""Folders and files that their owner alone may read, whatever the umask."""

import contextlib
import os
import stat
from pathlib import Path
from typing import Final

FOLDER: Final = 0o700
FILE: Final = 0o600
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def make_folder(place: Path) -> None:
    """Make a folder, and those above it that are missing; one that is there stays as it is."""
    if place.is_dir():
        return
    make_folder(place.parent)
    place.mkdir(mode=FOLDER, exist_ok=True)


def make_file(place: Path) -> None:
    """Make an empty file. One that is there is not opened: closing it would end the locks that SQLite has on it."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE))


def opener(path: str, flags: int) -> int:
    """For `open`: what it makes is private."""
    return os.open(path, flags, FILE)


def close_to_others(place: Path) -> bool:
    """Take every permission of others from a file or folder of ours; whether there was one. Links are not followed."""
    status = place.lstat()
    if stat.S_ISLNK(status.st_mode) or not status.st_mode & _OTHERS:
        return False
    place.chmod(stat.S_IMODE(status.st_mode) & ~_OTHERS)
    return True
