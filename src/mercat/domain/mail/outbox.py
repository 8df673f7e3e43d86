"""The outbox: mails that a transaction orders. A job delivers each of them after the commit.

SMTP has no transactions. A mail is delivered once, unless the process is killed between the server's acceptance and the
commit that notes it; then it is delivered again, with the same Message-ID.
"""

import copy
from collections.abc import Iterable
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from mercat.domain import jobs
from mercat.domain.mail.composing import check_address
from mercat.model.clock import DAY, to_datetime
from mercat.model.mail import Envelope, Mail, MailDelivery, MailState
from mercat.model.messages import SendMail
from mercat.model.refusals import Missing, RuleBroken, TooMany
from mercat.model.rules import Rule
from mercat.store import mail
from mercat.store.tx import Tx

if TYPE_CHECKING:
    from email.message import EmailMessage

MESSAGE_BYTES: Final = 8_388_608
RECIPIENTS: Final = 100
CAPTURED: Final = 1_000  # mails in the mailbox of a demo; older ones are deleted
CAPTURED_BYTES: Final = 33_554_432  # of all of them together
SETTLED_MS: Final = 30 * DAY  # how long the outbox keeps a mail that was sent or given up


def enqueue(tx: Tx, message: "EmailMessage", recipients: Iterable[str] | None = None) -> int:
    """Order a mail. Its recipients are those of To, Cc and Bcc unless others are given. Returns its id.

    A demo captures it in this transaction, so that its mailbox shows what the call sent once the call is answered.
    Raises RuleBroken (no mail server is set; the message is too large), Missing, NotAllowed (an address), TooMany.
    """
    if tx.mail_delivery is MailDelivery.NONE:
        raise RuleBroken(Rule.MAIL_SERVER_MISSING)
    mail_id = mail.add(tx, envelope(tx, message, recipients))
    if tx.mail_delivery is MailDelivery.CAPTURE:
        sent(tx, mail_id, keeps_content=True)
    else:
        jobs.enqueue(tx, SendMail(mail_id))
    return mail_id


def envelope(tx: Tx, message: "EmailMessage", recipients: Iterable[str] | None = None) -> Envelope:
    """The message to deliver: without Bcc, with a date and an id. Raises what `enqueue` raises."""
    message = copy.deepcopy(message)
    senders = _addresses(message, "from")
    if not senders:
        raise Missing("from")
    to = list(dict.fromkeys(_addresses(message, "to", "cc", "bcc") if recipients is None else recipients))
    if not to:
        raise Missing("to")
    if len(to) > RECIPIENTS:
        raise TooMany("to", RECIPIENTS)
    for address in (*senders, *to):
        check_address("to" if address in to else "from", address)
    del message["Bcc"]
    if "Date" not in message:
        message["Date"] = format_datetime(to_datetime(tx.now))
    if "Message-ID" not in message:
        message["Message-ID"] = f"<{tx.randomness.hex(32)}@{senders[0].rpartition('@')[2]}>"
    content = message.as_bytes(policy=message.policy.clone(linesep="\r\n", cte_type="7bit"))
    if len(content) > MESSAGE_BYTES:
        raise RuleBroken(Rule.MAIL_TOO_LARGE, limit=MESSAGE_BYTES)
    return Envelope(senders[0], to, str(message["Subject"] or ""), content)


def find(tx: Tx, mail_id: int) -> Mail | None:
    """A mail in any state."""
    return mail.find(tx, mail_id)


def waiting(tx: Tx, mail_id: int) -> Envelope | None:
    """The rest of a mail that is still to be sent; None if there is none."""
    queued = mail.find(tx, mail_id)
    if queued is None or queued.state is not MailState.QUEUED:
        return None
    return Envelope(queued.sender, queued.recipients, queued.subject, mail.content(tx, mail_id))


def sent(tx: Tx, mail_id: int, *, keeps_content: bool, remark: str | None = None) -> None:
    """Mark a mail as sent. Its content is deleted, or kept while there is room; `remark` says what was unusual."""
    mail.settle(tx, mail_id, MailState.SENT, remark)
    if keeps_content:
        _make_room(tx)
    else:
        mail.drop_content(tx, mail_id)


def failed(tx: Tx, mail_id: int, problem: str) -> None:
    """Mark a mail as given up."""
    mail.settle(tx, mail_id, MailState.FAILED, problem)
    mail.drop_content(tx, mail_id)


def delayed(tx: Tx, mail_id: int, problem: str) -> None:
    """Mark a mail for a later attempt."""
    mail.note_attempt(tx, mail_id, problem)


def forget_stale(tx: Tx) -> None:
    """Delete mails that were sent or given up long ago."""
    mail.delete_settled(tx, tx.now - SETTLED_MS)


def _make_room(tx: Tx) -> None:
    """Delete the oldest captured mails, so that their number and size stay within the bounds."""
    left = CAPTURED_BYTES
    over = []
    for number, kept_mail in enumerate(reversed(mail.of_state(tx, MailState.SENT))):
        left -= kept_mail.size
        if number >= CAPTURED or left < 0:
            over.append(kept_mail.id)
    mail.delete(tx, over)


def _addresses(message: "EmailMessage", *names: str) -> list[str]:
    headers = (header for name in names for header in message.get_all(name, []))
    return [address.addr_spec for header in headers for address in header.addresses]
