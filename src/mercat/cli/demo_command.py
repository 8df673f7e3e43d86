"""`mercat demo` as a typer command: for help, completion and error messages."""

from mercat.app.config import Demo
from mercat.cli.failures import warning
from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def demo(options: Demo, out: Out) -> None:
    """Run a throw-away server with sample data; prints credentials and calls to try."""
    from mercat.app import demo
    from mercat.cli.demo import say

    demo.run(options, as_json=out.as_json, say=say, warn=warning)
