"""Custom services for tests. Each has a role and an API-only user of its own. A reset deletes them."""

from mercat.domain.access import api_clients, users
from mercat.model.access import Service
from mercat.store.access import credentials
from mercat.store.tx import Tx


def create(tx: Tx, permissions: list[str]) -> tuple[Service, str]:
    """Create a service with exactly these permissions. Returns it with the email address of its user."""
    word = tx.randomness.hex(12)
    name, email = f"sandbox-{word}", f"sandbox-{word}@example.com"
    role = users.create_role(tx, name, permissions, "Made by the sandbox")
    user = users.create_user(tx, email, roles=[name], first_name="Sandbox", last_name=word, api_only=True)
    service = api_clients.create_service(tx, name, email, "Made by the sandbox")
    credentials.note_passing(tx, roles=role, users=user, services=service.id)
    return service, email
