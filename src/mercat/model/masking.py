"""Texts that people and logs may see: without the passwords of addresses."""

import re
from typing import Final

# In the address of a database a password may hold a slash by mistake; in one of a page, a colon and an @ are common.
_ADDRESS: Final = re.compile(
    r"""(\bhttps?://[^\s:/?#@'"]*):[^\s/'"]*@ | (\b(?!http)[a-z][a-z0-9+.-]*://[^\s:/?#@'"]*):[^\s'"]*@""",
    re.IGNORECASE | re.VERBOSE,
)
_SETTING: Final = re.compile(r"(\b(?:password|passfile|sslpassword)=)('[^']*'|[^\s&'\"]+)", re.IGNORECASE)


def masked(text: str) -> str:
    """The same without passwords: `postgresql://user:***@host/name`, `password=***`."""
    return _SETTING.sub(r"\1***", _ADDRESS.sub(r"\1\2:***@", text))
