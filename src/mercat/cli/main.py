"""The `mercat` command. `demo` starts without typer and rich, because their import would double its start time."""

import gc
import sys
from collections.abc import Sequence
from typing import Final

from mercat.app.config import Demo, flags, names
from mercat.cli.failures import failures

GARBAGE_THRESHOLD: Final = 100_000  # allocations that are not freed before the garbage collector runs


def main() -> None:
    """Run the command that the arguments name."""
    gc.set_threshold(GARBAGE_THRESHOLD)  # what modules define while they are imported stays: to scan it finds nothing
    given = demo_options(sys.argv[1:])
    if given is None:
        from mercat.cli.commands import app

        app()
        return
    from mercat.cli.demo import run

    as_json = given.pop("json", "") != ""
    with failures(as_json=as_json):
        run(given, as_json=as_json)


def demo_options(arguments: Sequence[str]) -> dict[str, str] | None:
    """The options of a plain `demo`. None if typer has to parse them: another command, --help, or an error."""
    if not arguments or arguments[0] != "demo":
        return None
    option_names = {f"--{name.replace('_', '-')}": name for name in names(Demo)}
    switches = set(flags(Demo))
    given: dict[str, str] = {}
    rest = iter(arguments[1:])
    for argument in rest:
        if argument == "--json":
            given["json"] = "yes"
            continue
        switch = argument.removeprefix("--").removeprefix("no-").replace("-", "_")
        if switch in switches:
            given[switch] = "false" if argument.startswith("--no-") else "true"
            continue
        name, equals, value = argument.partition("=")
        text = value if equals else next(rest, None)
        if name not in option_names or text is None:
            return None
        given[option_names[name]] = text
    return given
