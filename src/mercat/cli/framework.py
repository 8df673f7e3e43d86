"""The framework of all commands: settings become options, results become tables or JSON, failures an exit code."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin, get_type_hints

import msgspec
import typer
from msgspec import Meta

from mercat import __version__
from mercat.app import config
from mercat.cli.examples import EXAMPLES
from mercat.cli.failures import failures
from mercat.cli.output import Out
from mercat.cli.parsing import NAMES, Leaf, Words

app = typer.Typer(
    cls=Words,
    context_settings=NAMES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A marketing platform server that speaks the Adobe Marketo Engage REST API and the Tencent Ads Marketing API.",
    epilog="Options may also be given as MERCAT_* variables or in mercat.toml (MERCAT_CONFIG names another file)."
    " Exit codes: 0 done, 1 refused, 2 wrong usage or settings, 3 the data cannot be used as it is, 70 a defect.",
)

Command = Callable[..., None]
_PATHS: Final = {app: ""}  # the words before the commands of a group


def _say_version(flag: bool) -> None:
    if flag:
        print(f"mercat {__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", help="print the version and exit", is_eager=True, callback=_say_version)
    ] = False,
) -> None:
    """Take the options before a command."""


def command(group: typer.Typer = app, name: str = "") -> Callable[[Command], Command]:
    """Make a function a command. A parameter of a Settings type becomes its options, one of type Out becomes --json."""

    def declare(function: Command) -> Command:
        word = name or function.__name__
        examples = EXAMPLES.get(f"{_PATHS[group]} {word}".strip(), ())
        epilog = "\n\n".join(["Examples:", *(f"$ {example}" for example in examples)])
        group.command(word, cls=Leaf, context_settings=NAMES, epilog=epilog)(_adapted(function))
        return function

    return declare


def group(name: str, help: str, parent: typer.Typer = app) -> typer.Typer:
    """A group of commands, such as `user`."""
    made = typer.Typer(name=name, cls=Words, context_settings=NAMES, no_args_is_help=True, help=help)
    parent.add_typer(made)
    _PATHS[made] = f"{_PATHS[parent]} {name}".strip()
    return made


def _adapted(function: Command) -> Command:
    hints = get_type_hints(function, include_extras=True)
    settings = {
        name: kind for name, kind in hints.items() if isinstance(kind, type) and issubclass(kind, config.Settings)
    }
    outs = [name for name, kind in hints.items() if kind is Out]
    own = [
        parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in settings and name not in outs
    ]
    options = [option for kind in settings.values() for option in _options(kind)]
    json = inspect.Parameter(
        "json",
        inspect.Parameter.KEYWORD_ONLY,
        default=False,
        annotation=Annotated[bool, typer.Option("--json", help="answer as JSON")],
    )

    @functools.wraps(function)
    def run(**given: Any) -> None:
        as_json = given.pop("json")
        with failures(as_json=as_json):
            for name, kind in settings.items():
                given[name] = config.load(kind, {option: given.pop(option) for option in config.names(kind)})
            function(**given, **dict.fromkeys(outs, Out(as_json=as_json)))

    run.__signature__ = inspect.Signature([*own, *options, json])  # type: ignore[attr-defined]  # a function may carry a signature
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in [*own, *options, json]}
    return run


def _options(kind: type[config.Settings]) -> list[inspect.Parameter]:
    hints = get_type_hints(kind, include_extras=True)
    switches = config.flags(kind)
    return [
        _switch(field, hints[field.name]) if field.name in switches else _option(field, hints[field.name])
        for field in msgspec.structs.fields(kind)
    ]


def _switch(field: msgspec.structs.FieldInfo, hint: Any) -> inspect.Parameter:
    name = field.name.replace("_", "-")
    option = typer.Option(f"--{name}/--no-{name}", help=_help(hint), show_default="on" if field.default else "off")
    return _parameter(field.name, bool, option)


def _option(field: msgspec.structs.FieldInfo, hint: Any) -> inspect.Parameter:
    inner = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    kinds = [part for part in (get_args(inner) or (inner,)) if part is not type(None)]
    choices = [choice for part in kinds if get_origin(part) is Literal for choice in get_args(part)]
    option = typer.Option(
        f"--{field.name.replace('_', '-')}",
        help=_help(hint),
        metavar="|".join(choices) or {int: "NUMBER", Path: "PATH"}.get(kinds[0], "TEXT"),
        show_default=str(field.default) if field.default is not None else False,
        autocompletion=(lambda: choices) if choices else None,
        readable=False,  # the code that reads the file reports problems, with a remedy
    )
    return _parameter(field.name, Path if Path in kinds else str, option)


def _help(hint: Any) -> str | None:
    metas = [part for part in get_args(hint) if isinstance(part, Meta)]
    return next((meta.description for meta in metas if meta.description), None)


def _parameter(name: str, kind: type, option: Any) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind | None, option]
    )
