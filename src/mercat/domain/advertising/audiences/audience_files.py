"""Files of audiences: zipped lists of identifiers, which add users to an audience or remove some."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from mercat.domain.advertising.audiences.audiences import audiences, cover_combinations
from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.users import audience_users
from mercat.domain.advertising.users.audience_rules import (
    CUSTOMER_FILE,
    FILE_MALFORMED,
    AudienceTypeUnfit,
    Cover,
    covers,
    progress,
    ready_at,
    with_cover,
)
from mercat.model.advertising import ID, AdObject, Condition
from mercat.model.refusals import Missing, Refusal
from mercat.store.tx import Tx

KIND: Final = "custom_audience_file"
REDUCE: Final = "REDUCE"
LAST: Final = 2**63 - 1  # a time after all others
MOST_BYTES: Final = 100 * 1_048_576
MOST_LINES: Final = 1_000_000
MOST_TEXT_BYTES: Final = 200 * 1_048_576  # unzipped
MOST_ENTRIES: Final = 100
LINE_BYTES: Final = 128
NAME_LENGTH: Final = 255
_SUFFIXES: Final = (".txt", ".csv")
_MD5: Final = re.compile(r"[0-9a-fA-F]{32}")
_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")
_OPEN_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")
_OPEN_IDS: Final = ("WX_OPENID", "WECHAT_OPENID")
_FORMATS: Final = {
    "IDFA": re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"),
    "IMEI": re.compile(r"[0-9]{14,15}|[0-9a-fA-F]{14}"),
    "OAID": re.compile(r"[0-9A-Za-z-]{16,64}"),
    "CAID": re.compile(r"[0-9a-z]{32}"),
    "SHA256_MOBILE_PHONE": _SHA256,
    "MD5_SHA256_IMEI": _SHA256,
    "MD5_SHA256_IDFA": _SHA256,
    "MD5_SHA256_OAID": _SHA256,
    "WX_UNIONID": _OPEN_ID,
    **dict.fromkeys(_OPEN_IDS, _OPEN_ID),
}
_CASED: Final = ("OAID", "WX_UNIONID", *_OPEN_IDS)  # whose upper and lower case differ


class ArchiveUnfit(Refusal):
    """The file is no zip of text files."""


class ArchiveTooLarge(Refusal):
    """The file has too many bytes or lines."""


class ArchiveBroken(Refusal):
    """The file is a zip that cannot be read to its end."""


class AudienceFile(Facts):
    """The members that rules read."""

    audience_id: int = 0

    def parent_id(self) -> int:
        return self.audience_id


class Content(msgspec.Struct):
    """What a file holds: its lines, those of the right format, and their identifiers, each once."""

    lines: int = 0
    valid: int = 0
    identifiers: set[str] = msgspec.field(default_factory=set)


class Receipt(msgspec.Struct, frozen=True):
    """What a file holds, with its users stored: the key of theirs is empty if there are none.

    The audience covers `total` users afterwards, if it still has `covers` covers.
    """

    size: int
    lines: int
    valid: int
    users: int
    key: str
    covers: int
    total: int


class AudienceFiles(Collection[AudienceFile]):
    """The files of all audiences."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List the files of audiences, a page at a time."""
        for name, member in (("audience_id", "audience_id"), ("custom_audience_file_id", ID)):
            if name in search.parameters:
                search = search.narrowed(Condition(member, "equals", (search.parameters[name],), "integer"))
        return super().find(tx, search)

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        return [item.with_members(_state(item.document, tx.now)) for item in items]

    def receive(self, tx: Tx, owner: int, members: dict[str, Any], content: bytes) -> Receipt:
        """Read a file and store its users, which takes seconds: before the transaction that changes the audience.

        Raises NotFound, AudienceTypeUnfit, Archive…, Missing.
        """
        audience = _filled_by_files(tx, owner, members["audience_id"])
        id_type = members["user_id_type"]
        if id_type in _OPEN_IDS and not members.get("open_app_id"):
            raise Missing("open_app_id")
        lines = read(content, id_type)
        scope = f"{id_type} {members['open_app_id']}" if id_type in _OPEN_IDS else id_type
        hashes = audience_users.hashes_of(tx, scope, lines.identifiers)
        key = audience_users.keep(tx, audience.id, hashes) if hashes else ""
        before = covers(audience.document)
        changed = with_cover(audience.document, Cover(0, file=key, reduces=_reduces(members)))
        total = len(audience_users.in_files(tx, changed, LAST))
        return Receipt(len(content), lines.lines, lines.valid, len(hashes), key, len(before), total)

    def upload(self, tx: Tx, owner: int, members: dict[str, Any], name: str, receipt: Receipt) -> int:
        """Add the users of a file to its audience, or remove them. Raises NotFound, AudienceTypeUnfit."""
        audience = _filled_by_files(tx, owner, members["audience_id"])
        at = ready_at(tx, audience.document)
        cover = Cover(at, receipt.total, receipt.key, _reduces(members))
        if not receipt.key:
            cover = Cover(at, error=FILE_MALFORMED)
        elif receipt.covers != len(covers(audience.document)):  # another file came in between
            changed = with_cover(audience.document, cover)
            cover = replace(cover, count=len(audience_users.in_files(tx, changed, at)))
        audiences.cover(tx, audience, cover)
        cover_combinations(tx, audience, at)
        about = {"operation_type": "APPEND", "open_app_id": "", **members, "name": name[:NAME_LENGTH]}
        about |= {"line_count": receipt.lines, "valid_line_count": receipt.valid, "user_count": receipt.users}
        return self.add(tx, owner, {**about, "size": receipt.size, "_at": at})


