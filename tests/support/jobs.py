"""Kinds of jobs for tests, and a runner that does them."""

from collections.abc import Callable
from typing import Any

from mercat.app.instances.instance import Instance
from mercat.domain import jobs
from mercat.domain.job_handler import JobHandler
from mercat.jobs.runner import Runner
from mercat.model.messages import Message, kind_of
from mercat.store import settings
from mercat.store.tx import Tx


class Count(Message, frozen=True):
    """Add to a counter."""

    name: str
    upto: int = 1


class Tick(Message, frozen=True):
    """Something that happens again and again."""


class Bench:
    """An instance whose jobs are what a test says."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.handlers: dict[str, JobHandler[Any]] = {}
        self.runner = Runner(instance, self.handlers)
        instance.write_now(lambda tx: jobs.cancel(tx, jobs.HOUSEKEEPING))

    def handle(self, message: type[Message], run: Callable[..., Any], **options: Any) -> None:
        """Say how a kind of job is done."""
        self.handlers[kind_of(message)] = JobHandler(message, run, **options)

    def order(self, message: Message, **options: Any) -> bool:
        """Order a job."""
        return self.instance.write_now(lambda tx: jobs.enqueue(tx, message, **options))

    def value(self, name: str) -> str | None:
        """What a job wrote."""
        return self.instance.read_now(lambda tx: settings.find(tx, name))

    def failed(self) -> list[Any]:
        """Jobs that were given up."""
        return self.instance.read_now(jobs.failed)

    def restart(self) -> None:
        """What a new process does."""
        self.runner = Runner(self.instance, self.handlers)
        self.runner.take_up()


def add(tx: Tx, name: str, more: int = 1) -> None:
    """Add to a counter."""
    settings.put(tx, name, str(int(settings.find(tx, name) or 0) + more))
