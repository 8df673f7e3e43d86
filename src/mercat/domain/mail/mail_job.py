"""The job that delivers a mail of the outbox. It retries after temporary errors and gives up after permanent ones."""

from typing import Final

from mercat.domain.job_handler import Commit, JobContext, JobHandler, Reschedule, Undelivered
from mercat.domain.mail import outbox
from mercat.model.clock import HOUR, MINUTE
from mercat.model.mail import MailDelivery
from mercat.model.messages import SendMail
from mercat.store.tx import Tx

PAUSES_MS: Final = (MINUTE, 5 * MINUTE, 30 * MINUTE, 4 * HOUR)  # before each further attempt
NO_MAILER: Final = "No mail server is set."


def run(context: JobContext[SendMail]) -> Commit:
    """Deliver the mail, then store that it was sent."""
    mail_id, mailer = context.message.mail_id, context.mailer
    envelope = context.read(lambda tx: outbox.waiting(tx, mail_id))
    if envelope is None:
        return _nothing
    if mailer is None:
        return lambda tx: outbox.failed(tx, mail_id, NO_MAILER)
    try:
        remark = mailer.deliver(envelope)
    except Undelivered as problem:
        return _undelivered(mail_id, problem, context.progress or 0)
    captures = mailer.delivery is MailDelivery.CAPTURE
    return lambda tx: outbox.sent(tx, mail_id, keeps_content=captures, remark=remark or None)


def _undelivered(mail_id: int, problem: Undelivered, pauses: int) -> Commit:
    """Store the failure, and retry after a pause. `pauses` is the number of pauses so far."""

    def note(tx: Tx) -> Reschedule | None:
        if problem.is_final or pauses >= len(PAUSES_MS):
            outbox.failed(tx, mail_id, str(problem))
            return None
        outbox.delayed(tx, mail_id, str(problem))
        return Reschedule(pauses + 1, tx.now + PAUSES_MS[pauses])

    return note


def _nothing(tx: Tx) -> None:
    """The mail was delivered or deleted meanwhile."""


def _given_up(tx: Tx, message: SendMail) -> None:
    if outbox.waiting(tx, message.mail_id) is not None:
        outbox.failed(tx, message.mail_id, "The delivery failed.")


HANDLER: Final = JobHandler(SendMail, run, failed=_given_up)
