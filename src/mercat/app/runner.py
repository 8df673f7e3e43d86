"""`mercat run`: a command whose calls to the vendors' hosts reach a server of mercat."""

import contextlib
import functools
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from mercat.app import readiness, ready, run_findings
from mercat.app import vendor_hosts as hosts
from mercat.app.command_process import NO_COMMAND, CannotRun, CommandProcess
from mercat.app.config import BadSetting, Run
from mercat.app.demo_process import DemoProcess
from mercat.app.tls.authority import open_authority
from mercat.app.tls.environment import environment
from mercat.app.tls.gateway import Gateway, bind_local
from mercat.app.tls.target import BadTarget, Target

SERVER_LOST: Final = 3
HTTPS: Final = 443

Say = Callable[[str], None]
Document = dict[str, Any]


def run(options: Run, command: list[str], warn: Say) -> int:
    """Run a command until it ends. Returns its exit status, or SERVER_LOST if it ended well but the server did not."""
    check(options)
    run_findings.check(options)
    if shutil.which(command[0]) is None and not Path(command[0]).is_file():
        raise CannotRun(f"There is no command {command[0]}.", NO_COMMAND)
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(CommandProcess())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mercat-run-")))
        demo = None
        if options.url is None and options.ready_file is None:
            demo = stack.enter_context(DemoProcess(folder / "demo.json", options.instance))
        document = demo.document if demo is not None else describe(options)
        target = _target(document, options.instance if demo is None else None)
        authority = open_authority()
        secure = stack.enter_context(_port_443(document, options)) if options.hosts else None
        gateway = stack.enter_context(
            Gateway(authority, target, allow_network=options.allow_network, tls_socket=secure, note=warn)
        )
        document["tls"] = {"ca_file": str(authority.certificate), "proxy": gateway.proxy_url}
        ready.write(folder / "ready.json", document)
        if options.scenario is not None:
            stack.callback(_end_scenario, target, _begin_scenario(target, options.scenario))
        sandbox = functools.partial(_sandbox, target)
        run_findings.begin(options, sandbox)
        code = process.run(command, environment(authority, gateway, folder / "ready.json", os.environ))
        lost = gateway.forwarder.lost if demo is None else demo.ended
        code = run_findings.end(options, sandbox, code, warn)
    if not lost:
        return code
    warn(f"The server at {target.base_url} ended while the command ran.")
    return code or SERVER_LOST


def check(options: Run) -> None:
    """Whether the settings go together. Raises BadSetting."""
    if options.url is not None:
        _target({"base_url": options.url}, options.instance)
    if options.instance is not None and hosts.munchkin_id(f"{options.instance}.{hosts.SUFFIX}") != options.instance:
        raise BadSetting(f"--instance is {options.instance!r}: expected a Munchkin ID such as 123-ABC-456.")
    if options.hosts and options.url is None and options.ready_file is None and options.instance is None:
        raise BadSetting("--hosts needs --instance, since a hosts file names the instance's host.")


def hosts_file(options: Run) -> str:
    """What a hosts file needs, so that clients without a proxy setting reach mercat."""
    instance_id = options.instance
    if instance_id is None and options.ready_file is not None:
        instance_id = describe(options)["marketo"].get("munchkin_id")
    return hosts.entries([instance_id] if instance_id else [])


def describe(options: Run) -> Document:
    """The ready file of the server to use, or what one of its URL would hold. Raises CannotRun."""
    if options.url is not None:
        addresses = ready.addresses(options.url.rstrip("/"))
        if not readiness.answers(addresses):
            raise CannotRun(f"No server of mercat answers at {options.url}.")
        return addresses
    assert options.ready_file is not None
    document = readiness.wait(options.ready_file, 0)
    if document is None:
        raise CannotRun(f"{options.ready_file} names no server that answers. Start one: mercat demo --ready-file FILE.")
    return document


def _target(document: Document, instance_id: str | None) -> Target:
    try:
        return Target(document["base_url"], instance_id)
    except (BadTarget, ValueError):
        raise BadSetting(
            f"{document['base_url']!r} is no server such as http://127.0.0.1:8080 or http://127.0.0.1:8080/i/123-ABC-456."
        ) from None


@contextlib.contextmanager
def _port_443(document: Document, options: Run) -> Iterator[socket.socket]:
    """The port that clients without a proxy setting call. Raises CannotRun unless the vendors' hosts lead to it."""
    instance_id = options.instance or document["marketo"].get("munchkin_id")
    entries = hosts.entries([instance_id] if instance_id else [])
    for line in entries.splitlines():
        address, name = line.split()
        with contextlib.suppress(OSError):
            if socket.gethostbyname(name) == address:
                continue
        raise CannotRun(f"{name} does not lead to this machine yet. /etc/hosts needs these lines:\n{entries}")
    try:
        bound = bind_local(HTTPS)
    except OSError as problem:
        raise CannotRun(
            f"Port {HTTPS} of 127.0.0.1 cannot be used: {problem.strerror}. On Linux"
            f" `sysctl net.ipv4.ip_unprivileged_port_start={HTTPS}` opens it to every user, as containers do."
        ) from None
    with contextlib.closing(bound):
        yield bound


def _begin_scenario(target: Target, name: str) -> list[str]:
    """Order a scenario of faults; the ids of its orders. Raises CannotRun."""
    status, answer = _sandbox(target, "POST", "/faults", {"scenario": name})
    if status == 404:
        raise CannotRun(f"The server at {target.base_url} takes no orders of faults, and so no scenario {name}.")
    if status != 200:
        raise CannotRun(f"The server at {target.base_url} refuses the scenario {name}: {answer['detail']}")
    ids = answer.get("ids", [answer.get("id")])
    return [str(order_id) for order_id in ids if order_id is not None]


def _end_scenario(target: Target, ids: list[str]) -> None:
    """Take the orders of a scenario back, from a server that goes on."""
    for order_id in ids:
        with contextlib.suppress(OSError):
            _sandbox(target, "DELETE", f"/faults/{order_id}")


def _sandbox(target: Target, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """One call of the sandbox: status and document."""
    address = urlsplit(target.base_url)
    connection = readiness.connect(address.scheme, address.netloc)
    prefix = f"/i/{target.instance_id}" if target.instance_id else ""
    try:
        connection.request(method, f"{prefix}/sandbox{path}", None if body is None else msgspec.json.encode(body))
        response = connection.getresponse()
        content = response.read()
        with contextlib.suppress(msgspec.DecodeError):
            return response.status, msgspec.json.decode(content)
        return response.status, None
    finally:
        connection.close()
