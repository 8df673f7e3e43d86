"""The process of `mercat worker`, which runs background jobs."""

import contextlib
import logging
import signal
import threading
from collections.abc import Callable

from mercat import __version__
from mercat.app.config import BadSetting, Worker
from mercat.app.instances.locations import exclusive_lock, open_durable, registry
from mercat.app.observability.logs import log_to_stderr
from mercat.app.smtp import mailer

log = logging.getLogger("mercat.worker")


def run(where: Worker, say: Callable[[list[str]], None]) -> None:
    """Run the jobs of all instances until SIGINT or SIGTERM. `say` gets a line about them. Raises BadSetting."""
    if where.database_url is None:
        raise BadSetting("A worker needs --database-url (PostgreSQL): on files, `mercat serve` runs the jobs itself.")
    log_to_stderr(where.log_level, where.log_format)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with contextlib.closing(registry(where, mailer=mailer(where))) as instances, exclusive_lock(instances):
        ids = [instance.id for instance in open_durable(instances)]
        instances.start_worker()
        say(ids)
        log.info("mercat %s runs the jobs of %s", __version__, ", ".join(ids))
        ended.wait()
    log.info("mercat has ended")
