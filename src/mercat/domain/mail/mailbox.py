"""The mailbox of a demo: the mails of the instance, which are not delivered."""

from mercat.model.mail import Mail, MailState
from mercat.model.refusals import NotFound
from mercat.store import mail
from mercat.store.tx import Tx


def browse(tx: Tx, *, recipient: str | None, subject: str | None, limit: int) -> list[tuple[Mail, bytes]]:
    """The last mails to an address whose subject contains a text, oldest first, each with its MIME message."""
    fits = [
        one
        for one in mail.of_state(tx, MailState.SENT)
        if (recipient is None or recipient.casefold() in map(str.casefold, one.recipients))
        and (subject is None or subject.casefold() in one.subject.casefold())
    ]
    return [(one, mail.content(tx, one.id)) for one in fits[-limit:]]


def get(tx: Tx, mail_id: int) -> tuple[Mail, bytes]:
    """A mail with its MIME message. Raises NotFound."""
    one = mail.find(tx, mail_id)
    if one is None or one.state is not MailState.SENT:
        raise NotFound("mail", mail_id)
    return one, mail.content(tx, mail_id)


def clear(tx: Tx) -> int:
    """Delete all captured mails. Returns their number."""
    mails = mail.of_state(tx, MailState.SENT)
    mail.delete(tx, [one.id for one in mails])
    return len(mails)
