"""Templates: a text is parsed into its tokens once and rendered for each person.

A token is `{{family.Name}}` or `{{family.Name:default=text}}`. Case and blanks matter only in the default. Text in
braces without a known family is not a token. Values are not parsed, so that nobody's name can act as a token.
"""

import hashlib
import html
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol
from urllib.parse import quote

from mercat.domain.markup.text import text_of
from mercat.model.assets import key_of
from mercat.model.refusals import TooLong

FAMILIES: Final = frozenset({"my", "lead", "company", "program", "campaign", "member", "trigger", "system"})
TOKEN_LENGTH: Final = 10_000  # characters between the braces; longer text is not a token
RENDERED_LENGTH: Final = 16_000_000  # characters of one rendered text
CACHED_TEMPLATES: Final = 2_000
CACHED_CHARACTERS: Final = 8_000_000
_DEFAULT = re.compile(":default=", re.IGNORECASE | re.ASCII)


class Place(StrEnum):
    """Where a text with tokens stands; values are written as fits there."""

    HTML = "html"
    TEXT = "text"
    URL = "url"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a token. A marketer wrote a `trusted` one, which is not escaped; a `rich` one is HTML."""

    text: str
    trusted: bool = False
    rich: bool = False


class Source(Protocol):
    """The source of the values of a template's tokens."""

    @property
    def place(self) -> Place:
        """Where the text stands."""

    def find(self, family: str, name: str) -> Value | None:
        """The value of a token, or None. Family and name are folded by `key_of`."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token. `default` is None if the text has none; `text` is the token as it is written."""

    family: str
    name: str
    default: str | None
    text: str

    def render(self, source: Source) -> str:
        """The token's value, or its default, or nothing. An undefined My Token stays as it is written."""
        value = source.find(self.family, self.name)
        if value is None and self.family == "my" and self.default is None:
            return self.text
        if value is None or not value.text:
            return self.default or ""
        return _WRITERS[source.place](value)


def _in_html(value: Value) -> str:
    return value.text if value.trusted else html.escape(value.text)


def _in_text(value: Value) -> str:
    return text_of(value.text) if value.rich else value.text


def _in_url(value: Value) -> str:
    return value.text if value.trusted else quote(value.text, safe="")


def _in_subject(value: Value) -> str:
    return " ".join(_in_text(value).split())


_WRITERS: Final[Mapping[Place, Callable[[Value], str]]] = {
    Place.HTML: _in_html,
    Place.TEXT: _in_text,
    Place.URL: _in_url,
    Place.SUBJECT: _in_subject,
}


@dataclass(frozen=True, slots=True)
class Template:
    """A text, split into tokens and the text between them."""

    parts: tuple[str | Token, ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens, in order."""
        return tuple(part for part in self.parts if isinstance(part, Token))

    def render(self, source: Source) -> str:
        """The text with tokens replaced by their values. Raises TooLong if the result is too long."""
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return self.parts[0]
        pieces = []
        length = 0
        for part in self.parts:
            piece = part if isinstance(part, str) else part.render(source)
            length += len(piece)
            if length > RENDERED_LENGTH:
                raise TooLong("content", RENDERED_LENGTH)
            pieces.append(piece)
        return "".join(pieces)


def compile(text: str) -> Template:
    """The template of a text, from the cache if possible."""
    return _cache.get(text)


def parse(text: str) -> Template:
    """Split a text at its tokens, in linear time."""
    parts: list[str | Token] = []
    done = at = 0
    while (opened := text.find("{{", at)) >= 0 and (closed := text.find("}}", opened + 2)) >= 0:
        opened = text.rfind("{{", opened, closed)  # the innermost braces make the token
        at = closed + 2
        token = _token(text, opened, closed) if closed - opened <= TOKEN_LENGTH else None
        if token is not None:
            if opened > done:
                parts.append(text[done:opened])
            parts.append(token)
            done = at
    if done < len(text) or not parts:
        parts.append(text[done:])
    return Template(tuple(parts))


def _token(text: str, opened: int, closed: int) -> Token | None:
    family, dot, rest = text[opened + 2 : closed].partition(".")
    family = key_of(family)
    if not dot or family not in FAMILIES:
        return None
    written = _DEFAULT.search(rest)
    name, default = (rest[: written.start()], rest[written.end() :]) if written else (rest, None)
    folded = key_of(name)
    return Token(family, folded, default, text[opened : closed + 2]) if folded else None


class _Cache:
    """The templates used last, by the hash of their text. Their number and characters are bounded."""

    def __init__(self) -> None:
        self._entries: OrderedDict[bytes, tuple[Template, int]] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def get(self, text: str) -> Template:
        key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                return entry[0]
        template = parse(text)
        with self._lock:
            if key not in self._entries:
                self._entries[key] = (template, len(text))
                self._characters += len(text)
            while len(self._entries) > CACHED_TEMPLATES or self._characters > CACHED_CHARACTERS:
                _, (_, characters) = self._entries.popitem(last=False)
                self._characters -= characters
        return template


_cache: Final = _Cache()
