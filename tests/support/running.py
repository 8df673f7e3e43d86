"""mercat in processes of its own: what only a whole process shows."""

import functools
import json
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 60


class Running:
    """A server that has written its ready file."""

    def __init__(self, folder: Path, command: str, *options: object, **environment: str) -> None:
        self.ready_file = folder / "ready.json"
        self.ready_file.unlink(missing_ok=True)
        words = [command, "--port", "0", "--ready-file", self.ready_file, *options]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mercat", *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
            cwd=folder,
        )
        ends = time.monotonic() + PATIENCE_SECONDS
        while not self.ready_file.exists():
            if time.monotonic() > ends:
                self.process.kill()  # a process that lives never ends what it says
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.01)
        assert self.told["base_url"]

    @functools.cached_property
    def told(self) -> dict[str, Any]:
        """The ready file, which goes when the server ends."""
        return json.loads(self.ready_file.read_text())

    def url(self, path: str) -> str:
        return f"{self.told['base_url']}{path}"

    def token(self) -> str:
        """A Marketo token for the credentials of the ready file."""
        given = self.told["marketo"]
        query = f"client_id={given['client_id']}&client_secret={given['client_secret']}"
        answer = self.get(f"/identity/oauth/token?grant_type=client_credentials&{query}")
        return answer["access_token"]

    def get(self, path: str, token: str = "", trusting: Path | None = None) -> Any:
        """GET, decoded."""
        return json.loads(self.fetch(path, token, trusting)[1])

    def fetch(self, path: str, token: str = "", trusting: Path | None = None) -> tuple[int, bytes]:
        """Status and body of a GET; `trusting` is a certificate to trust."""
        request = urllib.request.Request(self.url(path))
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        context = ssl.create_default_context(cafile=trusting) if trusting else None
        try:
            with urllib.request.urlopen(request, timeout=30, context=context) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code, problem.read()

    def post(self, path: str, document: Any) -> Any:
        """POST of JSON, decoded."""
        request = urllib.request.Request(self.url(path), json.dumps(document).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.communicate()

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Ask it to end; its exit code, and all it wrote."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, out, err

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()


def run(*words: object, cwd: Path | None = None, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A command that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "mercat", *map(str, words)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=PATIENCE_SECONDS,
        check=False,
        cwd=cwd,
    )
