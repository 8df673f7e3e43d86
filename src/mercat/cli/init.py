"""`mercat init`: the beginning of a durable server."""

import typer

from mercat.app.config import Init
from mercat.cli.output import Out
from mercat.cli.questions import asking
from mercat.cli.shape import command


@command()
def init(wanted: Init, out: Out) -> None:
    """Make a durable instance and its first administrator."""
    from mercat.app.instances import init

    init.check(wanted)
    password = init.password_of(wanted)
    with asking("--admin-email ADDRESS and --admin-password-file FILE"):
        email = wanted.admin_email or typer.prompt("Email address of the first administrator")
        if password is None:
            password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    made = init.run(wanted, email, password)
    kept = init.places_of(wanted, made)
    words = (
        f"Instance {made} is ready; {email} administers it.",
        f"Secret key: {kept['secret_key']}",
        f"Files: {kept['files']}",
        init.next_step(wanted, email),
    )
    out.done("\n".join(words), {"instance": made, "admin_email": email, **kept})
