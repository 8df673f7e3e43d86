"""The job that mails the link of an invitation, if a mail server is named. Without one the console shows the link."""

from typing import Final

from mercat.domain.access import invitations
from mercat.domain.job_handler import Commit, JobContext, JobHandler
from mercat.model.access import InvitationMail
from mercat.model.messages import SendInvitation
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx


def run(context: JobContext[SendInvitation]) -> Commit:
    """Send the mail; a repetition after a kill sends it twice, which does no harm."""
    if context.mailer is not None:
        mail = context.read(lambda tx: _mail(tx, context.message.invitation_id))
        if mail is not None:
            context.mailer.send_invitation(mail)
    return lambda tx: None


def _mail(tx: Tx, invitation_id: int) -> InvitationMail | None:
    """What the mail says; None if the invitation was accepted, withdrawn, or has expired."""
    try:
        invitation = invitations.invitation_of_id(tx, invitation_id)
    except NotFound:
        return None
    link_word = invitations.link_word(tx, invitation)
    return InvitationMail(invitation.address, invitation.login, tx.instance_id, link_word, invitation.expires_ms)


HANDLER: Final = JobHandler(SendInvitation, run)
