"""The facts of a file of Design Studio, whose bytes are stored separately."""

import msgspec


class File(msgspec.Struct, frozen=True):
    """A file: its size in bytes, its media type without parameters, and the SHA-256 of its bytes in hex."""

    size: int
    mime_type: str
    sha256: str
