"""`mercat user`: people who sign in, and API-only users."""

from pathlib import Path
from typing import Annotated, Any

import typer

from mercat.app.config import InstanceOptions
from mercat.cli.framework import command, group
from mercat.cli.output import Out
from mercat.cli.questions import Yes, asking, confirm

users = group("user", "Users: people who sign in, and API-only users behind services.")

Email = Annotated[str, typer.Argument(help="email address of the user")]
Roles = Annotated[list[str], typer.Option("--role", help="name of a role; may be given several times")]
PasswordFile = Annotated[Path | None, typer.Option(help="file with the password; asked for if absent")]


@command(users, "list")
def browse(place: InstanceOptions, out: Out) -> None:
    """List all users."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access.users import list_users

    with open_instance(place) as instance:
        out.rows([_row(user, roles) for user, roles in instance.read_now(list_users)])


@command(users)
def create(
    email: Email,
    place: InstanceOptions,
    out: Out,
    role: Roles,
    first_name: str = "",
    last_name: str = "",
    api_only: Annotated[bool, typer.Option("--api-only", help="for services only; this user can't sign in")] = False,
    password_file: PasswordFile = None,
) -> None:
    """Create a user."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access.users import checked_email, create_user

    password = None if api_only else _password(password_file)
    with open_instance(place) as instance:
        instance.write_now(
            lambda tx: create_user(
                tx,
                checked_email(email),
                roles=role,
                first_name=first_name,
                last_name=last_name,
                api_only=api_only,
                password=password,
            )
        )
    out.done(f"User {email} has the role {', '.join(role)}.", {"email": email, "roles": role, "api_only": api_only})


@command(users)
def show(email: Email, place: InstanceOptions, out: Out) -> None:
    """Show a user."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access import users as identity

    with open_instance(place) as instance:
        user, roles = instance.read_now(lambda tx: (identity.get_user(tx, email), identity.list_users(tx)))
    out.item(_row(user, next(held for one, held in roles if one.id == user.id)))


@command(users)
def password(email: Email, place: InstanceOptions, out: Out, password_file: PasswordFile = None) -> None:
    """Change a user's password. This signs them out of all sessions."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access import sessions

    new_password = _password(password_file)
    with open_instance(place) as instance:
        instance.write_now(lambda tx: sessions.change_password(tx, email, new_password))
    out.done(f"User {email} has another password.", {"email": email})


@command(users)
def release(
    email: Email,
    place: InstanceOptions,
    out: Out,
    authenticator: Annotated[bool, typer.Option("--authenticator", help="also remove a lost authenticator")] = False,
    yes: Yes = False,
) -> None:
    """Unlock a user after failed sign-ins."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access import mfa, sessions
    from mercat.domain.access.users import get_user

    if authenticator:
        confirm(f"Take the authenticator of {email} away?", yes=yes)
    with open_instance(place) as instance:
        instance.write_now(lambda tx: sessions.release(tx, email))
        if authenticator:
            instance.write_now(lambda tx: mfa.reset(tx, get_user(tx, email)))
    out.done(f"User {email} can sign in.", {"email": email, "authenticator": authenticator})


@command(users)
def accept(email: Email, place: InstanceOptions, out: Out, password_file: PasswordFile = None) -> None:
    """Accept an invitation of the user management API with a password; the person is then a user."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access import invitations

    new_password = _password(password_file)
    with open_instance(place) as instance:
        instance.write_now(lambda tx: invitations.accept(tx, email, new_password))
    out.done(f"User {email} can sign in.", {"email": email})


@command(users)
def delete(email: Email, place: InstanceOptions, out: Out, yes: Yes = False) -> None:
    """Delete a user that no service runs as."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access.users import delete_user

    confirm(f"Delete the user {email}?", yes=yes)
    with open_instance(place) as instance:
        instance.write_now(lambda tx: delete_user(tx, email))
    out.done(f"User {email} is gone.", {"deleted": email})


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text("utf-8").rstrip("\r\n")
    with asking("--password-file FILE"):
        typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


def _row(user: Any, roles: list[Any]) -> dict[str, Any]:
    return {
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "api_only": user.api_only,
        "roles": [role.name for role in roles],
    }
