"""`mercat serve`: the durable server."""

from mercat.app.config import Serve
from mercat.cli.output import Out
from mercat.cli.shape import command


@command()
def serve(wanted: Serve, out: Out) -> None:
    """Run the durable server until SIGINT or SIGTERM."""
    from mercat.app import server

    server.run(wanted, lambda places: out.done(f"mercat serves {places['base_url']} - Ctrl-C ends it", places))
