"""The durable server: one process on files, or several on PostgreSQL and Redis."""

import contextlib
import ipaddress
import logging
import signal
import ssl
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from mercat import __version__
from mercat.app import process_pool, ready
from mercat.app.config import BadSetting, Serve, check_base_url, check_database_url
from mercat.app.http.asgi import Application
from mercat.app.http.listener import base_url, bind, serve
from mercat.app.instances.locations import exclusive_lock, open_durable, registry
from mercat.app.mail import mailer
from mercat.app.observability.board import Board
from mercat.app.observability.call_log import CallLog, as_json, as_text
from mercat.app.observability.logs import log_to_stderr
from mercat.app.observability.metrics import Metrics
from mercat.wire.call import Compatibility

METRICS_TOKEN_LENGTH: Final = 16
log = logging.getLogger("mercat.server")


def run(wanted: Serve, say: Callable[[dict[str, Any]], None]) -> None:
    """Serve until SIGINT or SIGTERM; `say` is told the addresses once connections are accepted."""
    log_to_stderr(wanted.log_level, wanted.log_format)
    for number in (signal.SIGINT, signal.SIGTERM):  # until the server has its own way to end
        signal.signal(number, lambda *_: sys.exit(0))
    check(wanted)
    migrates = wanted.database_url is None  # which is backed up first; PostgreSQL is for `mercat migrate`
    known = registry(wanted, migrates=migrates)
    with contextlib.ExitStack() as stack:
        write_ready_file = stack.enter_context(ready.announced(wanted.ready_file))
        bound = stack.enter_context(contextlib.closing(bind(wanted.host, wanted.port)))
        stack.enter_context(exclusive_lock(known))
        url = wanted.base_url or base_url("https" if wanted.tls_cert else "http", bound)

        def announce() -> None:
            places = ready.stamped(ready.addresses(url))
            write_ready_file(places)
            say(places)
            log.info("mercat %s serves %s with %d process(es)", __version__, url, wanted.workers)
            stack.callback(log.info, "mercat has ended")

        board = Board(wanted.workers)

        def work(begun: Callable[[], None], number: int) -> None:
            served = registry(
                wanted,
                migrates=migrates,
                redis_url=wanted.redis_url,
                switches=lambda: Compatibility(wanted.legacy_query_token, wanted.fields_required),
                post=mailer(wanted),
            )
            with contextlib.closing(served) as held, call_log(wanted) as calls:
                open_durable(held)
                held.start_worker()
                options = {**tls_options(wanted), **proxy_options(wanted)}
                application = Application(
                    held,
                    base_url=wanted.base_url,
                    metrics=Metrics(board, number),
                    metrics_token=wanted.metrics_token,
                    calls=calls,
                )
                serve(application, bound, begun, **options)

        if wanted.workers == 1:
            work(announce, 0)
        else:
            with contextlib.closing(known):  # what is wrong is said here, once
                open_durable(known)
            process_pool.run(wanted.workers, work, announce)


@contextlib.contextmanager
def call_log(wanted: Serve) -> Iterator[CallLog | None]:
    """A line a call, unless only what is worse is wanted."""
    if wanted.log_level not in ("debug", "info"):
        yield None
        return
    with contextlib.closing(CallLog(as_json if wanted.log_format == "json" else as_text)) as calls:
        yield calls


def check(wanted: Serve) -> None:
    """Whether the settings go together. Raises BadSetting."""
    if wanted.workers > 1 and wanted.database_url is None:
        raise BadSetting("--workers needs --database-url (PostgreSQL): one process serves a data directory.")
    if wanted.workers > 1 and wanted.redis_url is None:
        raise BadSetting("--workers needs --redis-url, where the processes keep the limits on calls together.")
    check_database_url(wanted.database_url)
    if wanted.redis_url is not None and urlsplit(wanted.redis_url).scheme not in ("redis", "rediss", "unix"):
        raise BadSetting("--redis-url is a Redis URL: redis://host:6379/0.")
    check_base_url(wanted.base_url)
    if wanted.metrics_token is not None and len(wanted.metrics_token) < METRICS_TOKEN_LENGTH:
        raise BadSetting(
            f"--metrics-token needs {METRICS_TOKEN_LENGTH} characters or more: try `openssl rand -hex 16`."
        )
    mailer(wanted)
    proxy_options(wanted)
    if (wanted.tls_cert is None) != (wanted.tls_key is None):
        raise BadSetting("--tls-cert and --tls-key go together.")
    if wanted.tls_cert is not None:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(wanted.tls_cert, wanted.tls_key)
        except (OSError, ssl.SSLError) as problem:
            raise BadSetting(f"--tls-cert and --tls-key cannot be used: {problem}.") from None


def proxy_options(wanted: Serve) -> dict[str, Any]:
    """uvicorn's names for the proxies that are believed; nobody is, unless the settings say so. Raises BadSetting."""
    if wanted.trusted_proxies is None:
        return {}
    known = [text.strip() for text in wanted.trusted_proxies.split(",")]
    try:
        for text in known:
            ipaddress.ip_network(text)
    except ValueError:
        raise BadSetting("--trusted-proxies are addresses and networks with commas between: 10.0.0.0/8,::1.") from None
    return {"proxy_headers": True, "forwarded_allow_ips": known}


def tls_options(wanted: Serve) -> dict[str, Any]:
    """uvicorn's names for the certificate and its key."""
    if wanted.tls_cert is None:
        return {}
    return {"ssl_certfile": str(wanted.tls_cert), "ssl_keyfile": str(wanted.tls_key)}
