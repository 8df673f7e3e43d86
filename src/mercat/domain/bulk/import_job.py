"""The job of an import. It reads a slice of rows outside of a transaction, then writes it with its progress."""

from typing import Final

from mercat.domain.bulk import imports
from mercat.domain.job_handler import Commit, JobContext, JobHandler, Reschedule
from mercat.model.messages import RunImport
from mercat.store.tx import Tx


def run(context: JobContext[RunImport]) -> Commit:
    """Import the next rows. `progress` is the place of the first of them in the file."""
    part = context.read(lambda tx: imports.next_slice(tx, context.message.import_id, context.progress))

    def write(tx: Tx) -> Reschedule | None:
        following = None if part is None else imports.apply(tx, part)
        return None if following is None else Reschedule(list(following))

    return write


def failed(tx: Tx, message: RunImport) -> None:
    """Mark an import as failed after its slice failed too often."""
    imports.fail(tx, message.import_id)


HANDLER: Final = JobHandler(RunImport, run, failed=failed)
