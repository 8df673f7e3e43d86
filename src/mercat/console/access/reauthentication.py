"""Reauthentication: a password is checked on a thread, with the limits on failed sign-ins."""

import asyncio
import functools
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from mercat.console.request import ConsoleRequest
from mercat.domain.access import passwords, sessions, users
from mercat.model.access import User
from mercat.store.tx import Tx

AT_ONCE: Final = 2  # passwords that are checked at a time: each takes 64 MiB


async def by_password(request: ConsoleRequest, email: str, password: str) -> User | None:
    """The user with this password, or None. The attempt counts as failed before the password is checked.

    A caller that goes on with the user uncounts it. Raises TooManyLogins.
    """

    def attempt(tx: Tx) -> tuple[User | None, bool]:
        sessions.attempt(tx, email, request.address)
        user = users.find_user(tx, email)
        return user, user is not None and user.expires_ms is not None and user.expires_ms <= tx.now

    user, expired = await request.host.write(attempt)
    loop = asyncio.get_running_loop()
    fits = await loop.run_in_executor(_threads(), passwords.matches, user, password)
    if fits and not expired:
        return user
    await request.host.write(lambda tx: sessions.fail(tx, email, request.address))
    return None


async def of_visitor(request: ConsoleRequest) -> bool:
    """Whether the form's field `password` is the password of the visitor. Raises TooManyLogins."""
    assert request.visitor is not None, "only for signed-in users"
    email = request.visitor.user.email
    if await by_password(request, email, request.form.get("password", [""])[0]) is None:
        return False
    await request.write(lambda tx: sessions.succeed(tx, email, request.address))
    return True


@functools.cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mercat_password")
