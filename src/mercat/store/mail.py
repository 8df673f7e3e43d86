"""Mails: waiting, sent and undeliverable ones."""

from collections.abc import Iterable

import msgspec

from mercat.model.mail import Envelope, Mail, MailState
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_MAIL = "id, sender, recipients, subject, size, state, attempts, problem, created_ms, settled_ms"


def add(tx: Tx, envelope: Envelope) -> int:
    """Insert a waiting mail. Returns its id."""
    return tx.insert(
        "INSERT INTO mails (sender, recipients, subject, content, size, state, created_ms)"
        " VALUES (:sender, :recipients, :subject, :content, :size, :state, :now) RETURNING id",
        sender=envelope.sender,
        recipients=msgspec.json.encode(envelope.recipients).decode(),
        subject=envelope.subject,
        content=envelope.content,
        size=len(envelope.content),
        state=MailState.QUEUED.value,
        now=tx.now,
    )


def find(tx: Tx, mail_id: int) -> Mail | None:
    """The mail with this id, or None."""
    row = tx.fetch_one(f"SELECT {_MAIL} FROM mails WHERE id = :id", id=mail_id)
    return _mail(row) if row else None


def content(tx: Tx, mail_id: int) -> bytes:
    """The MIME message of a mail; empty if there is no such mail, or if the message was deleted."""
    row = tx.fetch_one("SELECT content FROM mails WHERE id = :id", id=mail_id)
    return bytes(row[0]) if row else b""


def of_state(tx: Tx, state: MailState) -> list[Mail]:
    """All mails of a state, oldest first."""
    return [
        _mail(row)
        for row in tx.fetch_all(f"SELECT {_MAIL} FROM mails WHERE state = :state ORDER BY id", state=state.value)
    ]


def settle(tx: Tx, mail_id: int, state: MailState, problem: str | None = None) -> None:
    """Store that a mail was sent, or is given up, after one more attempt."""
    tx.execute(
        "UPDATE mails SET state = :state, attempts = attempts + 1, problem = :problem, settled_ms = :now"
        " WHERE id = :id",
        id=mail_id,
        state=state.value,
        problem=problem,
        now=tx.now,
    )


def note_attempt(tx: Tx, mail_id: int, problem: str) -> None:
    """Store that an attempt failed and another one follows."""
    tx.execute(
        "UPDATE mails SET attempts = attempts + 1, problem = :problem WHERE id = :id", id=mail_id, problem=problem
    )


def drop_content(tx: Tx, mail_id: int) -> None:
    """Delete the MIME message of a mail."""
    tx.execute("UPDATE mails SET content = :nothing WHERE id = :id", id=mail_id, nothing=b"")


def delete(tx: Tx, mail_ids: Iterable[int]) -> None:
    """Delete mails."""
    tx.executemany("DELETE FROM mails WHERE id = :id", [{"id": mail_id} for mail_id in mail_ids])


def delete_settled(tx: Tx, before_ms: int) -> None:
    """Delete mails that were sent or given up before a time."""
    tx.execute("DELETE FROM mails WHERE settled_ms < :before", before=before_ms)


def _mail(row: Row) -> Mail:
    recipients = msgspec.json.decode(row[2], type=list[str])
    return Mail(row[0], row[1], recipients, row[3], row[4], MailState(row[5]), *row[6:])
