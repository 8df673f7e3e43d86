"""`mercat leads import` and `leads export`."""

import csv

import pytest

from mercat.app.config import InstanceOptions
from mercat.app.instances.locations import open_instance
from mercat.domain.bulk.imports import SLICE_ROWS
from mercat.domain.lists import static_lists
from mercat.model.assets import Kind, Ref
from mercat.model.clock import DAY, to_datetime
from mercat.store import people


@pytest.fixture
def file(tmp_path):
    def write(text, name="people.csv"):
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return write


def everybody(file, delimiter=","):
    with file.open(newline="") as text:
        return list(csv.DictReader(text, delimiter=delimiter))


def test_people_come_in_and_go_out_again(mercat, data_dir, file, tmp_path):
    text = "email,firstName,leadScore\nada@example.com,Ada,7\neve@example.com,Eve,\n"
    answer = mercat("leads", "import", file(text))
    assert (answer.code, answer.out) == (0, "Import succeeded, 2 records imported (2 members)\n")
    answer = mercat("leads", "export", tmp_path / "all.csv", "--json")
    assert answer.document == {"file": str(tmp_path / "all.csv"), "exported": 2}
    assert [(row["email"], row["leadScore"]) for row in everybody(tmp_path / "all.csv")] == [
        ("ada@example.com", "7"),
        ("eve@example.com", "null"),
    ]
    assert mercat("leads", "import", tmp_path / "all.csv", "--json").document == {
        "imported": 2,
        "failed": 0,
        "warnings": 0,
        "ignored_columns": [],
    }


def test_a_file_may_be_longer_than_a_slice(mercat, data_dir, file):
    rows = "".join(f"p{number}@example.com\n" for number in range(SLICE_ROWS + 1))
    assert mercat("leads", "import", file("email\n" + rows)).code == 0
    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        assert instance.read_now(people.count) == SLICE_ROWS + 1


def test_formats_are_told_from_the_name_or_by_option(mercat, data_dir, file, tmp_path):
    assert mercat("leads", "import", file("email\tfirstName\nada@example.com\tAda\n", "people.tsv")).code == 0
    assert mercat("leads", "import", file("email;firstName\nada@example.com;Eve\n"), "--format", "ssv").code == 0
    mercat("leads", "export", tmp_path / "out.tsv", "--field", "email", "--field", "firstName")
    assert (tmp_path / "out.tsv").read_text() == "email\tfirstName\nada@example.com\tEve\n"


def test_rows_that_fail_are_written_to_a_file(mercat, data_dir, file, tmp_path):
    answer = mercat(
        "leads", "import", file("email,leadScore\nada@example.com,7\n,8\n"), "--failures", tmp_path / "failed.csv"
    )
    assert answer.code == 1
    assert "1 records imported (1 members), 1 failed; see " in answer.err
    assert (tmp_path / "failed.csv").read_text().splitlines()[1] == ",8,Value for lookup field 'email' not found"


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("email,surname\n", [], "There is no field for these columns: 'surname'."),
        ("", [], "Empty file."),
        ("email\n", ["--partition", "Nowhere"], "'Nowhere' is not a valid value of partitionName."),
        ("email\n", ["--list-id", 7], "There is no static list '7'."),
    ],
)
def test_what_makes_no_import_is_said(mercat, data_dir, file, text, options, words):
    answer = mercat("leads", "import", file(text), *options)
    assert answer.code == 1
    assert words in answer.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--field", "surname"], "There is no field 'surname'."),
        (["--field", "email", "--field", "email"], "A field is named twice"),
        (["--header", "email"], "'email' is not of the form FIELD=TITLE."),
        (["--field", "email", "--header", "firstName=x"], "There is no field 'firstName'."),
        (["--created", "2026-01-01"], "endAt"),
        (["--updated", "2026-01-01..2026-03-01"], "The date range is longer than 31 days"),
        (["--created", "yesterday..2026-01-01"], "yesterday"),
        (["--created", "2026-01-01..2026-01-02", "--list-id", 1], "Exactly one filter is allowed"),
        (["--list-id", 7], "There is no list '7'."),
        (["--list-name", "Nobody"], "There is no list 'Nobody'."),
    ],
)
def test_what_makes_no_export_is_said_and_leaves_no_file(mercat, data_dir, tmp_path, options, words):
    answer = mercat("leads", "export", tmp_path / "all.csv", *options)
    assert (answer.code, list(tmp_path.glob("all*"))) == (1, [])
    assert words in answer.err


def test_an_export_may_have_a_filter_and_titles(mercat, data_dir, file, tmp_path):
    def make(tx):
        return static_lists.create(tx, "Some", Ref(Kind.FOLDER, 5))

    mercat("leads", "import", file("email\nada@example.com\neve@example.com\n"))
    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        list_id = instance.write_now(make)
        now = instance.clock.now()
    mercat("leads", "import", file("email\nada@example.com\n"), "--list-id", list_id)
    day = [to_datetime(now + ahead).strftime("%Y-%m-%d") for ahead in (-DAY, DAY)]
    whole = ["ada@example.com", "eve@example.com"]
    for options, expected in (
        (["--list-id", list_id], whole[:1]),
        (["--list-name", "Some"], whole[:1]),
        (["--created", "..".join(day)], whole),
        (["--updated", "..".join(day)], whole),
        (["--created", "2020-01-01..2020-01-02"], []),
    ):
        answer = mercat("leads", "export", tmp_path / "o.csv", "--field", "email", "--header", "email=E-Mail", *options)
        assert answer.code == 0
        assert (tmp_path / "o.csv").read_text().splitlines() == ["E-Mail", *expected]
