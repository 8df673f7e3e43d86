"""A mail server on a real socket, which keeps what it takes, or refuses it."""

import asyncio
import ssl
import threading
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER = "mercat"
PASSWORD = "mail password"


class MailServer:
    """Listens on a free port; `tls` makes connections begin with TLS, other options are aiosmtpd's."""

    def __init__(self, tls: ssl.SSLContext | None = None, **options: Any) -> None:
        self.mails: list[tuple[list[str], str, str]] = []
        self.messages: list[tuple[list[str], EmailMessage, bytes]] = []
        self.refuses = False
        self.reply = "250 OK"  # to a mail; of 4 and 5 hundred, the mail is not taken
        self.unknown: dict[str, str] = {}  # recipients that are refused, with the reply
        self.stalls = threading.Event()  # a mail is not answered while it is set
        self.arrived = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

        async def start() -> asyncio.Server:
            return await self._loop.create_server(
                lambda: SMTP(self, loop=self._loop, **options), "127.0.0.1", 0, ssl=tls
            )

        self._server = asyncio.run_coroutine_threadsafe(start(), self._loop).result(10)

    @property
    def port(self) -> int:
        return self._server.sockets[0].getsockname()[1]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.arrived.set()
        while self.stalls.is_set():
            await asyncio.sleep(0.01)
        if self.refuses:
            return "451 Not now"
        if not self.reply.startswith("2"):
            return self.reply
        mail = message_from_bytes(envelope.content, policy=default)
        assert envelope.mail_from == "mercat@example.com"
        self.messages.append((envelope.rcpt_tos, mail, envelope.content))
        if not mail.is_multipart():
            self.mails.append((envelope.rcpt_tos, mail["Subject"], mail.get_content()))
        return self.reply

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.unknown:
            return self.unknown[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def stop(self) -> None:
        async def end() -> None:
            self._server.close()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def authenticate(server: Any, session: Any, envelope: Any, mechanism: Any, data: Any) -> AuthResult:
    """Knows one user."""
    assert isinstance(data, LoginPassword)
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()))
