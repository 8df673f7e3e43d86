"""What all commands share: --json, tables, settings, exit codes."""

import json
import os
import subprocess
import sys

import pytest

from mercat.cli.main import demo_options


def test_every_command_takes_json_and_explains_itself(mercat):
    from typer.main import get_command

    from mercat.cli.commands import app

    def leaves(command, words):
        if not hasattr(command, "commands"):
            yield command, words
            return
        for name, inner in command.commands.items():
            yield from leaves(inner, [*words, name])

    found = list(leaves(get_command(app), []))
    assert len(found) >= 23
    for command, words in found:
        assert "--json" in [option for parameter in command.params for option in parameter.opts], words
        assert command.help, words
        for parameter in command.params:
            assert getattr(parameter, "help", "") or parameter.name in ("description", "first_name", "last_name"), words


def test_a_table_has_no_colour_when_nobody_looks(mercat, data_dir):
    out = mercat("role", "list").out
    assert "\x1b" not in out
    assert out.splitlines()[0].split() == ["name", "kind", "permissions"]


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_no_color_is_honoured(prepared, no_color, coloured):
    told = {"FORCE_COLOR": "1", "TERM": "xterm", "NO_COLOR": no_color, "MERCAT_DATA_DIR": str(prepared)}
    command = [sys.executable, "-m", "mercat", "role", "list"]
    done = subprocess.run(command, env={**os.environ, **told}, capture_output=True, check=True)
    assert (b"\x1b[" in done.stdout) is coloured


def test_a_failure_is_json_too(mercat, data_dir):
    answer = mercat("role", "show", "Nope", "--json")
    assert answer.code == 1
    assert answer.out == ""
    assert json.loads(answer.err) == {
        "error": "There is no role 'Nope'. `mercat role list` shows what there is.",
        "exit_code": 1,
    }


@pytest.mark.parametrize("words", [["nonsense"], ["role", "show"], ["serve", "--nonsense"], ["role", "nonsense"]])
def test_wrong_usage_is_2(mercat, words):
    assert mercat(*words).code == 2


def test_without_a_place_the_remedy_is_named(mercat):
    answer = mercat("role", "list")
    assert answer.code == 2
    assert "Give the place of the data: --data-dir DIRECTORY (or MERCAT_DATA_DIR), or --database-url URL." in answer.err


def test_without_an_instance_the_remedy_is_named(mercat, tmp_path):
    answer = mercat("role", "list", "--data-dir", tmp_path / "data")
    assert answer.code == 3
    assert f"Make one: mercat init --data-dir {tmp_path}/data" in answer.err


def test_with_several_instances_one_has_to_be_named(mercat, data_dir, tmp_path):
    (tmp_path / "password").write_text("long enough")
    words = ["--admin-email", "eve@example.com", "--admin-password-file", tmp_path / "password"]
    assert mercat("init", "--instance", "987-XYZ-654", *words).code == 0
    answer = mercat("user", "list")
    assert answer.code == 2
    assert "Name the instance with --instance, one of 123-ABC-456, 987-XYZ-654." in answer.err
    (only,) = mercat("user", "list", "--instance", "987-XYZ-654", "--json").document
    assert only["email"] == "eve@example.com"


def test_init_twice_is_refused(mercat, data_dir):
    answer = mercat("init", "--admin-email", "eve@example.com", typed="long enough\nlong enough\n")
    assert answer.code == 1
    assert "holds 123-ABC-456 already" in answer.err


def test_init_that_is_refused_leaves_nothing(mercat, tmp_path):
    words = ["init", "--data-dir", tmp_path / "new", "--admin-email", "ada@example.com"]
    assert mercat(*words, typed="short\nshort\n").code == 1
    assert mercat(*words, typed="long enough\nlong enough\n").code == 0
    assert len(list((tmp_path / "new" / "instances").glob("*/mercat.db"))) == 1


def test_a_demo_starts_without_typer_and_rich():
    script = (
        "import sys; sys.argv = ['mercat', 'demo', '--limits', 'some']\n"
        "from mercat.cli.main import main\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    print(end.code, 'typer' in sys.modules, 'rich' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "2 False False\n"
    assert done.stderr.startswith("mercat: --limits takes documented or off")


def test_plain_options_of_a_demo():
    assert demo_options(["demo"]) == {}
    assert demo_options(["demo", "--port", "0", "--data-dir=/x", "--json"]) == {
        "port": "0",
        "data_dir": "/x",
        "json": "yes",
    }


@pytest.mark.parametrize("arguments", [[], ["serve"], ["demo", "--help"], ["demo", "--port"], ["demo", "x"]])
def test_what_is_not_plain_is_left_to_typer(arguments):
    assert demo_options(arguments) is None


def test_python_m_mercat_is_mercat():
    done = subprocess.run([sys.executable, "-m", "mercat", "--help"], capture_output=True, text=True, check=True)
    assert "Exit codes: 0 done, 1 refused" in done.stdout


def test_completion_knows_commands_and_choices():
    def completed(words):
        environment = {
            **os.environ,
            "_MERCAT_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split(" ")) - 1),
        }
        script = "import sys; sys.argv = ['mercat']; from mercat.cli.commands import app; app(prog_name='mercat')"
        done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
        return done.stdout.split()

    assert "serve" in completed("mercat se")
    assert completed("mercat demo --limits d") == ["documented"]


def test_plain_switches_of_a_demo():
    assert demo_options(["demo", "--legacy-query-token", "--no-fields-required", "--port", "0"]) == {
        "legacy_query_token": "true",
        "fields_required": "false",
        "port": "0",
    }
