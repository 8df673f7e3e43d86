"""The input and output of commands: files, which are replaced in one step, and streams.

`-` is standard input or output. A path to anything but a regular file (a pipe, a device, a descriptor such as
/dev/stdout) is opened and written, never replaced. A symbolic link stays, and the file behind it is replaced.
"""

import contextlib
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

STANDARD: Final = Path("-")
LINKS: Final = 40  # the number that Linux follows
PRIVATE: Final = 0o600

_DESCRIPTORS: Final = re.compile(r"/proc/[0-9]+/fd|/dev/fd")


@contextlib.contextmanager
def writing(target: Path, *, mode: int | None = None) -> Iterator[BinaryIO]:
    """A file that appears at `target` once it is complete and on disk, or a stream.

    A new file has `mode`, or the mode of the umask. Without `mode`, a file that is replaced keeps its mode.
    """
    place = _destination(target)
    if isinstance(place, Path) and _replaceable(place):
        with _whole(place, mode) as out:
            yield out
        return
    with open(place if isinstance(place, Path) else os.dup(place), "wb") as out:  # noqa: PTH123  # a descriptor too
        if place == 1:
            sys.stdout.flush()
        yield out


@contextlib.contextmanager
def reading(source: Path) -> Iterator[BinaryIO]:
    """A file that can be read more than once. A stream is copied into a temporary file first."""
    with _opened(source) as content:
        if stat.S_ISREG(os.fstat(content.fileno()).st_mode) and content.seekable() and content.tell() == 0:
            yield content
            return
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(content, copy)
            copy.seek(0)
            yield copy


@contextlib.contextmanager
def reading_once(source: Path) -> Iterator[BinaryIO]:
    """A file or a stream that is read from its beginning to its end."""
    with _opened(source) as content:
        yield content


def is_standard_output(target: Path) -> bool:
    """Whether the target is standard output, where messages would mix with the data."""
    return _destination(target) == 1


def is_replaced(target: Path) -> bool:
    """Whether there is a file that writing would replace."""
    place = _destination(target)
    return isinstance(place, Path) and place.exists() and _replaceable(place)


def _opened(source: Path) -> BinaryIO:
    return open(os.dup(0), "rb") if source == STANDARD else source.open("rb")  # noqa: PTH123  # a descriptor


def _destination(target: Path) -> Path | int:
    """The target of a path after symbolic links: a place in a file system, or a descriptor of this process."""
    if target == STANDARD:
        return 1
    place = target
    for _ in range(LINKS):
        folder = str(place.parent.resolve())
        if _DESCRIPTORS.fullmatch(folder) and place.name.isdigit():
            own = folder in (f"/proc/{os.getpid()}/fd", "/dev/fd")
            return int(place.name) if own else place
        if not place.is_symlink():
            return place
        place = place.parent / place.readlink()
    return target  # a loop of links, which opening reports


def _replaceable(place: Path) -> bool:
    """Whether a path names a regular file or does not exist."""
    try:
        return stat.S_ISREG(place.stat().st_mode)
    except FileNotFoundError:
        return True


@contextlib.contextmanager
def _whole(place: Path, mode: int | None) -> Iterator[BinaryIO]:
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            _dress(out.fileno(), place, mode)
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _dress(descriptor: int, place: Path, mode: int | None) -> None:
    """Give a new file its mode. It takes the owner of a file that it replaces, and without `mode` that file's mode."""
    try:
        status = place.stat()
    except FileNotFoundError:
        os.fchmod(descriptor, _left_by_umask() if mode is None else mode)
        return
    with contextlib.suppress(PermissionError):  # only root may change the owner
        os.fchown(descriptor, status.st_uid, status.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(status.st_mode) if mode is None else mode)


def _left_by_umask() -> int:
    umask = os.umask(0o077)
    os.umask(umask)
    return 0o666 & ~umask
