"""Fixtures of the console's tests."""

import pytest

from mercat.domain.access import users
from mercat.store.tx import Tx
from support.browser import ADMIN, PASSWORD, Browser
from support.server import Server


@pytest.fixture
def browser(server: Server) -> Browser:
    """A browser before anybody logged in, and an administrator who could."""

    def work(tx: Tx) -> None:
        users.create_user(tx, ADMIN, roles=["Admin"], first_name="Ada")
        users.set_generated_password(tx, ADMIN, PASSWORD)

    server.instance.write_now(work)
    return Browser(server)


@pytest.fixture
def console(browser: Browser) -> Browser:
    """A browser with a logged-in administrator."""
    assert browser.log_in().status == 303
    return browser
