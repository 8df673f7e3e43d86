"""Encrypts one key with another: AES-256-GCM, with the owner as associated data."""

import base64
import binascii
from typing import Final

from mercat.model.keys import Keys
from mercat.model.randomness import Randomness

_METHOD: Final = "aes-256-gcm:"
_NONCE_BYTES: Final = 12


class NotOpened(Exception):
    """The text was encrypted with another key or for another owner, or it was changed."""


def seal(secret: bytes, key: bytes, owner: str) -> str:
    """Encrypt `secret`; only the same `key` and `owner` decrypt the text."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # takes 25 ms, and few instances are sealed

    nonce = Randomness().bytes(_NONCE_BYTES)
    sealed = AESGCM(_sealing_key(key)).encrypt(nonce, secret, owner.encode())
    return _METHOD + base64.b64encode(nonce + sealed).decode()


def unseal(text: str, key: bytes, owner: str) -> bytes:
    """Decrypt a text of `seal`. Raises NotOpened."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        sealed = base64.b64decode(text.removeprefix(_METHOD), validate=True)
        return AESGCM(_sealing_key(key)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], owner.encode())
    except (InvalidTag, binascii.Error, ValueError):
        raise NotOpened from None


def _sealing_key(key: bytes) -> bytes:
    """The encryption key, derived from `key`, because an older instance may derive its secrets from `key` itself."""
    return Keys(key).bytes("seal")
