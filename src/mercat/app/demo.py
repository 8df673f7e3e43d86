"""The throw-away server of `mercat demo`: one instance with sample data and the sandbox."""

import contextlib
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from mercat.app import demo_banner, open_files, ready
from mercat.app.addresses import base_url, is_loopback
from mercat.app.catalogue.hints import hint
from mercat.app.config import BadSetting, Demo, check_base_url
from mercat.app.http.asgi import Application
from mercat.app.http.listener import bind, serve
from mercat.app.instances import file_access
from mercat.app.instances.instance import OWN, Instance
from mercat.app.instances.limit_modes import limits
from mercat.app.instances.locations import DEMO, KIND, WrongKind
from mercat.app.instances.lock import DirectoryLock
from mercat.app.instances.registry import MUNCHKIN_ID, Registry
from mercat.app.interrupts import end_with
from mercat.app.mail import CapturingMailer
from mercat.app.observability.call_log import CallLog, terminal
from mercat.app.observability.logs import log_to_stderr
from mercat.app.sandbox import SandboxServer, pages
from mercat.domain.limits import rate_limits
from mercat.model.clock import Clock, from_datetime
from mercat.sandbox.sample import access
from mercat.store import settings
from mercat.wire.call import Compatibility

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2199
OPEN: Final = (
    "--host {host} opens the sandbox to the network: whoever reaches this port reads the credentials and may change"
    " everything. Leave --host out to keep the demo to this machine."
)


