"""Mailing the links of invitations, where a mail server is named. Without one the console shows them."""

from typing import Final

from mercat.domain.access import invitations
from mercat.jobs.handler import Commit, JobContext, JobHandler
from mercat.model.clock import to_datetime
from mercat.model.messages import SendInvitation
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

SUBJECT: Final = "Marketo Login Information · 登录信息"
TEXT: Final = """\
You are invited to log in to {instance}, as {login}.
Choose your password here, until {until} UTC:

您已受邀登录 {instance}，登录名为 {login}。
请在 {until}（UTC）之前通过以下链接设置密码：

{url}

If you do not expect this, do nothing. 如果这与您无关，请忽略此邮件。
"""


def run(work: JobContext[SendInvitation]) -> Commit:
    """Send the mail; a repetition after a kill sends it twice, which does no harm."""
    post = work.post
    if post is not None:
        letter = work.read(lambda tx: _letter(tx, work.message.invitation_id, post.base_url))
        if letter is not None:
            post.send(letter[0], SUBJECT, letter[1])
    return lambda tx: None


def _letter(tx: Tx, invitation_id: int, base_url: str) -> tuple[str, str] | None:
    """Address and text; None if nobody waits for it any more."""
    try:
        invitation = invitations.invitation_of_id(tx, invitation_id)
    except NotFound:
        return None
    return invitation.address, TEXT.format(
        instance=tx.instance_id,
        login=invitation.login,
        until=to_datetime(invitation.expires_ms).strftime("%Y-%m-%d %H:%M"),
        url=f"{base_url}/i/{tx.instance_id}/console/invitation/{invitations.link_word(tx, invitation)}",
    )


DUTY: Final = JobHandler(SendInvitation, run)
