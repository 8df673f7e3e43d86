"""People from files at the command line, on both databases: trying one out, pausing, going on and ending."""

import signal

import pytest

from mercat.app import lead_files
from mercat.app.interrupts import PressedAgain
from mercat.domain.bulk import imports
from mercat.domain.bulk.columns import Columns
from mercat.domain.bulk.imports import SLICE_ROWS, Order
from mercat.store import people
from mercat.store.bulk import import_jobs
from support.imports import LEADS, run

ROWS = SLICE_ROWS + 10


@pytest.fixture
def file(tmp_path):
    place = tmp_path / "people.csv"
    place.write_text("Email Address;Lead Score\n" + "".join(f"p{n}@example.com;{n}\n" for n in range(ROWS)) + ";1\n")
    return place


@pytest.fixture
def paused(instance, file):
    """The id of an import that Ctrl-C paused after its first slice."""
    pressed = lambda done, whole: signal.raise_signal(signal.SIGINT)  # noqa: E731
    return lead_files.import_people(instance, file, Order(columns=Columns()), pressed, tell=pytest.fail).id


def status(marketo, number):
    (answer,) = marketo.get(f"{LEADS}/batch/{number}.json").result
    return answer.status, answer.numOfLeadsProcessed, answer.numOfRowsFailed


def test_ctrl_c_pressed_again_interrupts_at_once_and_the_import_can_be_resumed(instance, file):
    def press_twice(done, whole):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(PressedAgain):
        lead_files.import_people(instance, file, Order(columns=Columns()), press_twice, tell=pytest.fail)
    (found,) = instance.read_now(lambda tx: import_jobs.newest(tx, below=2**62, limit=1))
    assert (found.state, found.imported) == ("processing", SLICE_ROWS)
    done = lead_files.resume_import(instance, found.id, lambda done, whole: None, tell=pytest.fail)
    assert (done.state, done.imported) == ("completed", ROWS)


def test_a_trial_judges_every_row_and_keeps_none(instance, file):
    trial = lead_files.try_people(instance, file, Order(columns=Columns()), lambda done, whole: None, keep=5)
    assert (trial.imported, [one.row for one in trial.failures]) == (ROWS, [ROWS + 2])
    assert instance.read_now(people.count) == 0
    assert instance.read_now(lambda tx: import_jobs.newest(tx, below=2**62, limit=1)) == []


def test_a_paused_import_is_importing_to_the_api_until_it_is_resumed(instance, marketo, paused):
    run(marketo)
    assert status(marketo, paused) == ("Importing", SLICE_ROWS, 0)
    done = lead_files.resume_import(instance, paused, lambda done, whole: None, tell=pytest.fail)
    assert status(marketo, paused) == ("Complete", ROWS, 1)
    assert [one.row for one in instance.read_now(lambda tx: list(import_jobs.remarks(tx, done.id, "failure")))] == [
        ROWS + 2
    ]


def test_a_cancelled_import_is_failed_to_the_api_and_keeps_its_rows(instance, marketo, paused):
    lead_files.cancel_import(instance, paused)
    run(marketo)
    (answer,) = marketo.get(f"{LEADS}/batch/{paused}.json").result
    assert (answer.status, answer.message) == ("Failed", "Import failed: It was cancelled")
    assert instance.read_now(people.count) == SLICE_ROWS


def test_paused_imports_take_no_place_in_the_queue(instance, marketo, file):
    pressed = lambda done, whole: signal.raise_signal(signal.SIGINT)  # noqa: E731
    for _ in range(3):
        assert (
            lead_files.import_people(instance, file, Order(columns=Columns()), pressed, pytest.fail).state == "paused"
        )
    (sent,) = marketo.upload(f"{LEADS}.json", b"email\nada@example.com\n").result
    run(marketo)
    assert status(marketo, sent.batchId) == ("Complete", 1, 0)


def test_an_import_that_an_earlier_version_began_goes_on_at_its_position(instance, marketo, paused):
    """What it kept of a job was the position alone."""

    def keep_the_position_alone(tx):
        imports.resume(tx, "leads", paused)
        position = import_jobs.find(tx, paused).request.begin
        return tx.execute(
            "UPDATE jobs SET progress = :progress WHERE unique_key = :key",
            progress=str(position),
            key=imports.key_of(paused),
        )

    assert instance.write_now(keep_the_position_alone) == 1
    run(marketo)
    assert status(marketo, paused) == ("Complete", ROWS, 1)
    assert [one.row for one in instance.read_now(lambda tx: list(import_jobs.remarks(tx, paused, "failure")))] == [
        ROWS + 2
    ]
