"""Stands before certifi under `mercat run`: some clients ask it for roots, and read no variable that names them."""

import os
from pathlib import Path

__all__ = ["contents", "where"]


def where() -> str:
    """The file of the roots: those of this machine, and the authority of mercat."""
    return os.environ["SSL_CERT_FILE"]


def contents() -> str:
    """The roots, PEM."""
    return Path(where()).read_text("ascii")
