"""Files of an instance: bytes under a name that is their SHA-256, written atomically."""

import contextlib
import hashlib
import os
import shutil
import tempfile
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from mercat.store.engines import private

PIECE_BYTES: Final = 1_048_576
KEY_LENGTH: Final = 64
PARTS: Final = "parts"  # the folder of files that grow


class Files:
    """A folder of content-addressed files. The database holds the keys. A file without a key there only takes space.

    Unless `durable`, writes do not wait for the disk.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self._durable = durable

    def put(self, content: bytes) -> str:
        """Store `content` and answer its key. It is on disk when this returns."""
        return self.put_stream(BytesIO(content))

    def put_stream(self, content: BinaryIO) -> str:
        """Store the bytes of a seekable stream, a piece at a time, and answer their key, as `put` does."""
        content.seek(0)
        digest = hashlib.sha256()
        while piece := content.read(PIECE_BYTES):
            digest.update(piece)
        key = digest.hexdigest()
        place = self._place(key)
        if place.exists():
            return key
        private.make_folder(place.parent)
        handle, temporary = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                content.seek(0)
                shutil.copyfileobj(content, out, PIECE_BYTES)
                self._sync(out)
            Path(temporary).replace(place)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(temporary).unlink()
            raise
        return key

    def get(self, key: str) -> bytes:
        """The content with this key."""
        return self._place(key).read_bytes()

    def path(self, key: str) -> Path:
        """The path of the content, for streaming."""
        return self._place(key)

    def holds(self, part: str, length: int) -> bool:
        """Whether a part file has its first `length` bytes. It may be missing: backups contain no part files."""
        place = self._part(part)
        return length == 0 or (place.exists() and place.stat().st_size >= length)

    def append(self, part: str, length: int, content: bytes) -> None:
        """Truncate a part file to `length` bytes, or create it, and append to it. It is durable when this returns."""
        place = self._part(part)
        private.make_folder(place.parent)
        with open(place, "ab", opener=private.opener) as out:  # Path.open takes no opener
            out.truncate(length)
            out.write(content)
            self._sync(out)

    def digest(self, part: str) -> str:
        """The key that a part file will have."""
        with self._part(part).open("rb") as whole:
            return hashlib.file_digest(whole, "sha256").hexdigest()

    def adopt(self, part: str, key: str) -> None:
        """Turn a part file into a file under the key of its content. This can be repeated."""
        target = self._place(key)
        private.make_folder(target.parent)
        try:
            self._part(part).replace(target)
        except FileNotFoundError:
            if not target.exists():
                raise

    def parts(self) -> list[str]:
        """The names of all part files."""
        return sorted(place.name for place in (self.folder / PARTS).glob("*"))

    def drop_part(self, part: str) -> None:
        """Delete a part file, if it exists."""
        self._part(part).unlink(missing_ok=True)

    def drop(self, key: str) -> None:
        """Delete the content with this key, if it exists."""
        self._place(key).unlink(missing_ok=True)

    def _sync(self, file: BinaryIO) -> None:
        if self._durable:
            file.flush()
            os.fsync(file.fileno())

    def _part(self, part: str) -> Path:
        assert part.replace("-", "").isalnum(), part
        return self.folder / PARTS / part

    def _place(self, key: str) -> Path:
        assert len(key) == KEY_LENGTH and key.isalnum(), "keys are made by put()"
        return self.folder / key[:2] / key
