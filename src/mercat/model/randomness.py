"""Randomness: from the system, or a reproducible stream from a seed (`mercat demo --seed`)."""

import builtins
import hashlib
import os
import random
import uuid
from threading import Lock
from typing import Final

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Randomness:
    """A source of random bytes: the system's, or with a seed a hash of the seed and a counter."""

    def __init__(self, seed: str | None = None) -> None:
        self._seed = None if seed is None else seed.encode()
        self._drawn = 0
        self._lock = Lock()

    @property
    def seeded(self) -> bool:
        """Whether the stream is reproducible."""
        return self._seed is not None

    @property
    def position(self) -> int:
        """How often something was drawn from a reproducible stream."""
        return self._drawn

    @position.setter
    def position(self, position: int) -> None:
        self._drawn = position

    def branch(self, number: int) -> "Randomness":
        """An independent stream for a number; 0 is this one at its current position."""
        return self if self._seed is None or number == 0 else Randomness(f"{self._seed.decode()}/{number}")

    def apart(self, name: str) -> "Randomness":
        """An independent stream for work that runs beside other work, so that neither changes what the other draws."""
        return self if self._seed is None else Randomness(f"{self._seed.decode()}/{name}")

    def bytes(self, count: int) -> bytes:
        """`count` bytes that nobody can guess; with a seed always the same ones."""
        if self._seed is None:
            return os.urandom(count)
        with self._lock:
            self._drawn += 1
            drawn = self._drawn
        return hashlib.shake_256(b"%s/%d" % (self._seed, drawn)).digest(count)

    def mark(self, count: int) -> builtins.bytes:  # `bytes` is the method here
        """`count` bytes that differ from call to call and are no secret, as for the id of a request.

        Without a seed they cost no system call, in which a thread gives way to the others.
        """
        return random.randbytes(count) if self._seed is None else self.bytes(count)  # noqa: S311  # no secret

    def hex(self, count: int) -> str:
        """`count` hexadecimal digits."""
        return self.bytes((count + 1) // 2).hex()[:count]

    def text(self, count: int) -> str:
        """`count` letters and digits."""
        return "".join(_ALPHABET[self.below(len(_ALPHABET))] for _ in range(count))

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return int.from_bytes(self.bytes(8), "big") % limit

    def uuid(self) -> str:
        """A random UUID in its usual spelling."""
        return str(uuid.UUID(bytes=self.bytes(16), version=4))
