"""`mercat init`: the beginning of a durable server."""

import typer

from mercat.app.config import Init
from mercat.cli.output import Out
from mercat.cli.shape import command


@command()
def init(wanted: Init, out: Out) -> None:
    """Make a durable instance and its first administrator."""
    from mercat.app import init

    init.check(wanted)
    password = init.password_of(wanted)
    email = wanted.admin_email or typer.prompt("Email address of the first administrator")
    if password is None:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    made = init.run(wanted, email, password)
    words = f"Instance {made} is ready; {email} administers it.\n{init.next_step(wanted, email)}"
    out.done(words, {"instance": made, "admin_email": email})
