"""The job that mails the link of an invitation, if a mail server is named. Without one the console shows the link."""

from typing import TYPE_CHECKING, Final

from mercat.domain.access import invitations
from mercat.domain.job_handler import Commit, JobContext, JobHandler
from mercat.domain.mail import outbox
from mercat.model.access import InvitationMail
from mercat.model.mail import MailDelivery
from mercat.model.messages import SendInvitation
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

if TYPE_CHECKING:
    from email.message import EmailMessage


def run(context: JobContext[SendInvitation]) -> Commit:
    """Send the mail; a repetition after a kill sends it twice, which does no harm.

    Only a demo puts it into the outbox: the link is a secret, which no other database stores.
    """
    mailer = context.mailer
    mail = None if mailer is None else context.read(lambda tx: _mail(tx, context.message.invitation_id))
    if mailer is None or mail is None:
        return _nothing
    message = mailer.invitation(mail)
    if mailer.delivery is MailDelivery.CAPTURE:
        return lambda tx: _capture(tx, message)
    mailer.deliver(context.read(lambda tx: outbox.envelope(tx, message)))
    return _nothing


def _nothing(tx: Tx) -> None:
    """The mail was sent, or there is none to send."""


def _capture(tx: Tx, message: "EmailMessage") -> None:
    outbox.enqueue(tx, message)


def _mail(tx: Tx, invitation_id: int) -> InvitationMail | None:
    """What the mail says; None if the invitation was accepted, withdrawn, or has expired."""
    try:
        invitation = invitations.invitation_of_id(tx, invitation_id)
    except NotFound:
        return None
    link_word = invitations.link_word(tx, invitation)
    return InvitationMail(invitation.address, invitation.login, tx.instance_id, link_word, invitation.expires_ms)


HANDLER: Final = JobHandler(SendInvitation, run)
