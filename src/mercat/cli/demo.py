"""`mercat demo`, as it runs."""

from typing import Any

from mercat.app import config


def run(given: dict[str, Any], *, as_json: bool) -> None:
    """Serve a throw-away instance until SIGINT or SIGTERM."""
    from mercat.app import demo

    demo.run(config.load(config.Demo, given), as_json=as_json, say=lambda words: print(words, flush=True))
