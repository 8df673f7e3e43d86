"""Outgoing mail: plain text in both languages, sent through the mail server of the settings."""

import re
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from typing import Final

from mercat.app.config import BadSetting, Mailing, smtp_password
from mercat.model.access import InvitationMail
from mercat.model.clock import Clock, to_datetime
from mercat.model.randomness import Randomness

TIMEOUT_SECONDS: Final = 20.0
INVITATION_SUBJECT: Final = "Marketo Login Information · 登录信息"
INVITATION_TEXT: Final = """\
You are invited to log in to {instance}, as {login}.
Choose your password here, until {until} UTC:

您已受邀登录 {instance}，登录名为 {login}。
请在 {until}（UTC）之前通过以下链接设置密码：

{url}

If you do not expect this, do nothing. 如果这与您无关，请忽略此邮件。
"""
_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")


class SmtpMailer:
    """Sends mail over SMTP. `base_url` is the beginning of links in mails."""

    def __init__(self, options: Mailing, base_url: str, password: str | None) -> None:
        assert options.smtp_host is not None and options.smtp_from is not None
        self._base_url = base_url
        self._options = options
        self._host, self._sender = options.smtp_host, options.smtp_from
        self._password = password

    def send_invitation(self, mail: InvitationMail) -> None:
        """Send the link of an invitation. Raises OSError, SMTPException, ValueError."""
        text = INVITATION_TEXT.format(
            instance=mail.instance_id,
            login=mail.login,
            until=to_datetime(mail.expires_ms).strftime("%Y-%m-%d %H:%M"),
            url=f"{self._base_url}/i/{mail.instance_id}/console/invitation/{mail.link_word}",
        )
        self.send(mail.address, INVITATION_SUBJECT, text)

    def send(self, address: str, subject: str, text: str) -> None:
        """Send a mail through the mail server. Raises OSError, SMTPException, ValueError."""
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
