"""Messages: the arguments of jobs. Each type is one kind of job; `jobs/catalog.py` maps it to its function."""

import re
from enum import StrEnum
from typing import Any

import msgspec


class Target(StrEnum):
    """What is to be done with the objects of a request for data ingestion; the values are stored."""

    SYNC_PEOPLE = "people"
    SYNC_CUSTOM_OBJECTS = "custom objects"
    SYNC_COMPANIES = "companies"
    SYNC_MEMBERS = "members"
    REMOVE_MEMBERS = "former members"
    ADD_TO_LIST = "listed"
    REMOVE_FROM_LIST = "unlisted"


_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def _kind(name: str) -> str:
    return _WORD.sub("_", name).lower()


class Message(msgspec.Struct, frozen=True, tag_field="kind", tag=_kind):
    """The base of all messages. A message is stored as JSON, so members that are added later need a default."""


class Housekeeping(Message, frozen=True):
    """Delete expired rows."""


class Deliver(Message, frozen=True):
    """Deliver the ads of the hours that have passed."""


class RunExport(Message, frozen=True):
    """Write the file of an extract."""

    export_id: str


class RunImport(Message, frozen=True):
    """Write the rows of an import."""

    import_id: int


class RunCampaign(Message, frozen=True):
    """Send people through a smart campaign."""

    run_id: int


class RunTask(Message, frozen=True):
    """Do the next item of a task of an advertising account. `task_kind` is the kind of the object."""

    task_kind: str
    account_id: int
    task_id: int


class WriteReport(Message, frozen=True):
    """Write the file of an asynchronous report. Its owner is an account or a business unit."""

    owner_id: int
    task_id: int


class ComputeAudiences(Message, frozen=True):
    """Compute the audiences of an account whose users change by themselves; `daily` ones again each day."""

    account_id: int
    daily: bool = False


class RunBridge(Message, frozen=True):
    """Do the next slice of a bridge between the lead database and an advertising account."""

    bridge_id: int


class Ingest(Message, frozen=True):
    """Let the objects of an accepted request take effect. `target` is what is done, `options` say how."""

    request_id: str
    target: Target
    user_id: int
    user: str
    objects: list[dict[str, Any]]
    options: dict[str, Any] = {}
    urgent: bool = False


class SendInvitation(Message, frozen=True):
    """Mail the link of an invitation."""

    invitation_id: int


class SendMail(Message, frozen=True):
    """Deliver a mail of the outbox."""

    mail_id: int


def kind_of(message: Message | type[Message]) -> str:
    """The kind of job that a message orders, such as `housekeeping`."""
    kind = message.__struct_config__.tag
    assert isinstance(kind, str), message
    return kind
