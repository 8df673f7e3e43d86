"""tap-marketo, unmodified, in a folder of its own: installed from a lock file, run as processes, its messages read."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

PATIENCE_SECONDS: Final = 300

_TYPES: Final = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}

Stream = dict[str, Any]
Message = dict[str, Any]


class Tap:
    """Runs the tap against a host whose certificate it trusts, through a proxy. It sees none of our packages."""

    def __init__(self, packages: Path, folder: Path, config: dict[str, Any], proxy: str, certificate: Path) -> None:
        trust = folder / "trust"
        trust.mkdir()
        (trust / "certifi.py").write_text(f"def where():\n    return {str(certificate)!r}\n")
        self._folder = folder
        self._config = folder / "config.json"
        self._config.write_text(json.dumps(config))
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{trust}{os.pathsep}{packages}",
            "HTTPS_PROXY": proxy,
            "REQUESTS_CA_BUNDLE": str(certificate),
        }

    def discover(self) -> list[Stream]:
        """The streams of the catalogue."""
        found: list[Stream] = json.loads(_finish(self._start("--discover")))["streams"]
        return found

    def sync(self, parts: list[list[Stream]], states: list[Any]) -> "Synced":
        """Sync parts of the catalogue at the same time, each from its state."""
        processes = []
        for number, (streams, state) in enumerate(zip(parts, states, strict=True)):
            catalog, kept = self._folder / f"catalog{number}.json", self._folder / f"state{number}.json"
            catalog.write_text(json.dumps({"streams": streams}))
            kept.write_text(json.dumps(state))
            processes.append(self._start("--properties", str(catalog), "--state", str(kept)))
        outputs = [_finish(process) for process in processes]
        return Synced([[json.loads(line) for line in output.splitlines()] for output in outputs])

    def _start(self, *options: str) -> "subprocess.Popen[str]":
        run = "from tap_marketo import main; main()"
        command = [sys.executable, "-S", "-c", run, "--config", str(self._config), *options]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=self._environment, cwd=self._folder)


class Synced:
    """What the processes of one sync wrote: messages in the order of each."""

    def __init__(self, outputs: list[list[Message]]) -> None:
        self.states = [_last_state(messages) for messages in outputs]
        self.schemas: dict[str, Any] = {}
        self.records: dict[str, list[Any]] = defaultdict(list)
        for message in (message for messages in outputs for message in messages):
            if message["type"] == "SCHEMA":
                self.schemas[message["stream"]] = message["schema"]
            elif message["type"] == "RECORD":
                assert message["stream"] in self.schemas, "a record comes after its schema"
                self.records[message["stream"]].append(message["record"])

    def keys(self, stream: str, key: str) -> list[Any]:
        """One member of each record of a stream, sorted."""
        return sorted(record[key] for record in self.records[stream])

    def bookmark(self, stream: str) -> str:
        """The beginning of the last window of a stream of activities."""
        (place,) = (state["bookmarks"][stream] for state in self.states if stream in state["bookmarks"])
        return str(place["activityDate"])

    def misfits(self) -> list[str]:
        """Members of records that their schemas do not have, or have with another type."""
        return [
            f"{stream}.{name}: {value!r}"
            for stream, records in self.records.items()
            for record in records
            for name, value in record.items()
            if not _fits(value, self.schemas[stream]["properties"].get(name))
        ]


def selected(streams: Iterable[Stream]) -> list[Stream]:
    """The streams with all their fields wanted."""
    chosen = []
    for stream in streams:
        metadata = [{**part, "metadata": {**part["metadata"], "selected": True}} for part in stream["metadata"]]
        chosen.append({**stream, "metadata": metadata})
    return chosen


def _finish(process: "subprocess.Popen[str]") -> str:
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, err[-3_000:]
    return out


def _fits(value: Any, schema: dict[str, Any] | None) -> bool:
    if schema is None:
        return False
    wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return _TYPES[type(value)] in wanted


def _last_state(messages: list[Message]) -> Any:
    return [message["value"] for message in messages if message["type"] == "STATE"][-1]
