"""Python imports this at its start under `mercat run`, since the folder is on PYTHONPATH.

Clients that read no proxy setting resolve names themselves: the hosts of the vendors that mercat serves lead to mercat,
and their other hosts to an error. The `sitecustomize` that is next on the path is run too.
"""

import importlib.machinery
import importlib.util
import json
import os
import re
import socket
import sys
from pathlib import Path
from typing import Any

_resolve = socket.getaddrinfo
_run: dict[str, Any] = json.loads(os.environ.get("MERCAT_RUN") or "{}")


def getaddrinfo(host: Any, port: Any, *rest: Any, **options: Any) -> Any:
    """What `socket.getaddrinfo` does, but for the vendors' hosts."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host or ""
    name = name.lower().rstrip(".")
    if not re.match(_run["vendors"], name):
        return _resolve(host, port, *rest, **options)
    if re.match(_run["served"], name) and str(port) in ("443", "https"):
        return _resolve("127.0.0.1", _run["tls_port"], *rest, **options)
    raise socket.gaierror(socket.EAI_NONAME, f"mercat: {name} port {port} is not reachable under mercat run")


def run_next() -> None:
    """Run the `sitecustomize` that this one hides."""
    here = Path(__file__).resolve().parent
    path = [folder for folder in sys.path if Path(folder or ".").resolve() != here]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", path)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


if _run:
    socket.getaddrinfo = getaddrinfo
run_next()