audience_files: Final = AudienceFiles(KIND, AudienceFile)


def read(content: bytes, user_id_type: str) -> Content:
    """The lines of a zip of text files. Raises ArchiveUnfit, ArchiveTooLarge, ArchiveBroken."""
    if len(content) > MOST_BYTES:
        raise ArchiveTooLarge
    whole, form = Content(), _FORMATS.get(user_id_type, _MD5)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for line in _lines(archive):
                whole.lines += 1
                if form.fullmatch(line):
                    whole.valid += 1
                    whole.identifiers.add(line if user_id_type in _CASED else line.lower())
    except zipfile.BadZipFile:
        raise (ArchiveBroken if content.startswith(b"PK\x03\x04") else ArchiveUnfit) from None
    except (zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError):
        raise ArchiveBroken from None
    return whole


def _lines(archive: zipfile.ZipFile) -> Iterator[str]:
    """The lines of all files, without blanks around them. Empty lines do not count."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if not entries or any(not entry.filename.lower().endswith(_SUFFIXES) for entry in entries):
        raise ArchiveUnfit
    if len(entries) > MOST_ENTRIES:
        raise ArchiveTooLarge
    lines = size = 0
    for entry in entries:
        with archive.open(entry) as file:
            while line := file.readline(LINE_BYTES):
                is_cut = len(line) == LINE_BYTES and not line.endswith(b"\n")
                lines, size = lines + 1, size + len(line)
                size += _skip_line(file, MOST_TEXT_BYTES - size) if is_cut else 0
                if lines > MOST_LINES or size > MOST_TEXT_BYTES:
                    raise ArchiveTooLarge
                text = line.decode("utf-8-sig", "replace").strip()
                if text:
                    yield text


def _skip_line(file: Any, most: int) -> int:
    """Read on to the end of a line that is longer than any identifier, or past `most` bytes; the bytes read."""
    size = 0
    while size <= most and (part := file.readline(65_536)):
        size += len(part)
        if part.endswith(b"\n"):
            break
    return size


def _filled_by_files(tx: Tx, owner: int, audience_id: int) -> AdObject:
    audience = audiences.get(tx, owner, audience_id)
    if audience.document["type"] != CUSTOMER_FILE:
        raise AudienceTypeUnfit(audience.document["type"])
    return audience


def _reduces(members: dict[str, Any]) -> bool:
    return members.get("operation_type") == REDUCE


def _state(document: dict[str, Any], now: int) -> dict[str, Any]:
    """The members that follow from the progress. A file that is not read yet shows no counts."""
    status = progress(document["_at"], now)
    if status != "SUCCESS":
        counts = dict.fromkeys(("line_count", "valid_line_count", "user_count"), 0)
        return {"process_status": status, "process_code": 0, "error_message": "", **counts}
    if document["valid_line_count"]:
        return {"process_status": status, "process_code": 0, "error_message": ""}
    return {"process_status": "ERROR", "process_code": FILE_MALFORMED, "error_message": "no line has the right format"}
