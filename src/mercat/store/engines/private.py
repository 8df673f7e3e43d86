"""Folders and files that only their owner can read, whatever the umask is."""

import contextlib
import os
import stat
from pathlib import Path
from typing import Final

FOLDER: Final = 0o700
FILE: Final = 0o600
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def make_folder(place: Path) -> None:
    """Create a folder and its missing parents. An existing folder stays as it is."""
    if place.is_dir():
        return
    make_folder(place.parent)
    place.mkdir(mode=FOLDER, exist_ok=True)


def make_file(place: Path) -> None:
    """Create an empty file. An existing one is not opened, because closing it would release SQLite's locks on it."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE))


def replace_file(place: Path, content: bytes) -> None:
    """Write a small file in one step, so that a process that ends meanwhile leaves the earlier content or this one."""
    fresh = place.with_name(f"{place.name}.new")
    make_file(fresh)
    fresh.write_bytes(content)
    fresh.replace(place)


def opener(path: str, flags: int) -> int:
    """An opener for `open` that creates private files."""
    return os.open(path, flags, FILE)


def close_to_others(place: Path) -> bool:
    """Remove the permissions of others from a file or folder; whether there were any. Links are not followed."""
    status = place.lstat()
    if stat.S_ISLNK(status.st_mode) or not status.st_mode & _OTHERS:
        return False
    place.chmod(stat.S_IMODE(status.st_mode) & ~_OTHERS)
    return True
