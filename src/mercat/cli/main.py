"""The `mercat` command. `demo` starts without typer and rich, which would cost it as much as all the rest."""

import sys

from mercat.app.config import Demo, names


def main() -> None:
    """Run the command that the arguments name."""
    given = plain_options(sys.argv[2:]) if sys.argv[1:2] == ["demo"] else None
    if given is None:
        raise SystemExit("usage: mercat demo")
    from mercat.cli.demo import run

    run(given)


def plain_options(arguments: list[str]) -> dict[str, str] | None:
    """`--name value` and `--name=value` as settings of `demo`; None if something else is among them."""
    known = {f"--{name.replace('_', '-')}": name for name in names(Demo)}
    given: dict[str, str] = {}
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        text = value if equals else next(rest, None)
        if name not in known or text is None:
            return None
        given[known[name]] = text
    return given
