"""The `mercat` command."""

from typing import Any


def main() -> None:
    """Run the command that the arguments name."""
    import tempfile
    from pathlib import Path

    from mercat.app.asgi import Application
    from mercat.app.registry import Registry
    from mercat.app.serving import bind, serve
    from mercat.domain import identity
    from mercat.marketo.permissions import ALL

    registry = Registry(Path(tempfile.mkdtemp()), durable=False)
    instance = registry.create()

    def work(tx: Any) -> Any:
        identity.create_role(tx, "API", list(ALL))
        identity.create_user(tx, "a@b.c", roles=["API"], api_only=True)
        service = identity.create_service(tx, "demo", "a@b.c")
        return service.client_id, identity.secret(tx, service)

    print(instance.write_now(work))
    bound = bind("127.0.0.1", 0)
    serve(Application(registry), bound, lambda: print(bound.getsockname(), flush=True))
    registry.close()
