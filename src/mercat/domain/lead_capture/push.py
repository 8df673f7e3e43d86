"""Pushes: people are created or updated on behalf of a program and become its members."""

from typing import Any, Final

from mercat.domain.activity_log import ActivityLog
from mercat.domain.assets import programs
from mercat.domain.fields.values import STRING_CHARACTERS
from mercat.domain.members import status
from mercat.domain.people import sync
from mercat.model.activities import StandardActivity
from mercat.model.outcomes import Done, Outcome, Skipped
from mercat.model.refusals import Missing, NotFound, PersonNotFound, TooLong
from mercat.store.tx import Tx

MAIL_TOKEN: Final = "mktToken"  # noqa: S105  # a field of records: what a link in a mail says of its reader

Record = dict[str, Any]


def push(
    tx: Tx,
    records: list[Record],
    *,
    program_name: str,
    status_name: str | None = None,
    lookup_field: str = "email",
    partition_name: str | None = None,
    source: str | None = None,
    reason: str | None = None,
) -> list[Outcome]:
    """Create or update each record, and make the people members of a program. No status moves backwards.

    Raises Missing, NotFound (the program), StatusUnknown, TooLong, and what `sync.sync` raises for the whole call.
    """
    if not program_name.strip():
        raise Missing("programName")
    for name, text in (("source", source), ("reason", reason)):
        if text is not None and len(text) > STRING_CHARACTERS:
            raise TooLong(name, STRING_CHARACTERS)
    program = programs.find_named(tx, program_name)
    if program is None:
        raise NotFound(programs.KIND, program_name[:STRING_CHARACTERS])
    program_status = status.entry(tx, program, status_name)
    if lookup_field == MAIL_TOKEN:
        return [_by_mail(record) for record in records]
    outcomes = sync.sync(tx, records, lookup_field=lookup_field, partition_name=partition_name)
    ids = [int(outcome.id) for outcome in outcomes if isinstance(outcome, Done)]
    status.set_all(tx, program.id, program_status.name, list(dict.fromkeys(ids)))
    details = {name: text for name, text in (("Reason", reason), ("Source", source)) if text}
    log = ActivityLog(tx)
    for person_id in ids:
        log.note(StandardActivity.PUSH_LEAD_TO_MARKETO, person_id, details, program.id, program.name)
    log.write()
    return outcomes


def _by_mail(record: Record) -> Outcome:
    """Refuse a mail token, because mercat sends no mail with links that identify the reader."""
    return Skipped(PersonNotFound() if record.get(MAIL_TOKEN) else Missing(MAIL_TOKEN))
