"""The lock that lets one server process use a data directory. The system releases it when the process ends."""

import fcntl
import os
from pathlib import Path

from mercat.store.engines import private


class DirectoryInUse(Exception):
    """Another process uses the data directory."""

    def __init__(self, data_dir: Path, holder: str) -> None:
        self.holder = holder
        super().__init__(
            f"{data_dir} is in use by another mercat{f' (process {holder})' if holder else ''}: one process serves a"
            " directory. Stop that one, or choose another --data-dir. For several processes use --database-url."
        )


class DirectoryLock:
    """A lock on the file `mercat.lock` of a data directory. Raises DirectoryInUse."""

    def __init__(self, data_dir: Path) -> None:
        data_dir.mkdir(parents=True, exist_ok=True, mode=private.FOLDER)
        self._handle = os.open(data_dir / "mercat.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(self._handle, 32).decode("ascii", "replace").strip()
            os.close(self._handle)
            raise DirectoryInUse(data_dir, holder) from None
        os.ftruncate(self._handle, 0)
        os.write(self._handle, b"%d\n" % os.getpid())

    def close(self) -> None:
        """Release the lock. The file stays, because two processes could hold the lock if it were unlinked."""
        os.close(self._handle)
