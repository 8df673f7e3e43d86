"""`mercat token SERVICE`: an access token, without a call over HTTP."""

from typing import Annotated

import typer

from mercat.app.config import InstanceOptions
from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def token(
    service: Annotated[str, typer.Argument(help="name of a custom service")], place: InstanceOptions, out: Out
) -> None:
    """Print an access token of a custom service: its current one, or a new one if that has expired."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access import api_clients

    with open_instance(place) as instance:
        issued = instance.write_now(lambda tx: api_clients.show_token(tx, api_clients.get_service(tx, service)))
    out.done(
        issued.token,
        {"access_token": issued.token, "expires_in": issued.expires_in_seconds, "scope": issued.scope},
    )