def run(options: Demo, *, as_json: bool, say: Callable[[str], None], warn: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM. `say` gets the introduction, or with `as_json` the ready file's content."""
    log_to_stderr()
    open_files.allow_many()
    for number in (signal.SIGINT, signal.SIGTERM):  # until the server installs its own handlers
        signal.signal(number, lambda *_: sys.exit(0))
    check_base_url(options.base_url)
    with contextlib.ExitStack() as stack:
        write_ready_file = stack.enter_context(ready.announced(options.ready_file))
        bound = stack.enter_context(contextlib.closing(bind(options.host, options.port)))
        data_dir = stack.enter_context(directory(options.data_dir))
        url = options.base_url or base_url("http", bound)
        calls = None if options.quiet else stack.enter_context(contextlib.closing(CallLog(terminal())))
        application, given = stack.enter_context(composed(options, data_dir, url, calls))
        instance = application.registry.default
        document = ready.stamped(ready.block(url, instance.id, given))
        if options.tls:
            document["tls"] = stack.enter_context(open_gateway(base_url("http", bound), warn))
        words = ready.text(document) if as_json else demo_banner.introduction(url, given, instance, document.get("tls"))

        def announce() -> None:
            write_ready_file(document)
            say(words)
            if not is_loopback(options.host):
                warn(OPEN.format(host=options.host))
            if options.end_with is not None:
                end_with(options.end_with)

        serve(application, bound, announce)


@contextlib.contextmanager
def composed(
    options: Demo, data_dir: Path, url: str, calls: CallLog | None = None
) -> Iterator[tuple[Application, access.Credentials]]:
    """The application of a demo that clients reach at `url`, with its worker running, and its credentials."""
    start_ms = moment(options.clock) or (Clock().now() if options.freeze else None)
    off = options.limits == "off"
    with contextlib.ExitStack() as stack:
        registry = Registry(
            data_dir,
            durable=False,
            seed=options.seed,
            call_limits=lambda: limits(off=off)[0],
            endpoint_limits=lambda: limits(off=off)[1],
            compatibility=lambda: compatibility(options),
            mailer=CapturingMailer(url),
        )
        stack.callback(registry.close)
        server = open_or_make(registry, options, start_ms)
        stack.callback(server.close)
        given = registry.default.write_now(access.renewed)
        registry.start_worker()
        yield (
            Application(
                registry, pages(server), base_url=options.base_url, hint=hint, calls=calls, prepare=server.prepare
            ),
            given,
        )


@contextlib.contextmanager
def open_gateway(url: str, warn: Callable[[str], None]) -> Iterator[dict[str, str]]:
    """A proxy that leads from the vendors' hosts to this demo; yields what the ready file says of it."""
    from mercat.app.tls.authority import open_authority
    from mercat.app.tls.gateway import Gateway
    from mercat.app.tls.target import Target

    authority = open_authority()
    with Gateway(authority, Target(url), note=warn) as gateway:
        yield {"ca_file": str(authority.certificate), "proxy": gateway.proxy_url}


def compatibility(options: Demo) -> Compatibility:
    """The rules that a demo relaxes: it allows redirects to this machine, and timestamps of the real clock."""
    return Compatibility(
        options.legacy_query_token, options.fields_required, real_timestamps=True, loopback_redirects=True
    )


@contextlib.contextmanager
def directory(data_dir: Path | None) -> Iterator[Path]:
    """The data directory, locked. Without an option it is a temporary one. Raises BadSetting."""
    if data_dir is not None and data_dir.exists() and not data_dir.is_dir():
        raise BadSetting(f"--data-dir is {data_dir}, which is not a directory.")
    place = data_dir or Path(tempfile.mkdtemp(prefix="mercat-demo-"))
    try:
        file_access.repair(place)
        with contextlib.closing(DirectoryLock(place)):
            yield place
    finally:
        if data_dir is None:
            shutil.rmtree(place, ignore_errors=True)


def open_or_make(registry: Registry, options: Demo, start_ms: int | None) -> SandboxServer:
    """Open the instances of the directory, or create the first one. Returns their sandbox server."""
    if options.instance is not None and (not MUNCHKIN_ID.match(options.instance) or options.instance[0] == "0"):
        raise BadSetting(f"--instance is {options.instance!r}: expected a Munchkin ID such as 123-ABC-456.")
    instances = registry.open_all()
    server = SandboxServer(registry, start_ms, frozen=options.freeze)
    if not instances:
        registry.sweep()  # a folder that an interrupted start left may have the id
        server.create_now("seed", options.instance)
    elif options.instance is not None and registry.default.id != options.instance:
        raise BadSetting(
            f"--instance is {options.instance}, and {registry.data_dir} holds {registry.default.id} already."
        )
    instance = registry.default
    stored = instance.read_now(settings.all)
    if stored.get(KIND) != DEMO:
        raise WrongKind(
            f"{registry.data_dir} was made by `mercat init`; a demo has powers that no durable data should meet."
            f" Run `mercat serve --data-dir {registry.data_dir}`, or choose another directory."
        )
    registry.sweep()
    server.snapshots.tidy(server.ids())
    _apply_option(instance, stored, "limits", options.limits, lambda: set_limits(instance))
    _apply_option(instance, stored, "clock", options.clock, lambda: instance.move_clock(start_ms or 0))
    _apply_option(instance, stored, "freeze", str(options.freeze), lambda: instance.freeze_clock(frozen=options.freeze))
    began = stored.get("clock.start_ms")
    server.start_ms = None if began is None else int(began)
    server.frozen = bool(stored.get("clock.starts_frozen"))
    return server


def set_limits(instance: Instance) -> None:
    """Apply the limits of the option and store them."""
    calls, paces = instance.first_limits
    instance.rate_limiter.limits, instance.endpoint_rate_limiter.limits = calls, paces
    instance.write_now(lambda tx: rate_limits.save(tx, calls, paces))


def moment(text: str | None) -> int | None:
    """An ISO 8601 time as milliseconds. Without a time zone it is UTC. Raises BadSetting."""
    if text is None:
        return None
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        raise BadSetting(f"--clock is {text!r}: expected a time such as 2026-03-01T09:00:00Z.") from None
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise BadSetting(f"--clock is {text!r}: expected a time between {FIRST_YEAR} and {LAST_YEAR}.")
    return from_datetime(start)


def _apply_option(
    instance: Instance, stored: dict[str, str], name: str, value: str | None, apply: Callable[[], None]
) -> None:
    """Apply an option, unless the last start had the same value, so that changes made since then stay."""
    if value is not None and stored.get(f"{OWN}option.{name}") != value:
        apply()
        instance.write_now(lambda tx: settings.put(tx, f"{OWN}option.{name}", value))
