"""`mercat leads import`: files as spreadsheets and other systems write them, and what is said about bad rows."""

import contextlib
import csv
import io
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from mercat.app import lead_files
from mercat.app.config import InstanceOptions
from mercat.app.instances.locations import open_instance
from mercat.domain.bulk import imports
from mercat.domain.bulk.columns import Columns
from mercat.domain.bulk.file_importers import PeopleFileImporter
from mercat.domain.bulk.imports import SLICE_ROWS, Order
from mercat.store import people

MANY = 2 * SLICE_ROWS + 1


@pytest.fixture
def file(tmp_path):
    def write(text, name="people.csv", encoding="utf-8"):
        (tmp_path / name).write_bytes(text.encode(encoding))
        return tmp_path / name

    return write


@pytest.fixture
def names(mercat, data_dir, tmp_path):
    """Addresses and first names of everybody."""

    def read():
        place = tmp_path / "names.csv"
        assert mercat("leads", "export", place, "--field", "email", "--field", "firstName").code == 0
        with place.open(newline="") as text:
            return dict(list(csv.reader(text))[1:])

    return read


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("email,firstName\nada@example.com,Ada\n", ()),
        ("email;firstName;lastName\nada@example.com;Ada;\n", ()),
        ("email\tfirstName\nada@example.com\tAda\n", ()),
        ("email|firstName\nada@example.com|Ada\n", ()),
        ("email;firstName\n", ()),
        ('email,firstName,address\nada@example.com,Ada,"Road 1; Hall; 2"\n', ()),
        ("email#firstName\nada@example.com#Ada\n", ("--delimiter", "#")),
        ("email\tfirstName\nada@example.com\tAda\n", ("--delimiter", "tab")),
        ("email;firstName\nada@example.com;Ada\n", ("--format", "ssv")),
        ("Email Address,First Name\nada@example.com,Ada\n", ()),
        ("Email,FIRSTNAME\nada@example.com,Ada\n", ()),
        ("Mail,Given\nada@example.com,Ada\n", ("--map", "Mail=email", "--map", "Given=First Name")),
        ("email,firstName,Shoe size\nada@example.com,Ada,9\n", ("--ignore-unknown",)),
        ("email,firstName,createdAt\nada@example.com,Ada,9\n", ("--ignore-unknown",)),
    ],
)
def test_a_file_is_understood_as_it_is_written(mercat, names, file, text, options):
    assert mercat("leads", "import", file(text, name="list.txt"), *options).code == 0
    assert names() == ({"ada@example.com": "Ada"} if "Ada" in text else {})


@pytest.mark.parametrize("encoding", ["cp1252", "gb18030", "utf-16-le", "UTF-8", "utf-8-sig"])
def test_an_encoding_is_decoded(mercat, names, file, encoding):
    source = file("email,firstName\nada@example.com,Zoé\n", encoding=encoding)
    assert mercat("leads", "import", source, "--encoding", encoding).code == 0
    assert names() == {"ada@example.com": "Zoé"}


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("email,surname,shoe\n", (), "There is no field for these columns: 'surname', 'shoe'. Name the field of each"),
        ("email,createdAt\n", (), "There is no field for these columns: 'createdAt'."),
        ("email,a\n", ("--map", "a=surname", "--ignore-unknown"), "no field for these columns: 'surname'."),
        ("email,a\n", ("--map", "b=firstName"), "The file has no column 'b'; its columns are email, a."),
        ("email,a\n", ("--map", "a"), "'a' is not of the form COLUMN=FIELD."),
        ("email,Email Address\n", (), "The columns 'email' and 'Email Address' go to the same field, email."),
        ("email\n", ("--delimiter", "ab"), "'ab' is not a valid value of delimiter."),
        ("email\n", ("--encoding", "klingon"), "'klingon' is not a valid value of encoding."),
        ("email\n", ("--encoding", "zlib"), "'zlib' is not a valid value of encoding."),
        ("email\nZoé\n", ("--encoding", "ascii"), "The text is not ascii."),
        ("email,a\x00\n", (), "The row cannot be read."),
    ],
)
@pytest.mark.parametrize("mode", [(), ("--dry-run",)])
def test_a_file_that_cannot_be_understood_is_refused_whole(mercat, names, file, text, options, words, mode):
    answer = mercat("leads", "import", file(text + "ada@example.com\n"), *options, *mode)
    assert (answer.code, names()) == (1, {})
    assert words in answer.err


