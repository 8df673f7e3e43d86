"""`mercat demo` with plain options, without typer."""

from typing import Any

from mercat.app import config
from mercat.cli.failures import warning


def run(given: dict[str, Any], *, as_json: bool) -> None:
    """Serve a throw-away instance until SIGINT or SIGTERM."""
    from mercat.app import demo

    demo.run(config.load(config.Demo, given), as_json=as_json, say=say, warn=warning)


def say(words: str) -> None:
    """Print the introduction of a demo."""
    print(words, flush=True)
