"""The content of a version as lines of text, and the lines of two versions side by side."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, Final, NamedTuple

import msgspec

from mercat.domain.asset_kinds import catalog
from mercat.model.documents import Document
from mercat.model.versions import Version
from mercat.store.tx import Tx

LENGTH: Final = 100_000  # characters of a version on a page
LINES: Final = 5_000  # of a version on a page
COMPARED: Final = 2_000  # of each version
AROUND: Final = 3  # unchanged lines that stay beside a change


class Text(NamedTuple):
    """The lines of a content, those of the long text beside it, and whether some are left out."""

    content: list[str]
    body: list[str]
    cut: bool


class Row(NamedTuple):
    """Lines of both versions beside one another. `skipped` counts equal lines that are left out before them."""

    approved: str
    draft: str
    differs: bool
    skipped: int = 0


def text_variables(tx: Tx, document: Document[Any], version: Version, content: Any) -> dict[str, Any]:
    """The template variables of a version whose kind has no template of its own."""
    return {"text": text_of(tx, document, version, lines=LINES)}


def both_variables(tx: Tx, document: Document[Any], version: Version, content: Any) -> dict[str, Any]:
    """The template variables of what differs between the approved version and the draft."""
    approved, draft = (text_of(tx, document, one, lines=COMPARED) for one in document.versions.names)
    old, new = document.title, document.title_of("draft")
    return {
        "titles": [(old.name, new.name), (old.description or "", new.description or "")],
        "content_rows": compare(approved.content, draft.content),
        "body_rows": compare(approved.body, draft.body),
        "cut": approved.cut or draft.cut,
    }


def text_of(tx: Tx, document: Document[Any], version: Version, *, lines: int) -> Text:
    """The content of a version as lines, at most so many of each part."""
    kind = catalog.KIND_OF[document.type]
    content = list(_lines(msgspec.to_builtins(getattr(document.versions, version)), ""))
    long = kind.body(tx, document, version) if kind.has_body else ""
    parts = _parsed(long)
    if parts is not None:
        content += _lines(parts, "")
    body = long.splitlines() if parts is None else []
    text = Text(_bounded(content, lines), _bounded(body, lines), cut=False)
    return text._replace(cut=text[:2] != (content, body))


def compare(approved: list[str], draft: list[str]) -> list[Row]:
    """What differs between two texts, with a few lines around it; empty if nothing does."""
    rows: list[Row] = []
    skipped = 0
    for tag, a, b, c, d in SequenceMatcher(None, approved, draft).get_opcodes():
        if tag != "equal":
            rows.append(Row("\n".join(approved[a:b]), "\n".join(draft[c:d]), differs=True, skipped=skipped))
            skipped = 0
            continue
        lines = approved[a:b]
        head = lines[:AROUND] if a else []
        tail = lines[len(head) :][-AROUND:] if b < len(approved) or d < len(draft) else []
        skipped = len(lines) - len(head) - len(tail)
        if not skipped:
            head, tail = [], head + tail
        rows += [Row("\n".join(part), "\n".join(part), differs=False) for part in (head,) if part]
        if tail:
            rows.append(Row("\n".join(tail), "\n".join(tail), differs=False, skipped=skipped))
            skipped = 0
    return rows if any(row.differs for row in rows) else []


def _parsed(text: str) -> dict[str, Any] | None:
    """The object of a long text that is JSON; None for HTML."""
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.DecodeError:
        return None


def _bounded(lines: list[str], most: int) -> list[str]:
    length, first = 0, []
    for line in lines[:most]:
        length += len(line)
        if length > LENGTH:
            break
        first.append(line)
    return first


def _lines(value: Any, indent: str) -> Iterator[str]:
    """A value of JSON as indented lines: names with their values, items behind dashes."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _named(f"{indent}{name}:", inner, indent)
    elif isinstance(value, list | tuple):
        for inner in value:
            lines = list(_lines(inner, f"{indent}  "))
            yield f"{indent}- {lines[0].lstrip() if lines else ''}".rstrip()
            yield from lines[1:]
    else:
        yield from (f"{indent}{line}" for line in _plain(value).splitlines())


def _named(label: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict | list | tuple) or (isinstance(value, str) and "\n" in value):
        yield label
        yield from _lines(value, f"{indent}  ")
    else:
        yield f"{label} {_plain(value)}".rstrip()


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
