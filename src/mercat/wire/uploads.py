"""multipart/form-data, chunk by chunk: texts in memory, large files on disk, all within bounds."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import Any, Final, cast

from mercat.model.refusals import MalformedMultipart, TooLong, TooMany
from mercat.wire.http import MULTIPART, Pairs

PARTS: Final = 100
NAME_BYTES: Final = 256
TEXT_BYTES: Final = 65_536
IN_MEMORY_BYTES: Final = 1_048_576


@dataclass
class UploadedFile:
    """One file of an upload. `content` is at its start, and is deleted when the upload is closed."""

    name: str
    filename: str
    content_type: str
    size: int = 0
    md5: str = ""
    content: Any = field(default_factory=lambda: SpooledTemporaryFile(max_size=IN_MEMORY_BYTES))  # noqa: SIM115  # closed by the upload

    def read(self) -> bytes:
        """The whole content."""
        self.content.seek(0)
        return cast(bytes, self.content.read())


@dataclass
class Upload:
    """The parts of a multipart body: texts in order, files by name (the first one of each name)."""

    texts: Pairs = field(default_factory=list)
    files: dict[str, UploadedFile] = field(default_factory=dict)

    def files_as_texts(self) -> Pairs:
        """The files as parameters, for a form that takes only texts. Raises MalformedMultipart."""
        try:
            return [(file.name, file.read().decode()) for file in self.files.values()]
        except UnicodeDecodeError:
            raise MalformedMultipart from None

    def close(self) -> None:
        """Delete the files."""
        for file in self.files.values():
            file.content.close()


class UploadParser:
    """Parses a body in chunks into `upload`. A text can have `text_bytes` bytes; files are not bounded here."""

    def __init__(self, content_type: str, *, text_bytes: int = TEXT_BYTES) -> None:
        """Raises MalformedMultipart if the type names no boundary."""
        from python_multipart.exceptions import FormParserError  # rare; importing it would slow the start down
        from python_multipart.multipart import MultipartParser, parse_options_header

        self._options_of = parse_options_header
        self._parser_error = FormParserError
        media, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if media.decode("latin-1") != MULTIPART or not boundary:
            raise MalformedMultipart
        self.upload = Upload()
        self._text_bytes = text_bytes
        self._parts = 0
        self._ended = False
        self._headers: dict[str, str] = {}
        self._header = [b"", b""]
        self._text: list[bytes] | None = None
        self._text_size = 0
        self._file: UploadedFile | None = None
        self._digest = hashlib.md5(usedforsecurity=False)
        self._name = ""
        callbacks = {
            "on_part_begin": self._begin_part,
            "on_header_begin": self._begin_header,
            "on_header_field": lambda data, start, end: self._grow_header(0, data[start:end]),
            "on_header_value": lambda data, start, end: self._grow_header(1, data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": lambda data, start, end: self._data(data[start:end]),
            "on_part_end": self._end_part,
            "on_end": self._end,
        }
        try:
            self._parser = MultipartParser(boundary, cast(Any, callbacks))
        except FormParserError:
            raise MalformedMultipart from None

    def feed(self, chunk: bytes) -> None:
        """Parse the next chunk. Raises MalformedMultipart, TooMany (parts), TooLong (a text)."""
        try:
            self._parser.write(chunk)
        except self._parser_error:
            raise MalformedMultipart from None

    def finish(self) -> Upload:
        """The complete upload. Raises MalformedMultipart if its end is missing."""
        if not self._ended:
            raise MalformedMultipart
        for file in self.upload.files.values():
            file.content.seek(0)
        return self.upload

    # -- callbacks of the parser --------------------------------------------------------------------------------------

    def _begin_part(self) -> None:
        self._parts += 1
        if self._parts > PARTS:
            raise TooMany("parts", PARTS)
        self._headers = {}

    def _begin_header(self) -> None:
        self._header = [b"", b""]

    def _grow_header(self, place: int, data: bytes) -> None:
        self._header[place] += data

    def _end_header(self) -> None:
        name, value = (part.decode("utf-8", "replace") for part in self._header)
        self._headers[name.lower()] = value

    def _end_headers(self) -> None:
        raw = self._headers.get("content-disposition", "").encode().decode("latin-1")  # the parser's bytes
        disposition, options = self._options_of(raw)
        name = options.get(b"name", b"").decode("utf-8", "replace")
        if disposition != b"form-data" or not name or len(name) > NAME_BYTES:
            raise MalformedMultipart
        self._name, self._text, self._file = name, None, None
        if b"filename" in options:
            filename = options[b"filename"].decode("utf-8", "replace")
            self._file = UploadedFile(name, filename, self._headers.get("content-type", ""))
            self._digest = hashlib.md5(usedforsecurity=False)
        else:
            self._text, self._text_size = [], 0

    def _data(self, data: bytes) -> None:
        if self._file is not None:
            self._file.size += len(data)
            self._file.content.write(data)
            self._digest.update(data)
        elif self._text is not None:
            self._text_size += len(data)
            if self._text_size > self._text_bytes:
                raise TooLong(self._name, self._text_bytes)
            self._text.append(data)

    def _end_part(self) -> None:
        if self._file is not None:
            self._file.md5 = self._digest.hexdigest()
            if self.upload.files.setdefault(self._file.name, self._file) is not self._file:
                self._file.content.close()
        elif self._text is not None:
            try:
                self.upload.texts.append((self._name, b"".join(self._text).decode()))
            except UnicodeDecodeError:
                raise MalformedMultipart from None

    def _end(self) -> None:
        self._ended = True


def parse(content_type: str, body: bytes) -> Upload:
    """The upload in a body. Raises MalformedMultipart, TooMany, TooLong, and then leaves no file behind."""
    parser = UploadParser(content_type)
    try:
        for start in range(0, len(body), IN_MEMORY_BYTES):
            parser.feed(body[start : start + IN_MEMORY_BYTES])
        return parser.finish()
    except BaseException:
        parser.upload.close()
        raise


async def read(content_type: str, chunks: AsyncGenerator[bytes, None], *, text_bytes: int = TEXT_BYTES) -> Upload:
    """The upload in chunks of a body. Raises MalformedMultipart, TooMany, TooLong, and then leaves no file behind."""
    parser = UploadParser(content_type, text_bytes=text_bytes)
    try:
        async with aclosing(chunks):
            async for chunk in chunks:
                parser.feed(chunk)
        return parser.finish()
    except BaseException:
        parser.upload.close()
        raise
