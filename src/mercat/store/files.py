"""Files of an instance: bytes under a name that is their SHA-256, written whole or not at all."""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path


class Files:
    """A folder of content-addressed files. The database holds the keys; a file without one is only wasted space."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep `content` and answer its key. Durable when this returns."""
        key = hashlib.sha256(content).hexdigest()
        place = self._place(key)
        if place.exists():
            return key
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            Path(temporary).replace(place)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(temporary).unlink()
            raise
        return key

    def get(self, key: str) -> bytes:
        """The content kept under a key."""
        return self._place(key).read_bytes()

    def path(self, key: str) -> Path:
        """Where the content lies, for those who stream it."""
        return self._place(key)

    def _place(self, key: str) -> Path:
        assert len(key) == 64 and key.isalnum(), "keys are made by put()"
        return self.folder / key[:2] / key
