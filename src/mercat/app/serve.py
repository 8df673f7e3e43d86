"""The durable server: one process with SQLite, or several with PostgreSQL and Redis."""

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
from mercat.app.addresses import base_url
from mercat.app.config import BadSetting, Serve, check_base_url, check_database_url
from mercat.app.http.asgi import Application, load_operations
from mercat.app.http.listener import bind, serve
from mercat.app.instances.instance import Instance
from mercat.app.instances.limit_modes import limits
from mercat.app.instances.locations import exclusive_lock, open_durable, registry
from mercat.app.observability.board import Board
from mercat.app.observability.call_log import CallLog, as_json, as_text
from mercat.app.observability.logs import log_to_stderr
from mercat.app.observability.metrics import Metrics
from mercat.app.smtp import mailer
from mercat.domain.advertising.delivery import delivery
from mercat.wire.call import Compatibility

METRICS_TOKEN_LENGTH: Final = 16
log = logging.getLogger("mercat.server")


def run(options: Serve, say: Callable[[dict[str, Any]], None]) -> None:
    """Serve until SIGINT or SIGTERM. `say` gets the addresses once connections are accepted."""
    log_to_stderr(options.log_level, options.log_format)
    for number in (signal.SIGINT, signal.SIGTERM):  # until the server installs its own handlers
        signal.signal(number, lambda *_: sys.exit(0))
    check(options)
    migrates = options.database_url is None  # after a backup; PostgreSQL needs `mercat migrate`
    instances = registry(options, migrates=migrates)
    with contextlib.ExitStack() as stack:
        write_ready_file = stack.enter_context(ready.announced(options.ready_file))
        bound = stack.enter_context(contextlib.closing(bind(options.host, options.port)))
        stack.enter_context(exclusive_lock(instances))
        url = options.base_url or base_url("https" if options.tls_cert else "http", bound)

        def announce() -> None:
            places = ready.stamped(ready.addresses(url))
            write_ready_file(places)
            say(places)
            log.info("mercat %s serves %s with %d process(es)", __version__, url, options.workers)
            stack.callback(log.info, "mercat has ended")

        board = Board(options.workers)
        load_operations()

        def work(begun: Callable[[], None], number: int) -> None:
            served = registry(
                options,
                migrates=migrates,
                redis_url=options.redis_url,
                compatibility=lambda: Compatibility(options.legacy_query_token, options.fields_required),
                mailer=mailer(options),
            )
            with contextlib.closing(served) as held, call_log(options) as calls:
                prepare(open_durable(held), options)
                held.start_worker()
                application = Application(
                    held,
                    base_url=options.base_url,
                    metrics=Metrics(board, number),
                    metrics_token=options.metrics_token,
                    calls=calls,
                )
                serve(application, bound, begun, **tls_options(options), **proxy_options(options))

        if options.workers == 1:
            work(announce, 0)
        else:
            with contextlib.closing(instances):  # problems are reported here once, not by every worker
                open_durable(instances)
            process_pool.run(options.workers, work, announce)


def prepare(instances: list[Instance], options: Serve) -> None:
    """Switch limits off if that is meant, and the simulation of delivery on or off, for all processes."""
    on = options.delivery_simulation
    for instance in instances:
        if options.without_limits:
            instance.rate_limiter.limits, instance.endpoint_rate_limiter.limits = limits(off=True)
        if on != (instance.read_now(delivery.mark) is not None):
            instance.write_now(lambda tx: delivery.begin(tx, tx.randomness.hex(16)) if on else delivery.end(tx))


@contextlib.contextmanager
def call_log(options: Serve) -> Iterator[CallLog | None]:
    """The log of calls, if the log level includes it."""
    if options.log_level not in ("debug", "info"):
        yield None
        return
    with contextlib.closing(CallLog(as_json if options.log_format == "json" else as_text)) as calls:
        yield calls


def check(options: Serve) -> None:
    """Whether the settings go together. Raises BadSetting."""
    if options.workers > 1 and options.database_url is None:
        raise BadSetting("--workers needs --database-url (PostgreSQL): one process serves a data directory.")
    if options.workers > 1 and options.redis_url is None:
        raise BadSetting("--workers needs --redis-url, where the processes keep the limits on calls together.")
    if (options.limits == "off") != options.without_limits:
        raise BadSetting(
            "--limits off lets each client use this server as much as it likes. If that is meant, say so twice:"
            " --limits off --without-limits."
        )
    check_database_url(options.database_url)
    if options.redis_url is not None and urlsplit(options.redis_url).scheme not in ("redis", "rediss", "unix"):
        raise BadSetting("--redis-url is a Redis URL: redis://host:6379/0.")
    check_base_url(options.base_url)
    if options.metrics_token is not None and len(options.metrics_token) < METRICS_TOKEN_LENGTH:
        raise BadSetting(
            f"--metrics-token needs {METRICS_TOKEN_LENGTH} characters or more: try `openssl rand -hex 16`."
        )
    mailer(options)
    proxy_options(options)
    if (options.tls_cert is None) != (options.tls_key is None):
        raise BadSetting("--tls-cert and --tls-key go together.")
    if options.tls_cert is not None:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(options.tls_cert, options.tls_key)
        except (OSError, ssl.SSLError) as problem:
            raise BadSetting(f"--tls-cert and --tls-key cannot be used: {problem}.") from None


def proxy_options(options: Serve) -> dict[str, Any]:
    """uvicorn's options for the trusted proxies. Without a setting no proxy is trusted. Raises BadSetting."""
    if options.trusted_proxies is None:
        return {}
    proxies = [text.strip() for text in options.trusted_proxies.split(",")]
    try:
        for text in proxies:
            ipaddress.ip_network(text)
    except ValueError:
        raise BadSetting("--trusted-proxies are addresses and networks with commas between: 10.0.0.0/8,::1.") from None
    return {"proxy_headers": True, "forwarded_allow_ips": proxies}


def tls_options(options: Serve) -> dict[str, Any]:
    """uvicorn's options for the certificate and its key."""
    if options.tls_cert is None:
        return {}
    return {"ssl_certfile": str(options.tls_cert), "ssl_keyfile": str(options.tls_key)}
