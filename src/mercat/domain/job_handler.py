"""The arguments and results of a job's function. The functions are beside their engines; `jobs/catalog.py` lists them.

The runner calls a function repeatedly, a slice at a time, until its job is done. The function reads and computes
outside of a write transaction, for as long as it needs, and returns the slice: a short function that writes. The writes
of a slice and the job's progress commit together, so a kill repeats reads and never writes. If the job was cancelled
or another worker claimed it, the slice is rolled back.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import msgspec

from mercat.model.access import InvitationMail
from mercat.model.mail import Envelope, MailDelivery
from mercat.model.messages import Message
from mercat.store.tx import Tx

if TYPE_CHECKING:
    from email.message import EmailMessage

T = TypeVar("T")
M = TypeVar("M", bound=Message)


class Reader(Protocol):
    """Runs a function on a snapshot of the instance."""

    def __call__(self, work: Callable[[Tx], T]) -> T:
        """Run `work` and return its result."""


class Undelivered(Exception):
    """A mail server did not take a mail. `is_final`: it will not take it later either."""

    def __init__(self, problem: str, *, is_final: bool = False) -> None:
        super().__init__(problem)
        self.is_final = is_final


class Mailer(Protocol):
    """Writes mails and delivers them. One that captures delivers nothing: the mail stays in the database."""

    @property
    def delivery(self) -> MailDelivery:
        """What it does with mails."""

    def invitation(self, mail: InvitationMail) -> "EmailMessage":
        """The mail with the link of an invitation."""

    def deliver(self, envelope: Envelope) -> str:
        """Deliver a mail. Returns which recipients the server refused, if it refused some. Raises Undelivered."""


class Reschedule(msgspec.Struct, frozen=True):
    """The job is not done. The next call gets `progress`, a JSON value, not before `due_ms`."""

    progress: Any = None
    due_ms: int | None = None


Commit = Callable[[Tx], Reschedule | None]


class JobContext(msgspec.Struct, Generic[M], frozen=True):
    """One run of a job: its message, its progress (None at the first run), and access to the database and to mail."""

    message: M
    progress: Any
    read: Reader
    mailer: Mailer | None = None


class JobHandler(msgspec.Struct, Generic[M], frozen=True):
    """The handler of one kind of job. `failed` runs in the transaction that gives a job up.

    A job with `every_ms` is repeated at that interval and never given up.
    """

    message: type[M]
    run: Callable[[JobContext[M]], Commit]
    failed: Callable[[Tx, M], None] | None = None
    every_ms: int | None = None
