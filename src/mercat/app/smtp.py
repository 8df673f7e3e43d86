"""Outgoing mail over SMTP, through the mail server of the settings."""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Mapping
from typing import Final

from mercat.app.config import BadSetting, Mailing, smtp_password
from mercat.app.mail import Words
from mercat.domain.job_handler import Undelivered
from mercat.model.mail import Envelope, MailDelivery

TIMEOUT_SECONDS: Final = 20.0
PROBLEM_LENGTH: Final = 500
_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")


class SmtpMailer(Words):
    """Sends mail through the mail server of the settings."""

    delivery = MailDelivery.SMTP

    def __init__(self, options: Mailing, base_url: str, password: str | None) -> None:
        assert options.smtp_host is not None and options.smtp_from is not None
        super().__init__(base_url, options.smtp_from)
        self._options = options
        self._host = options.smtp_host
        self._password = password

    def deliver(self, envelope: Envelope) -> str:
        """Send a mail. Returns the recipients that the server refused, if it accepted the mail for others."""
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException) as problem:
            raise Undelivered(_text(problem)) from problem
        try:
            self._prepare(server)
            refused = server.sendmail(self.sender, envelope.recipients, envelope.content)
        except smtplib.SMTPRecipientsRefused as problem:
            codes = [code for code, _ in problem.recipients.values()]
            raise Undelivered(_refusals(problem.recipients), is_final=all(map(_is_final, codes))) from problem
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as problem:
            raise Undelivered(_text(problem), is_final=_is_final(problem.smtp_code)) from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise Undelivered(_text(problem)) from problem
        finally:  # errors at the end do not change whether the server has accepted the mail
            with contextlib.suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()
        return _refusals(refused)

    def _prepare(self, server: smtplib.SMTP) -> None:
        if self._options.smtp_tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if self._options.smtp_user is not None:
            server.login(self._options.smtp_user, self._password or "")

    def _connected(self) -> smtplib.SMTP:
        if self._options.smtp_tls == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._options.smtp_port, timeout=TIMEOUT_SECONDS, context=context)
        return smtplib.SMTP(self._host, self._options.smtp_port, timeout=TIMEOUT_SECONDS)


def _is_final(code: int) -> bool:
    """Whether an SMTP reply says that retrying is useless."""
    return 500 <= code < 600


def _refusals(recipients: Mapping[str, tuple[int, bytes]]) -> str:
    replies = (f"{address}: {code} {text.decode('utf-8', 'replace')}" for address, (code, text) in recipients.items())
    return "; ".join(replies)[:PROBLEM_LENGTH]


def _text(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"[:PROBLEM_LENGTH]


def mailer(options: Mailing) -> SmtpMailer | None:
    """The mailer, if the settings name a mail server; otherwise None. Raises BadSetting."""
    if options.smtp_host is None:
        return None
    if options.base_url is None:
        raise BadSetting("--smtp-host needs --base-url: the links in mails begin with it.")
    if options.smtp_from is None or not _ADDRESS.fullmatch(options.smtp_from):
        raise BadSetting("--smtp-host needs --smtp-from, the address that mails come from: mercat@example.com.")
    password = smtp_password(options)
    if (options.smtp_user is None) != (password is None):
        raise BadSetting("--smtp-user goes with --smtp-password-file, or MERCAT_SMTP_PASSWORD.")
    if options.smtp_user is not None and options.smtp_tls == "none":
        raise BadSetting("--smtp-user needs --smtp-tls starttls or tls: a password must not be sent in plain text.")
    return SmtpMailer(options, options.base_url, password)
