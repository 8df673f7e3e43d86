"""The words of outgoing mail, plain text in both languages, and the mailer of a demo, which delivers nothing."""

from typing import TYPE_CHECKING, Final

from mercat.model.access import InvitationMail
from mercat.model.clock import to_datetime
from mercat.model.mail import Envelope, MailDelivery

if TYPE_CHECKING:
    from email.message import EmailMessage

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


class Words:
    """Writes the mails of a server. `base_url` is the beginning of links in them."""

    def __init__(self, base_url: str, sender: str) -> None:
        self._base_url, self.sender = base_url, sender

    def invitation(self, mail: InvitationMail) -> "EmailMessage":
        """The mail with the link of an invitation."""
        from email.message import EmailMessage  # it needs much, which a start without mail does not load

        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, mail.address, INVITATION_SUBJECT
        message["Auto-Submitted"] = "auto-generated"
        text = INVITATION_TEXT.format(
            instance=mail.instance_id,
            login=mail.login,
            until=to_datetime(mail.expires_ms).strftime("%Y-%m-%d %H:%M"),
            url=f"{self._base_url}/i/{mail.instance_id}/console/invitation/{mail.link_word}",
        )
        message.set_content(text)
        return message


class CapturingMailer(Words):
    """Delivers no mail: the mails of a demo stay in its database."""

    delivery = MailDelivery.CAPTURE

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url, CAPTURED_FROM)

    def deliver(self, envelope: Envelope) -> str:
        """Accept the mail without delivering it."""
        return ""
