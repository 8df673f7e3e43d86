"""The arguments and results of a job's function, which stands beside its engine; `jobs/catalog.py` lists all of them.

A function is called again and again, a slice at a time, until its job is done. It may read and compute as long as it
likes, outside any transaction that would hold others up, and returns the slice: a short function that writes. What the
slice writes and how far the job is then commit together, so a kill repeats what was read, never what was written.
A slice whose job was cancelled, or claimed by somebody else meanwhile, is undone as a whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from mercat.model.access import InvitationMail
from mercat.model.messages import Message
from mercat.store.tx import Tx

T = TypeVar("T")
M = TypeVar("M", bound=Message)


class Reader(Protocol):
    """Runs a function on a snapshot of the instance."""

    def __call__(self, work: Callable[[Tx], T]) -> T:
        """Run `work` and answer what it answers."""


class Mailer(Protocol):
    """Words mails and sends them."""

    def send_invitation(self, mail: InvitationMail) -> None:
        """Send the link of an invitation. After any exception the job may try again."""


@dataclass(frozen=True, slots=True)
class Reschedule:
    """The job is not done. `progress` is what the next call gets (anything JSON holds); `due_ms`: not before then."""

    progress: Any = None
    due_ms: int | None = None


Commit = Callable[[Tx], Reschedule | None]


@dataclass(frozen=True, slots=True)
class JobContext(Generic[M]):
    """One run of a job: its message, its progress (None at the first run), and access to the database and to mail."""

    message: M
    progress: Any
    read: Reader
    mailer: Mailer | None = None


@dataclass(frozen=True, slots=True)
class JobHandler(Generic[M]):
    """The handler of one kind of job. `failed` runs in the transaction that gives a job up.

    A job with `every_ms` is repeated at that interval and never given up.
    """

    message: type[M]
    run: Callable[[JobContext[M]], Commit]
    failed: Callable[[Tx, M], None] | None = None
    every_ms: int | None = None
