"""A demo in a process of its own, and a plain client for it."""

import http.client
import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any


class Process:
    """A demo in its own process, on a directory that outlives it."""

    def __init__(self, data_dir: Path, *more: str) -> None:
        ready = data_dir.parent / "ready.json"
        ready.unlink(missing_ok=True)
        options = ["--data-dir", data_dir, "--port", "0", "--ready-file", ready, "--limits", "off"]
        command = [sys.executable, "-m", "mercat", "demo", *map(str, options), *more]
        self.raw = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        ends = time.monotonic() + 30
        while not ready.exists():
            if time.monotonic() > ends:
                self.raw.kill()  # a process that lives never ends what it says
            assert self.raw.poll() is None, self.raw.communicate()[1].decode()[-2_000:]
            time.sleep(0.005)
        told = json.loads(ready.read_bytes())["marketo"]
        self.address = told["endpoint"].split("/")[2]
        query = f"client_id={told['client_id']}&client_secret={told['client_secret']}"
        answer = Client(self, "").call("GET", f"/identity/oauth/token?grant_type=client_credentials&{query}")
        self.token = answer["access_token"]

    def kill(self) -> None:
        self.raw.send_signal(signal.SIGKILL)
        self.raw.communicate()


class Client:
    """One connection."""

    def __init__(self, process: Process, token: str) -> None:
        self._connection = http.client.HTTPConnection(process.address, timeout=30)
        self._token = token

    def call(self, method: str, path: str, document: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        self._connection.request(method, path, json.dumps(document) if document else None, headers)
        return json.loads(self._connection.getresponse().read())


def send_file(process: Process, path: str, text: str) -> int:
    """Order an import of a file; its id."""
    mark = "mercat"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="rows.csv"\r\n\r\n'
    body = f"{head}{text}\r\n--{mark}--\r\n".encode()
    headers = {"Authorization": f"Bearer {process.token}", "Content-Type": f"multipart/form-data; boundary={mark}"}
    request = urllib.request.Request(f"http://{process.address}{path}", body, headers)
    with urllib.request.urlopen(request) as answer:
        number: int = json.load(answer)["result"][0]["batchId"]
        return number
