"""`mercat run -- CMD`: a command whose clients reach mercat by the vendors' hosts."""

from typing import Annotated

import typer

from mercat.app.config import BadSetting, Run
from mercat.cli.failures import Failure, warning
from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def run(
    options: Run,
    out: Out,
    words: Annotated[list[str] | None, typer.Argument(metavar="CMD...", help="the command, after --")] = None,
) -> None:
    """Run a command so that its calls to the vendors' hosts reach mercat over TLS; exits with the command's status."""
    from mercat.app import runner
    from mercat.app.command_process import CannotRun

    if not words and not options.hosts:
        raise BadSetting("mercat run needs a command: mercat run -- python sync.py")
    try:
        if words:
            raise SystemExit(runner.run(options, words, warning))
        entries = runner.hosts_file(options)
    except CannotRun as problem:
        raise NotRun(str(problem), problem.code) from None
    out.done(entries, {"hosts": entries.splitlines()})


class NotRun(Failure):
    """The command was not run."""

    def __init__(self, words: str, code: int) -> None:
        super().__init__(words)
        self.code = code
