"""Servers in processes of their own: mercat on a durable instance, and an application that only answers."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOKEN = "token"
PLAIN_BODY = (
    b'{"requestId":"d2ab9#19b2c8f4a61","success":true,"result":[{"id":4711,"updatedAt":"2026-03-02T12:00:00Z",'
    b'"lastName":"Lovelace","email":"person4711@example.com","createdAt":"2026-03-02T12:00:00Z","firstName":"Ada"}]}'
)


@dataclass(frozen=True)
class Running:
    """A server that accepts connections."""

    pid: int
    port: int
    token: str

    def cpu_ns(self) -> int:
        """Nanoseconds that all its threads have run (Linux)."""
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks)

    def resident_mib(self) -> float:
        """MiB of memory that it holds (Linux)."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1_024
        raise LookupError("VmRSS")


@contextmanager
def server(kind: str, *arguments: str) -> Iterator[Running]:
    """A server of a kind (`plain`, `mercat`, `mercat-limited`) in its own process."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.servers", kind, folder, *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        try:
            told = json.loads(process.stdout.readline())
            yield Running(process.pid, told["port"], told["token"])
        finally:
            process.terminate()
            process.wait(30)


async def plain(scope: Any, receive: Any, send: Any) -> None:
    """The least that an ASGI application can do: the same answer to everything."""
    headers = [(b"content-type", b"application/json;charset=UTF-8"), (b"content-length", b"%d" % len(PLAIN_BODY))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": PLAIN_BODY})


def main() -> None:
    """Serve until told to stop; the first line of output says where."""
    from mercat.app.serving import bind, serve

    kind, folder = sys.argv[1:3]
    bound = bind("127.0.0.1", 0)
    application: Any = plain
    token = TOKEN
    if kind != "plain":
        application, token = _mercat(Path(folder), limited=kind == "mercat-limited")
    serve(application, bound, lambda: print(json.dumps({"port": bound.getsockname()[1], "token": token}), flush=True))


def _mercat(folder: Path, *, limited: bool) -> tuple[Any, str]:
    from mercat.app.asgi import Application
    from mercat.app.registry import Registry
    from mercat.domain import identity
    from mercat.domain.quota import CallLimits
    from mercat.marketo.permissions import ALL
    from mercat.store.tx import Tx

    numbers = (1_000_000, 1_000, 1_000_000_000) if limited else (0, 0, 0)
    limits = CallLimits(rate_calls=numbers[0], concurrency=numbers[1], daily_quota=numbers[2])
    registry = Registry(folder, call_limits=lambda: limits)
    instance = registry.create()
    registry.start_worker()

    def work(tx: Tx) -> str:
        identity.create_role(tx, "bench", list(ALL))
        identity.create_user(tx, "bench@example.com", roles=["bench"], api_only=True)
        return identity.issue_for(tx, identity.create_service(tx, "bench", "bench@example.com")).token

    return Application(registry), instance.write_now(work)


if __name__ == "__main__":
    main()