@pytest.mark.parametrize("text", ["email,Straße\n", "email,firstName\nada@example.com,Zoé\n"])
def test_another_encoding_is_asked_for_where_the_text_is_not_utf_8(mercat, data_dir, file, text):
    answer = mercat("leads", "import", file(text, encoding="cp1252"))
    assert (answer.code, "The text is not UTF-8" in answer.err) == (1, True)
    assert answer.err.endswith("Name the encoding of the file with --encoding, such as cp1252.\n")


def test_columns_that_are_ignored_are_named(mercat, data_dir, file):
    source = file("email,Shoe size,Hat\nada@example.com,9,8\n")
    answer = mercat("leads", "import", source, "--ignore-unknown")
    assert answer.err == "mercat: warning: These columns match no field and were ignored: Shoe size, Hat.\n"
    assert mercat("leads", "import", source, "--ignore-unknown", "--json").document == {
        "imported": 1,
        "failed": 0,
        "warnings": 0,
        "ignored_columns": ["Shoe size", "Hat"],
    }


BAD = (
    "email,leadScore,address\n"
    'ada@example.com,1,"Road 1\nLondon"\n'
    "\n"
    'bad1@example.com,x,"a\nb"\n'
    ",2,\n"
    "short@example.com\n"
    'bad2@example.com,"un\x1b[31m",\n'
    "bad3@example.com,x,\n"
    "bad4@example.com,x,\n"
    "bad5@example.com,x,\n"
)


@pytest.mark.parametrize("mode", [(), ("--dry-run",)])
def test_the_first_five_rows_that_failed_are_told_with_the_lines_of_an_editor(mercat, names, file, mode):
    answer = mercat("leads", "import", file(BAD), *mode)
    assert answer.code == 1
    head, *lines = answer.err.splitlines()
    assert head == (
        "mercat: Dry run: nothing was changed. 1 rows can be imported, 7 cannot."
        if mode
        else "mercat: Import completed with errors, 1 records imported (1 members), 7 failed"
    )
    assert lines == [
        "  line 5: leadScore 'x': Invalid data type in field Lead Score",
        "  line 7: email '': Value for lookup field 'email' not found",
        "  line 8: short@example.com, , : The row has 1 values, the header 3",
        "  line 9: leadScore 'un\N{REPLACEMENT CHARACTER}[31m': Invalid data type in field Lead Score",
        "  line 10: leadScore 'x': Invalid data type in field Lead Score",
        "  and 2 more; --failures FILE writes all of them",
    ]
    assert names() == ({} if mode else {"ada@example.com": "null"})


@pytest.mark.parametrize("mode", [(), ("--dry-run",)])
def test_all_rows_that_failed_go_to_a_file_with_the_columns_of_theirs(mercat, data_dir, file, tmp_path, mode):
    source = file("Mail;Score\nada@example.com;x\n" + ";1\n" * 6)
    options = ("--map", "Mail=email", "--map", "Score=Lead Score", "--failures", tmp_path / "bad.csv", *mode)
    answer = mercat("leads", "import", source, *options)
    assert f"; see {tmp_path / 'bad.csv'}\n  line 2: Score 'x': Invalid data type" in answer.err
    rows = (tmp_path / "bad.csv").read_text().splitlines()
    assert rows[:2] == ["Mail;Score;Import Failure Reason", "ada@example.com;x;Invalid data type in field Lead Score"]
    assert len(rows) == 8


def test_line_numbers_go_on_over_slices(mercat, data_dir, file):
    rows = "".join(f'p{number}@example.com,"a\nb"\n' for number in range(SLICE_ROWS + 1))
    for mode in ((), ("--dry-run",)):
        answer = mercat("leads", "import", file("email,address\n" + rows + ",a\n"), *mode)
        assert f"  line {2 * SLICE_ROWS + 4}: email ''" in answer.err


def everything(data_dir):
    """All rows of all tables of the instance, but for counters of what a start or a draw uses up."""
    (place,) = (data_dir / "instances").glob("*/mercat.db")
    database = sqlite3.connect(place)
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"'))) for name in tables}


def test_a_dry_run_changes_nothing(mercat, data_dir, file):
    mercat("leads", "import", file("email,firstName\nada@example.com,Ada\n"))
    with open_instance(InstanceOptions(data_dir=data_dir)):
        before = everything(data_dir)
    answer = mercat("leads", "import", file("email,firstName\nada@example.com,Eve\nnew@example.com,New\n"), "--dry-run")
    assert answer.out == "Dry run: nothing was changed. 2 rows can be imported, 0 cannot.\n"
    after = everything(data_dir)
    assert {name for name in after if after[name] != before[name]} == set()


