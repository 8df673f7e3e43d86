"""The instance's master key. Client secrets and tokens are derived from it, so that none of them is ever stored."""

import hashlib
import hmac
import uuid


class Keys:
    """Derives secrets from a master key: the same purpose and parts always give the same secret."""

    __slots__ = ("_master",)

    def __init__(self, master: bytes) -> None:
        assert len(master) >= 32, "a master key has 32 bytes or more"
        self._master = master

    def bytes(self, purpose: str, *parts: int | str) -> bytes:
        """32 bytes for a purpose."""
        message = "\0".join([purpose, *map(str, parts)])
        return hmac.digest(self._master, message.encode(), hashlib.sha256)

    def hex(self, purpose: str, *parts: int | str, count: int = 32) -> str:
        """`count` hexadecimal digits, at most 64."""
        return self.bytes(purpose, *parts).hex()[:count]

    def uuid(self, purpose: str, *parts: int | str) -> str:
        """A UUID in its usual spelling."""
        return str(uuid.UUID(bytes=self.bytes(purpose, *parts)[:16], version=4))

    def text(self, purpose: str, *parts: int | str) -> str:
        """32 letters and digits."""
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return "".join(alphabet[byte % 62] for byte in self.bytes(purpose, *parts))


def fingerprint(secret: str) -> str:
    """The fingerprint (SHA-256) under which a token is stored; the token cannot be derived from it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, compared in constant time."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
