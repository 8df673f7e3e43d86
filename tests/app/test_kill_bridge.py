"""kill -9 in the middle of a bridge's run: the next run goes on, and nothing is done twice or left out."""

import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mercat.app.config import InstanceOptions
from mercat.app.instances.locations import open_instance
from mercat.domain.advertising.audiences.audience_files import audience_files
from mercat.domain.advertising.collection import Search, Window
from mercat.domain.segments import smart_lists
from mercat.model.smart_lists import SmartListRules
from support.bridges import ACCOUNT, Field, number
from support.running import run
from support.segments import DATABASE

PEOPLE = 15_000
OLD_PEOPLE = 3_000
LEADS = 4_000
AT_A_TIME = 5_000
KILLS = 4
PATIENCE_SECONDS = 60


def made(data_dir: Path) -> None:
    password = data_dir.parent / "password"
    password.write_text("correct horse\n")
    words = ("--data-dir", data_dir, "--admin-email", "ada@example.com", "--admin-password-file", password)
    assert run("init", *words).returncode == 0


def progress(data_dir: Path) -> tuple[Any, ...]:
    """How far the last run is: its number, its state, its stage and its place."""
    (place,) = (data_dir / "instances").glob("*/mercat.db")
    database = sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=10)
    rows = database.execute("SELECT id, state, stage, position FROM bridge_runs ORDER BY id DESC LIMIT 1").fetchall()
    database.close()
    return rows[0] if rows else ()


def run_through_kills(data_dir: Path, stage: str, *words: Any) -> None:
    """Run a bridge again and again, and kill it each time after its first progress; the last time it may end."""
    words = ("bridge", *words, "--data-dir", data_dir)
    seen = []
    for turn in range(KILLS):
        before = progress(data_dir)
        process = subprocess.Popen([sys.executable, "-m", "mercat", *map(str, words)], stdout=subprocess.DEVNULL)
        ends = time.monotonic() + PATIENCE_SECONDS
        while progress(data_dir) == before and process.poll() is None and time.monotonic() < ends:
            time.sleep(0.001)
        time.sleep(0.05 * turn)
        process.kill()
        process.communicate()
        seen.append(progress(data_dir))
    assert {state[0] for state in seen} == {seen[0][0]}, "a kill began another run"
    assert seen[0][1:3] == ("running", stage), "the run was over before the first kill"
    answer = run(*words, "--json")
    assert answer.returncode == 0, answer.stderr


@pytest.mark.slow
@pytest.mark.parametrize("source", ["static", "smart"])
def test_a_list_outlives_kills_and_no_user_is_added_twice(tmp_path, source):
    data_dir = tmp_path / "data"
    made(data_dir)
    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        field = Field(instance)
        for first in range(0, PEOPLE, AT_A_TIME):
            field.add(field.people(*(number(index) for index in range(first, first + AT_A_TIME))))
        everyone = field.do(lambda tx: smart_lists.create(tx, DATABASE, "Everyone", None, SmartListRules()).id)
    list_id = field.list_id if source == "static" else everyone
    words = (f"--{source}-list", list_id, "--account", ACCOUNT, "--audience", field.audience_id)
    run_through_kills(data_dir, "collect", "list-to-audience", *words)
    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        field.instance = instance
        assert field.users() == field.users_with(*(number(index) for index in range(PEOPLE)))
        files = instance.read_now(lambda tx: audience_files.find(tx, Search([ACCOUNT], window=Window(100)))).items
        assert sum(one.document["line_count"] for one in files) == PEOPLE


@pytest.mark.slow
def test_leads_outlive_kills_and_nobody_is_created_twice(tmp_path):
    data_dir = tmp_path / "data"
    made(data_dir)
    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        field = Field(instance)
        field.people(*(number(index) for index in range(OLD_PEOPLE)))
        field.leads(*({"leads_tel": number(index)} for index in range(0, OLD_PEOPLE + LEADS, 2)))
    run_through_kills(data_dir, "bring", "leads-to-people", "--account", ACCOUNT)
    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        field.instance = instance
        phones = [person["mobilePhone"] for person in field.all_people()]
    assert len(phones) == len(set(phones)) == OLD_PEOPLE + LEADS // 2
