"""Outgoing mail: plain texts, sent over the one mail server that the settings name."""

import re
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from typing import Final

from mercat.app.config import BadSetting, Mailing, smtp_password
from mercat.model.clock import Clock
from mercat.model.randomness import Randomness

TIMEOUT_SECONDS: Final = 20.0
_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")


class SmtpMailer:
    """Sends mail over SMTP. `base_url` is how the links in it reach this server."""

    def __init__(self, options: Mailing, base_url: str, password: str | None) -> None:
        assert options.smtp_host is not None and options.smtp_from is not None
        self.base_url = base_url
        self._options = options
        self._host, self._sender = options.smtp_host, options.smtp_from
        self._password = password

    def send(self, address: str, subject: str, text: str) -> None:
        """Hand a mail to the server. Raises OSError, SMTPException, ValueError."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, address, subject
        message["Date"] = formatdate(Clock().now() / 1_000)
        message["Message-ID"] = f"<{Randomness().hex(32)}@{self._sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        with self._connected() as server:
            if self._options.smtp_tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self._options.smtp_user is not None:
                server.login(self._options.smtp_user, self._password or "")
            server.send_message(message)

    def _connected(self) -> smtplib.SMTP:
        if self._options.smtp_tls == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._options.smtp_port, timeout=TIMEOUT_SECONDS, context=context)
        return smtplib.SMTP(self._host, self._options.smtp_port, timeout=TIMEOUT_SECONDS)


def mailer(options: Mailing) -> SmtpMailer | None:
    """The mailer, if the settings name a mail server; otherwise None. Raises BadSetting."""
    if options.smtp_host is None:
        return None
    if options.base_url is None:
        raise BadSetting("--smtp-host needs --base-url: the links in mails have to lead here.")
    if options.smtp_from is None or not _ADDRESS.fullmatch(options.smtp_from):
        raise BadSetting("--smtp-host needs --smtp-from, the address that mails come from: mercat@example.com.")
    password = smtp_password(options)
    if (options.smtp_user is None) != (password is None):
        raise BadSetting("--smtp-user goes with --smtp-password-file, or MERCAT_SMTP_PASSWORD.")
    if options.smtp_user is not None and options.smtp_tls == "none":
        raise BadSetting("--smtp-user needs --smtp-tls starttls or tls: a password is not sent in clear.")
    return SmtpMailer(options, options.base_url, password)
