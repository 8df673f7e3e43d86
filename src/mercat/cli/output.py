"""The output of commands: JSON for machines; tables and sentences, coloured on a terminal, for people."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, TextIO

import msgspec

Row = Mapping[str, Any]

PIPE_COLUMNS: Final = 10_000  # programs that read a pipe need unbroken lines


class Out:
    """The output of a command: results go to stdout, notes to stderr."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._stream: TextIO | None = None

    def leave_stdout(self) -> None:
        """Write all messages to stderr, because stdout carries data."""
        self._stream = sys.stderr

    def rows(self, rows: Sequence[Row]) -> None:
        """Several items: a table, or a JSON array."""
        if self.as_json:
            self._json(list(rows))
        elif rows:
            self._table(list(rows[0]), [[_text(value) for value in row.values()] for row in rows])

    def item(self, row: Row) -> None:
        """One item: its members line by line, or a JSON object."""
        if self.as_json:
            self._json(row)
        else:
            self._table([], [[name.replace("_", " "), _text(value)] for name, value in row.items()])

    def done(self, words: str, row: Row) -> None:
        """The result of a command: a sentence, or its facts as a JSON object."""
        if self.as_json:
            self._json(row)
        else:
            print(words, file=self._stream, flush=True)

    def note(self, words: str) -> None:
        """Progress, for people who watch."""
        if not self.as_json and sys.stderr.isatty():
            print(words, file=sys.stderr, flush=True)

    @contextlib.contextmanager
    def progress(self, words: str) -> Iterator[Callable[[int, int | None], None]]:
        """A progress bar on stderr. The yielded function takes the number done and the total, if there is one."""
        if self.as_json or not sys.stderr.isatty():
            yield lambda done, whole: None
            return
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True)) as bar:
            task = bar.add_task(words, total=None)
            yield lambda done, whole: bar.update(task, completed=done, total=whole)

    def _json(self, value: Any) -> None:
        print(msgspec.json.format(msgspec.json.encode(value)).decode(), file=self._stream, flush=True)

    def _table(self, heads: list[str], rows: list[list[str]]) -> None:
        from rich.console import Console
        from rich.table import Table

        table = Table(box=None, show_header=bool(heads), header_style="bold", pad_edge=False)
        for head in heads or ("", ""):
            table.add_column(head.replace("_", " "), overflow="fold")
        for row in rows:
            table.add_row(*(_painted(text) for text in row))
        colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
        width = None if sys.stdout.isatty() else PIPE_COLUMNS
        Console(width=width, color_system=colours, highlight=False).print(table)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _painted(text: str) -> Any:
    from rich.text import Text

    styles = {"ok": "green", "warning": "yellow", "failed": "bold red", "no": "dim"}
    return Text(text, style=styles.get(text, ""))
