"""`mercat init`: a durable instance."""

import typer

from mercat.app.config import Init
from mercat.cli.framework import command
from mercat.cli.output import Out
from mercat.cli.questions import asking


@command()
def init(options: Init, out: Out) -> None:
    """Create a durable instance and its first administrator."""
    from mercat.app.instances import init

    init.check(options)
    password = init.password_of(options)
    with asking("--admin-email ADDRESS and --admin-password-file FILE"):
        email = options.admin_email or typer.prompt("Email address of the first administrator")
        if password is None:
            password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    made = init.run(options, email, password)
    places = init.places_of(options, made)
    words = (
        f"Instance {made} is ready; {email} administers it.",
        f"Secret key: {places['secret_key']}",
        f"Files: {places['files']}",
        init.next_step(options, email),
    )
    out.done("\n".join(words), {"instance": made, "admin_email": email, **places})
