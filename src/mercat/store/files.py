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

    def append(self, part: str, length: int, content: bytes) -> None:
        """Cut a part file to `length` bytes and append to it; it is made if it is not there."""
        place = self._part(part)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("ab") as out:
            assert out.tell() >= length, "a part file never lacks what its progress says"
            out.truncate(length)
            out.write(content)

    def adopt(self, part: str, length: int) -> str:
        """Keep a part file of `length` bytes under the key of its content. Durable when this returns; twice is once."""
        place = self._part(part)
        with place.open("r+b") as whole:
            whole.truncate(length)
            key = hashlib.file_digest(whole, "sha256").hexdigest()
            os.fsync(whole.fileno())
        target = self._place(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.link(place, target)
        return key

    def drop_part(self, part: str) -> None:
        """Delete a part file, if it is there."""
        self._part(part).unlink(missing_ok=True)

    def drop(self, key: str) -> None:
        """Delete the content kept under a key, if it is there."""
        self._place(key).unlink(missing_ok=True)

    def _part(self, part: str) -> Path:
        assert part.replace("-", "").isalnum(), part
        return self.folder / "parts" / part

    def _place(self, key: str) -> Path:
        assert len(key) == 64 and key.isalnum(), "keys are made by put()"
        return self.folder / key[:2] / key
