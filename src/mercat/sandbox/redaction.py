"""What must not be shown of a call: tokens, client secrets, authorization codes, passwords, wherever they stand."""

import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

import msgspec

REDACTED: Final = "REDACTED"

_SECRET: Final = re.compile(r"password|passwd|secret|authorizationcode|(?<!page)(?<!paging)(?<!since)token$")
_CREDENTIAL_HEADERS: Final = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_MEMBER: Final = re.compile(r"""(["']?([A-Za-z_-]{4,40})["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s&,;}\]"']+)""")
_BETWEEN: Final = re.compile(r"""([\s&=?;,/<>"']+)""")
_JSON_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})")
_SHORTEST: Final = 6  # characters of a secret that is looked for wherever else it may stand


def is_secret(name: str) -> bool:
    """Whether a parameter or member of this name holds a secret."""
    return _SECRET.search(name.replace("_", "").replace("-", "").lower()) is not None


class Redactor:
    """Blanks the secrets of one call: by the names they have, then the same texts wherever else they stand.

    `living` are those of the instance, which stand for themselves whatever name or none they have.
    """

    def __init__(self, living: Iterable[str] = ()) -> None:
        self._found: set[str] = set()
        for secret in living:
            self._note(secret)

    def url(self, url: str) -> str:
        """An address without the secrets in its query."""
        parts = urlsplit(url)
        return urlunsplit(parts._replace(query=self.pairs(parts.query), fragment=self.pairs(parts.fragment)))

    def pairs(self, text: str) -> str:
        """A query or a form; what is no secret stays as it was written."""
        return "&".join(self._pair(part) for part in text.split("&")) if text else text

    def headers(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Header fields, in order."""
        return [(name, self._header(name.lower(), value)) for name, value in headers]

    def body(self, media_type: str, text: str) -> str:
        """A body that is a text."""
        if media_type == "application/x-www-form-urlencoded":
            return self.pairs(text)
        try:
            document = msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return _MEMBER.sub(self._member, text)
        if not self._any(document):
            return text
        return msgspec.json.encode(self._document(document)).decode()

    def sweep(self, text: str) -> str:
        """Blank what was found to be a secret elsewhere in the call."""
        for secret in sorted(self._found, key=len, reverse=True):
            text = text.replace(secret, REDACTED)
        if "%" in text or "\\u" in text:
            text = "".join(map(self._unless_escaped_secret, _BETWEEN.split(text)))
        return text

    def _unless_escaped_secret(self, piece: str) -> str:
        """A piece of a text, blank if it is a secret that is written with escapes where none are needed."""
        plain = _JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)), unquote(piece))
        return REDACTED if plain != piece and any(secret in plain for secret in self._found) else piece

    def _note(self, secret: str) -> str:
        if len(secret) >= _SHORTEST and secret != REDACTED:
            self._found.update({secret, quote(secret, safe="")})
        return REDACTED

    def _pair(self, part: str) -> str:
        name, equals, value = part.partition("=")
        plain = dict(parse_qsl(f"{name}=x", keep_blank_values=True))
        if not equals or not value or not any(map(is_secret, plain)):
            return part
        self._note("".join(text for _, text in parse_qsl(f"x={value}")))
        self._note(value)
        return f"{name}={REDACTED}"

    def _header(self, name: str, value: str) -> str:
        if name in _CREDENTIAL_HEADERS or is_secret(name):
            scheme, blank, rest = value.partition(" ")
            if blank and name.endswith("authorization"):
                self._note(rest.strip())
                return f"{scheme} {REDACTED}"
            return self._note(value)
        return self.url(value) if name in ("location", "referer") else value

    def _any(self, value: Any) -> bool:
        if isinstance(value, dict):
            return any(is_secret(name) or self._any(item) for name, item in value.items())
        return isinstance(value, list) and any(map(self._any, value))

    def _document(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._value(name, item) for name, item in value.items()}
        return [self._document(item) for item in value] if isinstance(value, list) else value

    def _value(self, name: str, value: Any) -> Any:
        if not is_secret(name) or value is None or isinstance(value, bool):
            return self._document(value)
        return self._note(value) if isinstance(value, str) else REDACTED

    def _member(self, match: "re.Match[str]") -> str:
        if not is_secret(match[2]):
            return match[0]
        self._note(match[3].strip("\"'"))
        return f"{match[1]}{REDACTED}"
