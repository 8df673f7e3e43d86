"""`mercat demo`: a throw-away server with sample data. Parsed without typer, which would double its start."""

from mercat.app import config


def run(given: dict[str, str]) -> None:
    """Serve until SIGINT or SIGTERM."""
    from mercat.app import demo

    demo.run(config.load(config.Demo, given), lambda words: print(words, flush=True))
