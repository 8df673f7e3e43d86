"""`mercat rekey`: a new secret key."""

from mercat.app.config import Rekey
from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def rekey(options: Rekey, out: Out) -> None:
    """Give all instances a new secret key. Their client secrets and tokens stay the same."""
    import msgspec

    from mercat.app.instances import rekey

    done = rekey.run(options)
    words = [f"{instance_id} opens with the new key." for instance_id in done.sealed]
    words += [f"{instance_id} has the new key already." for instance_id in done.skipped]
    out.done("\n".join([*words, f"Secret key: {done.secret_key}", *done.next_steps]), msgspec.to_builtins(done))
