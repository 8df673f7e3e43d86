"""`mercat serve`: the durable server."""

from typing import Any

from mercat.app.config import Serve
from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def serve(options: Serve, out: Out) -> None:
    """Run the durable server until SIGINT or SIGTERM."""
    from mercat.app.serve import run

    run(options, lambda places: out.done(_banner(places), places))


def _banner(places: dict[str, Any]) -> str:
    return "\n".join(
        [
            f"mercat serves {places['base_url']} - press Ctrl-C to stop",
            f"Console: {places['console']['url']}",
            "Next: sign in as the administrator. Under Admin, add a role and an API-only user (Users & Roles), then a"
            " service (LaunchPoint): its credentials call the API.",
        ]
    )
