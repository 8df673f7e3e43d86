"""All commands; whoever imports this has them on `app`."""

from mercat.cli import (
    backup,
    coverage,
    demo_command,
    doctor,
    init,
    leads,
    leads_import,
    migrate,
    ready,
    restore,
    role,
    routes,
    serve,
    service,
    token,
    user,
    worker,
)
from mercat.cli.shape import app

__all__ = [
    "app",
    "backup",
    "coverage",
    "demo_command",
    "doctor",
    "init",
    "leads",
    "leads_import",
    "migrate",
    "ready",
    "restore",
    "role",
    "routes",
    "serve",
    "service",
    "token",
    "user",
    "worker",
]
