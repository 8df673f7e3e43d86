"""The living secrets of an instance: what would open it if it were shown to somebody."""

from mercat.domain.access import api_clients
from mercat.domain.oauth import applications
from mercat.sandbox.sample import access
from mercat.store.tx import Tx


def living(tx: Tx) -> list[str]:
    """All that can be told again: client secrets, tokens, authorization codes, the administrator's password."""
    return [access.password(tx), *api_clients.secrets(tx), *applications.secrets(tx)]
