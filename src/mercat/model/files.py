"""What a file of Design Studio is; its bytes are stored beside it."""

import msgspec


class File(msgspec.Struct, frozen=True):
    """Size in bytes, media type without parameters, and the SHA-256 of the bytes in hex."""

    size: int
    mime_type: str
    sha256: str
