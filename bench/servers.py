"""Servers in processes of their own: mercat on a durable instance, and an application that only answers."""

import atexit
import functools
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PLAIN_BODY = (
    b'{"requestId":"d2ab9#19b2c8f4a61","success":true,"result":[{"id":4711,"updatedAt":"2026-03-02T12:00:00Z",'
    b'"lastName":"Lovelace","email":"person4711@example.com","createdAt":"2026-03-02T12:00:00Z","firstName":"Ada"}]}'
)


@dataclass(frozen=True)
class Running:
    """A server that accepts connections. `pages` are addresses of pages all over its long list."""

    pid: int
    port: int
    token: str
    pages: tuple[str, ...] = ()

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
def server(kind: str, kept: Path | None = None) -> Iterator[Running]:
    """A server in its own process: `plain`, `mercat`, `mercat-limited`, `mercat-ads`. Its folder is fresh or `kept`."""
    with tempfile.TemporaryDirectory() as fresh:
        command = [sys.executable, "-m", "bench.servers", kind, str(kept or fresh)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        try:
            told = json.loads(process.stdout.readline())
            yield Running(process.pid, told["port"], told["token"], tuple(told["pages"]))
        finally:
            process.terminate()
            process.wait(30)


@functools.cache
def filled(people: int) -> Path:
    """The folder of an instance with so many people; made once a run, removed at its end."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    code = f"import pathlib, bench.fill; bench.fill.fill(pathlib.Path({folder.name!r}), {people})"
    subprocess.run([sys.executable, "-c", code], check=True)
    return Path(folder.name)


class Plain:
    """The least that an application can do: the same answer to everything."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"application/json;charset=UTF-8"), (b"content-length", b"%d" % len(PLAIN_BODY))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": PLAIN_BODY})

    def tick(self) -> None:
        """Nothing is due."""

    def last_words(self, status: int, target: bytes) -> None:
        """A request that fails at the socket gets the server's own answer."""


def main() -> None:
    """Serve until told to stop; the first line of output says where."""
    from mercat.app.http.listener import bind, serve

    kind, folder = sys.argv[1:3]
    bound = bind("127.0.0.1", 0)
    told = {"port": bound.getsockname()[1], "token": "token", "pages": []}
    application: Any = Plain()
    if kind != "plain":
        from bench import fill
        from mercat.app.http.asgi import Application

        registry, instance = fill.opened(Path(folder), limited=kind == "mercat-limited")
        registry.start_worker()
        if kind == "mercat-ads":
            from bench import ads

            told["token"] = ads.token(instance)
        else:
            told |= {"token": fill.token(instance), "pages": fill.deep_pages(instance)}
        application = Application(registry)
    serve(application, bound, lambda: print(json.dumps(told), flush=True))


if __name__ == "__main__":
    main()
