"""The living secrets of an instance: what would open it if it were shown to somebody."""

from mercat.domain import applications, services
from mercat.sandbox.sample import access
from mercat.store.tx import Tx


def living(tx: Tx) -> list[str]:
    """All that can be told again: client secrets, tokens, authorization codes, the administrator's password."""
    return [access.password(tx), *services.secrets(tx), *applications.secrets(tx)]
