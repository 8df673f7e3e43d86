"""Outgoing mail: plain texts to the one mail server that the settings name, and to nobody else."""

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

    def __init__(self, wanted: Mailing, base_url: str, password: str | None) -> None:
        assert wanted.smtp_host is not None and wanted.smtp_from is not None
        self.base_url = base_url
        self._wanted = wanted
        self._host, self._sender = wanted.smtp_host, wanted.smtp_from
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
            if self._wanted.smtp_tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self._wanted.smtp_user is not None:
                server.login(self._wanted.smtp_user, self._password or "")
            server.send_message(message)

    def _connected(self) -> smtplib.SMTP:
        if self._wanted.smtp_tls == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._wanted.smtp_port, timeout=TIMEOUT_SECONDS, context=context)
        return smtplib.SMTP(self._host, self._wanted.smtp_port, timeout=TIMEOUT_SECONDS)


def mailer(wanted: Mailing) -> SmtpMailer | None:
    """What sends mail, if a server for it is named. Raises BadSetting."""
    if wanted.smtp_host is None:
        return None
    if wanted.base_url is None:
        raise BadSetting("--smtp-host needs --base-url: the links in mails have to lead here.")
    if wanted.smtp_from is None or not _ADDRESS.fullmatch(wanted.smtp_from):
        raise BadSetting("--smtp-host needs --smtp-from, the address that mails come from: mercat@example.com.")
    password = smtp_password(wanted)
    if (wanted.smtp_user is None) != (password is None):
        raise BadSetting("--smtp-user goes with --smtp-password-file, or MERCAT_SMTP_PASSWORD.")
    if wanted.smtp_user is not None and wanted.smtp_tls == "none":
        raise BadSetting("--smtp-user needs --smtp-tls starttls or tls: a password is not sent in clear.")
    return SmtpMailer(wanted, wanted.base_url, password)
