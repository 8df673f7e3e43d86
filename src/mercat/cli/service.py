"""`mercat service`: custom services, which hold the credentials of programs."""

from typing import Annotated, Any

import typer

from mercat.app.config import InstanceOptions
from mercat.cli.framework import command, group
from mercat.cli.output import Out
from mercat.cli.questions import Yes, confirm

custom_services = group("service", "Custom services: credentials for programs.")

Name = Annotated[str, typer.Argument(help="name of the service")]


@command(custom_services, "list")
def browse(place: InstanceOptions, out: Out) -> None:
    """List all services."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access import api_clients

    with open_instance(place) as instance:
        services = instance.read_now(api_clients.services)
    out.rows([{"name": one.name, "user": user.email, "client_id": one.client_id} for one, user in services])


@command(custom_services)
def create(
    name: Name,
    place: InstanceOptions,
    out: Out,
    user: Annotated[str, typer.Option(help="email address of the API-only user that the service runs as")],
    description: str = "",
) -> None:
    """Create a service; prints its client ID and secret."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access.api_clients import create_service

    with open_instance(place) as instance:
        instance.write_now(lambda tx: create_service(tx, name, user, description))
        out.item(instance.read_now(lambda tx: _row(tx, name)))


@command(custom_services)
def show(name: Name, place: InstanceOptions, out: Out) -> None:
    """Show a service with its client ID and secret."""
    from mercat.app.instances.locations import open_instance

    with open_instance(place) as instance:
        out.item(instance.read_now(lambda tx: _row(tx, name)))


@command(custom_services)
def rotate(name: Name, place: InstanceOptions, out: Out, yes: Yes = False) -> None:
    """Give a service a new secret. The old one and its tokens stop working immediately."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access.api_clients import rotate_service

    confirm(f"End the secret and the tokens of the service {name}?", yes=yes)
    with open_instance(place) as instance:
        instance.write_now(lambda tx: rotate_service(tx, name))
        out.item(instance.read_now(lambda tx: _row(tx, name)))


@command(custom_services)
def delete(name: Name, place: InstanceOptions, out: Out, yes: Yes = False) -> None:
    """Delete a service. Its tokens stop working immediately."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access.api_clients import delete_service

    confirm(f"Delete the service {name}, with its credentials?", yes=yes)
    with open_instance(place) as instance:
        instance.write_now(lambda tx: delete_service(tx, name))
    out.done(f"Service {name} is gone.", {"deleted": name})


def _row(tx: Any, name: str) -> dict[str, Any]:
    from mercat.domain.access.api_clients import get_service, secret

    service = get_service(tx, name)
    return {
        "name": service.name,
        "description": service.description,
        "client_id": service.client_id,
        "client_secret": secret(tx, service),
    }
