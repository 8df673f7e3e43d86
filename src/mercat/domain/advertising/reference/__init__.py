"""Tables that the platform gives everybody: names with stable ids. A file is read when first needed."""

from functools import cache
from importlib import resources
from typing import Any

import msgspec


@cache
def table(name: str) -> Any:
    """The content of a file. Callers must not change it."""
    return msgspec.json.decode((resources.files(__name__) / f"{name}.json").read_bytes())
