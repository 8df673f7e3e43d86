"""What a good command line does by itself: -h, --version, examples, one style for what is wrong."""

import json
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from mercat import __version__
from mercat.cli.commands import app
from mercat.cli.examples import EXAMPLES


def leaves(command, words=()):
    if not hasattr(command, "commands"):
        yield " ".join(words), command
        return
    for name, inner in command.commands.items():
        yield from leaves(inner, (*words, name))


COMMANDS = dict(leaves(get_command(app)))


def test_the_version_is_told(mercat):
    answer = mercat("--version")
    assert (answer.code, answer.out) == (0, f"mercat {__version__}\n")


@pytest.mark.parametrize("words", ["", "role", *COMMANDS])
def test_h_is_help_and_shows_no_type_behind_a_flag(mercat, words):
    short, long = mercat(*words.split(), "-h"), mercat(*words.split(), "--help")
    assert (short.code, short.out) == (0, long.out)
    assert "Usage:" in short.out
    assert "<bool>" not in short.out


@pytest.mark.parametrize("words", COMMANDS)
def test_help_shows_an_example_that_the_command_line_understands(mercat, words):
    assert "Examples:" in mercat(*words.split(), "--help").out
    for example in EXAMPLES[words]:
        program, *given = shlex.split(example)
        assert (program, given[: len(words.split())]) == ("mercat", words.split())
        COMMANDS[words].make_context(words, given[len(words.split()) :], resilient_parsing=False)


def test_examples_are_of_commands_that_there_are():
    assert set(EXAMPLES) == set(COMMANDS)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("nonsense", "No such command 'nonsense'. Try `mercat --help`."),
        ("serve --nonsense", "No such option: --nonsense. Try `mercat serve --help`."),
        ("role show", "Missing argument 'NAME'. Try `mercat role show --help`."),
        (
            "ready x --wait -1",
            "Invalid value for '--wait': Input should be greater than or equal to 0. Try `mercat ready --help`.",
        ),
        ("demo --seed x", "--seed takes a whole number, not 'x'."),
    ],
)
def test_what_is_wrong_is_said_in_one_style(mercat, words, error):
    plain, document = mercat(*words.split()), mercat(*words.split(), "--json")
    assert (plain.code, plain.err, plain.out) == (2, f"mercat: {error}\n", "")
    assert (document.code, json.loads(document.err)) == (2, {"error": error, "exit_code": 2})


def test_a_word_before_commands_alone_shows_its_help(mercat):
    answer = mercat("role")
    assert answer.code == 2
    assert "Usage: mercat role" in answer.out + answer.err


def test_every_exit_code_is_documented():
    from mercat.cli import failures

    text = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text()
    for code in (0, failures.REFUSED, failures.USAGE, failures.UNUSABLE, failures.DEFECT):
        assert f"\n| {code} | " in text


def test_routes_mark_what_is_documented_and_not_built(mercat):
    rows = mercat("routes", "emails", "--json").document
    assert "/rest/asset/v1/emails.json" in [row["path"] for row in rows]
    assert all(set(row) == {"method", "path", "permission", "module", "built"} for row in rows)
    assert all(row["built"] is bool(row["module"]) for row in rows)


def test_routes_that_match_nothing_say_so(mercat):
    answer = mercat("routes", "no-such-word")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == (
        "mercat: No operation has 'no-such-word' in its path, permission or module. `mercat routes` lists them all.\n"
    )
