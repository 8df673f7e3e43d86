"""Clients that are installed apart from our own packages, each from its lock file."""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import pytest

from support.databases import skip_or_fail

CLIENTS: Final = Path(__file__).parents[1] / "clients"
PATIENCE_SECONDS: Final = 300


def installed(cache: pytest.Cache, client: str) -> Path:
    """The folder that holds the packages of a client, for PYTHONPATH. It stays until the lock file changes."""
    lock = CLIENTS / client / "requirements.lock"
    folder = cache.mkdir(f"{client}-packages") / hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    if not folder.exists():
        made = Path(tempfile.mkdtemp(dir=folder.parent))
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(made / "packages")]
        done = subprocess.run([*command, "-r", str(lock)], capture_output=True, text=True, timeout=PATIENCE_SECONDS)
        if done.returncode:
            skip_or_fail(f"{client} cannot be installed: {done.stderr[-500:]}")
        try:
            (made / "packages").rename(folder)
        except OSError:  # another process was faster
            assert folder.exists()
    return folder
