"""Masking of passwords in texts for people and logs."""

import re
from typing import Final

# A password in a database URL may contain an unescaped slash; in other URLs a colon and an @ are common.
_ADDRESS: Final = re.compile(
    r"""(\bhttps?://[^\s:/?#@'"]*):[^\s/'"]*@ | (\b(?!http)[a-z][a-z0-9+.-]*://[^\s:/?#@'"]*):[^\s'"]*@""",
    re.IGNORECASE | re.VERBOSE,
)
_SETTING: Final = re.compile(r"(\b(?:password|passfile|sslpassword)=)('[^']*'|[^\s&'\"]+)", re.IGNORECASE)


def masked(text: str) -> str:
    """The text without passwords: `postgresql://user:***@host/name`, `password=***`."""
    return _SETTING.sub(r"\1***", _ADDRESS.sub(r"\1\2:***@", text))
