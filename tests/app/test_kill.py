"""kill -9 in the middle of writes: what was acknowledged is there, the server starts by itself, no id comes twice."""

import http.client
import itertools
import json
import signal
import subprocess
import sys
import threading
import time

import pytest

from support.processes import Client, Process

ROUNDS = 4
WRITERS = 4


class Writer(threading.Thread):
    """Creates leads, five at a time, and deletes every third batch, until the server is gone."""

    def __init__(self, process: Process, numbers: "itertools.count[int]") -> None:
        super().__init__(daemon=True)
        self._client = Client(process, process.token)
        self._numbers = numbers
        self.created: dict[int, str] = {}
        self.deleted: set[int] = set()
        self.uncertain: set[int] = set()

    def run(self) -> None:
        try:
            for turn in itertools.count(1):
                people = [{"email": f"p{next(self._numbers)}@kill.test"} for _ in range(5)]
                rows = self._client.call("POST", "/rest/v1/leads.json", {"input": people})["result"]
                made = {row["id"]: person["email"] for row, person in zip(rows, people, strict=True)}
                self.created.update(made)
                if turn % 3 == 0:
                    self.uncertain = set(made)
                    listed = {"input": [{"id": lead_id} for lead_id in made]}
                    self._client.call("POST", "/rest/v1/leads/delete.json", listed)
                    self.deleted |= self.uncertain
                    self.uncertain = set()
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            return


def found(process: Process, ids: list[int]) -> dict[int, str]:
    """Those of the ids that are there, with their addresses."""
    client = Client(process, process.token)
    there = {}
    for at in range(0, len(ids), 300):
        wanted = ",".join(map(str, ids[at : at + 300]))
        answer = client.call("GET", f"/rest/v1/leads.json?filterType=id&filterValues={wanted}&fields=id,email")
        there |= {row["id"]: row["email"] for row in answer["result"]}
    return there


@pytest.mark.slow
def test_what_was_acknowledged_survives_kill_9_again_and_again(tmp_path):
    created: dict[int, str] = {}
    deleted: set[int] = set()
    uncertain: set[int] = set()
    numbers = itertools.count()
    for turn in range(ROUNDS):
        process = Process(tmp_path / "data")
        try:
            present = found(process, sorted(created))
            expected = created.keys() - deleted
            assert {lead_id: created[lead_id] for lead_id in expected - uncertain} == {
                lead_id: email for lead_id, email in present.items() if lead_id not in uncertain
            }
            writers = [Writer(process, numbers) for _ in range(WRITERS)]
            for writer in writers:
                writer.start()
            time.sleep(0.3 + 0.13 * turn)
        finally:
            process.kill()
        for writer in writers:
            writer.join(10)
            assert writer.created, "nothing was written before the end"
            assert not created.keys() & writer.created.keys(), "an id was given twice"
            created |= writer.created
            deleted |= writer.deleted
            uncertain |= writer.uncertain


@pytest.mark.slow
def test_a_kill_while_an_instance_is_being_made_leaves_a_directory_that_starts(tmp_path):
    data_dir = tmp_path / "data"
    command = [sys.executable, "-m", "mercat", "demo", "--data-dir", str(data_dir), "--port", "0"]
    for seconds in (0.15, 0.25, 0.35, 0.45):
        raw = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(seconds)
        raw.send_signal(signal.SIGKILL)
        raw.wait()
    process = Process(data_dir)
    try:
        assert found(process, [1])
    finally:
        process.kill()


def test_a_demo_takes_the_place_of_an_instance_whose_making_was_interrupted(tmp_path):
    (tmp_path / "data" / "instances" / "123-ABC-456").mkdir(parents=True)
    process = Process(tmp_path / "data", "--instance", "123-ABC-456")
    try:
        assert found(process, [1])
    finally:
        process.kill()
