"""The parser of the command line: `-h` everywhere, readable placeholders, one style of error messages."""

import sys
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from mercat.cli.failures import USAGE, say_failure

NAMES: Final = {"help_option_names": ["-h", "--help"]}
NAME: Final = "mercat"
JSON: Final = "--json"


class Leaf(TyperCommand):
    """A command."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters of the command, with readable placeholders for their values."""
        return _worded(super().get_params(ctx))


class Words(TyperGroup):
    """A group of commands, or the program itself."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters of the group, with readable placeholders for their values."""
        return _worded(super().get_params(ctx))

    def main(self, args: Any = None, prog_name: Any = None, *, standalone_mode: bool = True, **options: Any) -> Any:  # type: ignore[override]  # nobody passes the rest by place
        """Run a command under the program's name, with the same error messages as our own commands."""
        given = sys.argv[1:] if args is None else args
        try:
            code = super().main(args, NAME, standalone_mode=False, **options)
        except typer.Abort:
            say_failure(USAGE, "Nothing was done.", as_json=JSON in given)
            sys.exit(1)
        except Exception as problem:
            if not hasattr(problem, "format_message"):  # the parser's exceptions have no public base class
                raise
            _say(problem, as_json=JSON in given)
            sys.exit(USAGE)
        if standalone_mode:
            sys.exit(code if isinstance(code, int) else 0)
        return code


def _say(problem: Any, *, as_json: bool) -> None:
    """Print an error of the parser, and the command for help."""
    if type(problem).__name__ == "NoArgsIsHelpError":  # a group without a command prints its help
        problem.show()
        return
    hint = f" Try `{problem.ctx.command_path} --help`." if problem.ctx is not None else ""
    say_failure(USAGE, f"{problem.format_message().rstrip('.')}.{hint}", as_json=as_json)


def _worded(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        if parameter.metavar is None and parameter.param_type_name == "option":
            parameter.metavar = "" if parameter.is_flag else "TEXT"
        elif parameter.metavar is None:
            parameter.metavar = parameter.name.upper()
    return parameters