@pytest.mark.parametrize("options", [(), ("people.csv", "--resume", 1), ("--resume", 1, "--cancel", 1)])
def test_one_of_file_resume_and_cancel_is_given(mercat, data_dir, options):
    answer = mercat("leads", "import", *options)
    assert (answer.code, answer.err) == (2, "mercat: Give one of FILE, --resume ID and --cancel ID.\n")


@pytest.fixture
def interrupted(data_dir, file):
    """The number of an import in the middle of which Ctrl-C was pressed."""
    source = file("email\n" + "".join(f"p{number}@example.com\n" for number in range(MANY)) + "\n,\n")
    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        pressed = lambda done, whole: signal.raise_signal(signal.SIGINT)  # noqa: E731
        done = lead_files.import_people(instance, source, Order(columns=Columns()), pressed, tell=pytest.fail)
    assert (done.state, done.imported) == ("paused", SLICE_ROWS)
    return done.id


def count(data_dir):
    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        return instance.read_now(people.count)


def test_ctrl_c_pauses_an_import_and_names_what_goes_on_with_it(mercat, data_dir, file):
    source = file("email\n" + "".join(f"p{number}@example.com\n" for number in range(20 * SLICE_ROWS)))
    (place,) = (data_dir / "instances").glob("*/mercat.db")
    words = [sys.executable, "-m", "mercat", "leads", "import", source]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    with contextlib.closing(sqlite3.connect(place)) as database:
        while process.poll() is None and not database.execute("SELECT 1 FROM imports WHERE imported > 0").fetchone():
            time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    told = process.communicate()[1]
    done = count(data_dir)
    assert 0 < done < 20 * SLICE_ROWS
    assert told == (
        f"mercat: Import 1 is interrupted: {done} rows are done, {done} of them imported."
        " To go on: mercat leads import --resume 1. To end it: mercat leads import --cancel 1.\n"
    )
    assert process.returncode == 130
    assert mercat("leads", "import", "--resume", 1).code == 0
    assert count(data_dir) == 20 * SLICE_ROWS


def test_imports_that_were_killed_are_finished_first_and_named(mercat, data_dir, file):
    def send(tx, name):
        content = io.BytesIO(f"email\n{name}@example.com\n".encode())
        return imports.create(tx, PeopleFileImporter(), content, Order()).id

    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        killed = [instance.write_now(lambda tx, name=name: send(tx, name)) for name in ("ada", "eve", "kim")]
    answer = mercat("leads", "import", file("email\nmine@example.com\n"))
    assert answer.code == 0
    assert answer.err.splitlines() == [
        f"mercat: warning: Import {number} was started earlier and is finished first." for number in killed[:2]
    ]
    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        states = [instance.read_now(lambda tx, one=one: imports.get(tx, "leads", one).state) for one in killed]
    assert states == ["completed", "completed", "queued"]


def test_nothing_but_resume_goes_on_with_an_interrupted_import(mercat, data_dir, file, interrupted):
    assert mercat("leads", "import", file("email\nada@example.com\n", "other.csv")).code == 0
    with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
        instance.jobs.run_due()
    assert count(data_dir) == SLICE_ROWS + 1
    answer = mercat("leads", "import", "--resume", interrupted)
    assert answer.code == 1
    assert answer.err.splitlines() == [
        f"mercat: Import completed with errors, {MANY} records imported ({MANY} members), 1 failed",
        f"  line {MANY + 3}: , : The row has 2 values, the header 1",
    ]
    assert count(data_dir) == MANY + 1


def test_cancelling_keeps_the_rows_that_were_imported(mercat, data_dir, interrupted):
    answer = mercat("leads", "import", "--cancel", interrupted)
    assert answer.out == f"Import {interrupted} is cancelled. The {SLICE_ROWS} rows that it imported stay.\n"
    assert count(data_dir) == SLICE_ROWS
    for option in ("--resume", "--cancel"):
        answer = mercat("leads", "import", option, interrupted)
        assert (answer.code, answer.err) == (1, "mercat: The job has already ended.\n")


def test_an_import_that_is_not_there_cannot_be_resumed(mercat, data_dir):
    for option in ("--resume", "--cancel"):
        assert mercat("leads", "import", option, 77).err == "mercat: There is no import '77'.\n"
