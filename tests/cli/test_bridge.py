"""`mercat bridge`: bridges are made, tried, run, listed and ended at the command line."""

import re
import shlex
from pathlib import Path

import pytest

from mercat.app.config import InstanceOptions
from mercat.app.instances.locations import open_instance
from mercat.domain.bridges import runs
from mercat.domain.lists import static_lists
from support.bridges import ACCOUNT, Field, number

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "bridges.md").read_text("utf-8")
EXAMPLES = re.findall(r"^\$ mercat (.*)\n(.*)$", GUIDE, re.MULTILINE)


@pytest.fixture
def field(data_dir):
    with open_instance(InstanceOptions(data_dir=data_dir)) as opened:
        made = Field(opened)
        made.ids = made.people(number(1), number(2), None)
        made.add(made.ids)
        yield made


@pytest.fixture
def to_audience(mercat, field):
    def run(*words):
        usual = ("--static-list", field.list_id, "--account", ACCOUNT, "--audience", field.audience_id)
        return mercat("bridge", "list-to-audience", *usual, *words)

    return run


def test_a_list_becomes_an_audience_and_those_left_out_are_named(to_audience, field):
    answer = to_audience()
    assert answer.code == 0
    assert answer.out == "Bridge 1: people 3, unusable 1, users 2, added 2, removed 0, files 1.\n"
    assert answer.err.splitlines() == [
        "mercat: warning: 1 left out without a usable value",
        f"  {field.ids[2]} Person None: empty",
    ]
    assert field.users() == field.users_with(number(1), number(2))


def test_the_same_command_runs_the_bridge_again(to_audience, field):
    to_audience()
    field.remove(field.ids[:1])
    answer = to_audience("--json").document
    assert (answer["bridge"], answer["added"], answer["removed"]) == (1, 0, 1)
    assert field.users() == field.users_with(number(2))


def test_a_dry_run_creates_no_bridge(to_audience, mercat, field):
    answer = to_audience("--dry-run", "--json")
    assert answer.document == {"people": 3, "unusable": 1, "users": 2, "added": 2, "removed": 0}
    assert mercat("bridge", "list", "--json").document == []
    assert field.users() == frozenset()


def test_those_left_out_can_be_written_to_a_file(to_audience, field, tmp_path):
    ids = field.people(*(f"bad {index}" for index in range(6)))
    field.add(ids)
    answer = to_audience("--failures", tmp_path / "left-out.csv")
    assert "and 2 more" in answer.err
    lines = (tmp_path / "left-out.csv").read_text().splitlines()
    assert lines[:2] == ["number,name,reason", f"{field.ids[2]},Person None,empty"]
    assert lines[2:] == [f"{one},Person bad {index},malformed" for index, one in enumerate(ids)]


def test_bridges_are_listed_run_scheduled_and_deleted_by_their_number(to_audience, mercat, field):
    to_audience("--daily")
    (row,) = mercat("bridge", "list", "--json").document
    assert (row["id"], row["kind"], row["daily"], row["state"]) == (1, "list-to-audience", True, "completed")
    place = f"source static, list_id {field.list_id}, audience_id {field.audience_id}"
    assert row["settings"] == f"{place}, fields mobilePhone, id_type HASH_MOBILE_PHONE"
    assert mercat("bridge", "schedule", 1, "--not-daily").out == "Bridge 1 runs when it is told to.\n"
    assert mercat("bridge", "list", "--json").document[0]["daily"] is False
    assert mercat("bridge", "run", 1, "--dry-run", "--json").document["added"] == 0
    assert mercat("bridge", "run", 1, "--json").document["run"] == 2
    assert mercat("bridge", "delete", 1, "--yes").out == "Bridge 1 is gone.\n"
    assert mercat("bridge", "list", "--json").document == []


def test_an_interrupted_run_goes_on(to_audience, mercat, field):
    bridge = field.bridge()
    run = field.order(bridge)
    field.do(lambda tx: runs.pause(tx, bridge.id))
    assert mercat("bridge", "list", "--json").document[0]["state"] == "paused"
    answer = mercat("bridge", "run", bridge.id, "--json").document
    assert (answer["run"], answer["added"]) == (run.id, 2)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--audience", 4_711), "There is no custom audience '4711'."),
        (("--account", 4_711), "There is no account '4711'."),
        (("--static-list", 4_711), "There is no static list '4711'."),
        (("--field", "shoeSize"), "There is no field 'shoeSize'. Columns are named as the API names fields"),
        (("--identifier", "IDFA"), "'IDFA' is not a valid value of identifier."),
    ],
)
def test_what_is_not_there_is_refused_in_words(to_audience, words, message):
    answer = to_audience(*words)
    assert answer.code == 1
    assert message in answer.err


def test_an_audience_that_has_another_bridge_is_refused(to_audience):
    to_audience()
    answer = to_audience("--field", "phone")
    assert answer.code == 1
    assert "Bridge 1 goes there already, with other settings; delete it first." in answer.err


def test_a_run_that_fails_says_why(to_audience, mercat, field):
    to_audience()
    field.do(lambda tx: static_lists.delete(tx, field.list_id))
    answer = mercat("bridge", "run", 1)
    assert (answer.code, answer.err) == (
        1,
        f"mercat: The run of bridge 1 failed. There is no static list '{field.list_id}'.\n",
    )
    assert mercat("bridge", "list", "--json").document[0]["state"] == "failed"


def test_one_list_is_given(mercat, field):
    usual = ("bridge", "list-to-audience", "--account", ACCOUNT, "--audience", field.audience_id)
    for words in ((), ("--static-list", 1, "--smart-list", 1)):
        answer = mercat(*usual, *words)
        assert (answer.code, "Give one of --static-list and --smart-list." in answer.err) == (2, True)


def test_a_bridge_that_is_not_there_is_refused(mercat, field):
    for words in (("run", 9), ("delete", 9, "--yes"), ("schedule", 9, "--daily")):
        answer = mercat("bridge", *words)
        assert (answer.code, answer.err) == (
            1,
            "mercat: There is no bridge '9'. `mercat bridge list` shows what there is.\n",
        )


def test_leads_become_people(mercat, field):
    field.leads({"leads_tel": number(1)}, {"leads_tel": number(7), "leads_name": "Ada"}, {"leads_qq": 10_001})
    usual = ("bridge", "leads-to-people", "--account", ACCOUNT)
    counts = {"leads": 3, "unusable": 1, "created": 1, "matched": 1}
    assert mercat(*usual, "--dry-run", "--json").document == counts
    answer = mercat(*usual, "--static-list", field.list_id)
    assert answer.out == "Bridge 1: leads 3, unusable 1, created 1, matched 1.\n"
    assert "1 left out without a usable value" in answer.err
    assert len(field.all_people()) == 4
    again = mercat(*usual, "--static-list", field.list_id, "--json").document
    assert (again["leads"], again["unusable"]) == (1, 1)
    assert mercat("bridge", "list", "--json").document[0]["settings"] == f"list_id {field.list_id}"
    other = mercat(*usual)
    assert (other.code, "Bridge 1 goes there already" in other.err) == (1, True)


def test_the_examples_of_the_guide_run_as_they_are_printed(mercat, field):
    field.leads({"leads_tel": number(9)})
    numbers = {"1001": str(field.list_id), "5007": str(field.audience_id)}
    assert len(EXAMPLES) == 6
    for line, printed in EXAMPLES:
        answer = mercat(*(numbers.get(word, word) for word in shlex.split(line)))
        assert (answer.code, answer.out) == (0, f"{printed}\n")
