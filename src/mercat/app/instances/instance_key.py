"""The key of an instance, from which all its secrets are derived.

A new instance uses the server's key for it. After `mercat rekey` the database holds the old key, sealed with the new.
"""

from collections.abc import Mapping
from typing import Final

from mercat.model.keys import Keys, same
from mercat.model.sealing import NotOpened, seal, unseal
from mercat.store import settings
from mercat.store.tx import Tx

FILE: Final = "secret.key"  # in the instance's folder, if the server has no master key
NEXT_FILE: Final = "secret.key.new"  # the file that `mercat rekey` puts in its place
KEY_BYTES: Final = 32

_CHECK: Final = "instance.key_check"
_SEALED: Final = "instance.sealed_key"


class WrongKey(Exception):
    """The secret key is missing, or it does not open the instance."""

    def __init__(self, instance_id: str) -> None:
        super().__init__(
            f"The secret key is not the one of {instance_id}: all its secrets would change."
            " Give the same --secret-key-file, MERCAT_SECRET_KEY or --data-dir as before; after `mercat rekey` the new"
            " one. A `mercat rekey` that was interrupted is run again."
        )


def of_server(secret: bytes, instance_id: str) -> bytes:
    """The key for an instance, derived from the server's master key."""
    return Keys(secret).bytes("instance", instance_id)


def opened(stored: Mapping[str, str], key: bytes, instance_id: str) -> bytes:
    """The instance's key, from its settings and the server's key for it. Raises WrongKey."""
    sealed, check = stored.get(_SEALED), stored.get(_CHECK)
    if len(key) < KEY_BYTES:
        raise WrongKey(instance_id)
    try:
        own = key if sealed is None else unseal(sealed, key, instance_id)
    except NotOpened:
        raise WrongKey(instance_id) from None
    if check is not None and not same(check, _check(own)):
        raise WrongKey(instance_id)
    return own


def opens(stored: Mapping[str, str], key: bytes, instance_id: str) -> bool:
    """Whether the server's key for an instance is certainly right. Very old instances hold nothing to check it by."""
    if _SEALED not in stored and _CHECK not in stored:
        return False
    try:
        opened(stored, key, instance_id)
    except WrongKey:
        return False
    return True


def begin(tx: Tx) -> None:
    """Store a check of a new instance's key."""
    settings.put(tx, _CHECK, tx.keys.hex("check"))


def seal_anew(tx: Tx, current: bytes, new: bytes) -> None:
    """Seal the instance's key with `new`, so that `current` no longer opens it. Raises WrongKey."""
    own = opened(settings.all(tx), current, tx.instance_id)
    settings.put(tx, _SEALED, seal(own, new, tx.instance_id))
    settings.put(tx, _CHECK, _check(own))


def _check(own: bytes) -> str:
    return Keys(own).hex("check")
