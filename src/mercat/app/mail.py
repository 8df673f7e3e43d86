"""Outgoing mail: plain text in both languages, sent through the mail server of the settings."""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Final

from mercat.app.config import BadSetting, Mailing, smtp_password
from mercat.domain.job_handler import Undelivered
from mercat.model.access import InvitationMail
from mercat.model.clock import to_datetime
from mercat.model.mail import Envelope, MailDelivery

TIMEOUT_SECONDS: Final = 20.0
PROBLEM_LENGTH: Final = 500
INVITATION_SUBJECT: Final = "Marketo Login Information · 登录信息"
INVITATION_TEXT: Final = """\
You are invited to sign in to {instance} as {login}.
Set your password by {until} UTC with this link:

您已受邀登录 {instance}，登录名为 {login}。
请在 {until}（UTC）之前通过以下链接设置密码：

{url}

If you did not expect this email, ignore it. 如果这与您无关，请忽略此邮件。
"""
CAPTURED_FROM: Final = "mercat@example.com"
_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")


class _Words:
    """Writes the mails of a server. `base_url` is the beginning of links in them."""

    def __init__(self, base_url: str, sender: str) -> None:
        self._base_url, self._sender = base_url, sender

    def invitation(self, mail: InvitationMail) -> EmailMessage:
        """The mail with the link of an invitation."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, mail.address, INVITATION_SUBJECT
        message["Auto-Submitted"] = "auto-generated"
        text = INVITATION_TEXT.format(
            instance=mail.instance_id,
            login=mail.login,
            until=to_datetime(mail.expires_ms).strftime("%Y-%m-%d %H:%M"),
            url=f"{self._base_url}/i/{mail.instance_id}/console/invitation/{mail.link_word}",
        )
        message.set_content(text)
        return message


class CapturingMailer(_Words):
    """Delivers no mail: the mails of a demo stay in its database."""

    delivery = MailDelivery.CAPTURE

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url, CAPTURED_FROM)

    def deliver(self, envelope: Envelope) -> str:
        """Accept the mail without delivering it."""
        return ""


class SmtpMailer(_Words):
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
            refused = server.sendmail(self._sender, envelope.recipients, envelope.content)
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
        raise BadSetting("--smtp-host needs --base-url: the links in mails have to lead here.")
    if options.smtp_from is None or not _ADDRESS.fullmatch(options.smtp_from):
        raise BadSetting("--smtp-host needs --smtp-from, the address that mails come from: mercat@example.com.")
    password = smtp_password(options)
    if (options.smtp_user is None) != (password is None):
        raise BadSetting("--smtp-user goes with --smtp-password-file, or MERCAT_SMTP_PASSWORD.")
    if options.smtp_user is not None and options.smtp_tls == "none":
        raise BadSetting("--smtp-user needs --smtp-tls starttls or tls: a password is not sent in clear.")
    return SmtpMailer(options, options.base_url, password)
