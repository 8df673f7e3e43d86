"""Files as assets: storing, replacing, and finding them by the name at the end of their URL."""

import hashlib
import mimetypes
import re
from typing import Final

import msgspec

from mercat.domain import image_files
from mercat.domain.assets import tree
from mercat.domain.assets.asset_kind import AssetKind
from mercat.model.assets import Area, AssetType, Ref
from mercat.model.documents import Document
from mercat.model.files import File
from mercat.model.refusals import AlreadyExists, ForbiddenCharacters, RuleBroken
from mercat.model.rules import Rule
from mercat.store.assets import documents, file_contents
from mercat.store.tx import Tx

IMAGE_PIXELS: Final = 50_000_000  # the most pixels of an image, because other programs decode it
UNKNOWN_TYPE: Final = "application/octet-stream"
_IMAGE_TYPES: Final = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif"}
_TOLD_BY_BYTES: Final = frozenset((*_IMAGE_TYPES.values(), "image/jpg"))  # nothing else has these types
_MIME_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f/\\]|\A\.{1,2}\Z")  # in the last segment of a path
_BY_SUFFIX: Final = mimetypes.MimeTypes()  # the library's own table, not that of the machine


class Incoming(msgspec.Struct, frozen=True):
    """Uploaded bytes with their name and media type. The type is empty if the upload has none."""

    content: bytes
    filename: str = ""
    mime_type: str = ""


class FileKind(AssetKind[File]):
    """The asset kind of files. A clone has the bytes of its original."""

    def clone(
        self, tx: Tx, document: Document[File], parent: Ref, name: str, description: str | None
    ) -> Document[File]:
        """Create a file with the bytes of another one. Raises what `create` raises."""
        copy = super().clone(tx, document, parent, name, description)
        file_contents.save(tx, copy.id, file_contents.find(tx, document.id))
        return copy


KIND: Final = FileKind(
    type=AssetType.FILE,
    content=File,
    folder_type="Image",
    areas=frozenset((Area.DESIGN,)),
    needs_approval=False,
    has_unique_names=True,
)


def named(tx: Tx, name: str) -> Document[File] | None:
    """The file with this name, in any case and spacing, or None."""
    file_id = documents.namesake(tx, AssetType.FILE, name)
    return None if file_id is None else KIND.find(tx, file_id)


def content(tx: Tx, file: Document[File]) -> bytes:
    """The bytes of a file."""
    return file_contents.find(tx, file.id)


def create(
    tx: Tx, parent: Ref, name: str, upload: Incoming, *, description: str | None, insert_only: bool
) -> Document[File]:
    """Create a file. An existing file with this name stays in its folder and gets the bytes, unless `insert_only`.

    Raises AlreadyExists, ForbiddenCharacters and what `AssetKind.create` raises.
    """
    if _UNSAFE.search(name.strip()):
        raise ForbiddenCharacters("name")
    present = named(tx, name)
    if present is None:
        file = KIND.create(tx, parent, name, description, _described(upload))
        file_contents.save(tx, file.id, upload.content)
        return file
    if insert_only:
        raise AlreadyExists(AssetType.FILE, name)
    tree.get_parent(tx, parent)
    if description is not None:
        present = KIND.describe(tx, present, description=description)
    return _replace(tx, present, upload)


def replace(tx: Tx, file_id: int, upload: Incoming) -> Document[File]:
    """Replace the bytes of a file. Its name and URL stay. Raises NotFound, RuleBroken."""
    return _replace(tx, KIND.get(tx, file_id), upload)


def _replace(tx: Tx, file: Document[File], upload: Incoming) -> Document[File]:
    file = KIND.save(tx, file, _described(upload))
    file_contents.save(tx, file.id, upload.content)
    return file


def _described(upload: Incoming) -> File:
    """The facts of the bytes to store. Raises RuleBroken for an image with too many pixels."""
    return File(len(upload.content), _mime_type(upload), hashlib.sha256(upload.content).hexdigest())


def _mime_type(upload: Incoming) -> str:
    """The media type: of an image from its bytes, of other files from the upload, or else from the file name.

    Bytes that only claim to be a png, jpg or gif have the unknown type.
    """
    picture = image_files.look(upload.content)
    if picture is not None:
        if picture.width * picture.height > IMAGE_PIXELS:
            raise RuleBroken(Rule.IMAGE_TOO_LARGE, limit=IMAGE_PIXELS)
        return _IMAGE_TYPES[picture.kind]
    mime_type = upload.mime_type.partition(";")[0].strip().lower()
    if not _MIME_TYPE.fullmatch(mime_type):
        by_suffix, packing = _BY_SUFFIX.guess_type(f"file:///{upload.filename}", strict=False)
        mime_type = by_suffix if by_suffix and not packing else UNKNOWN_TYPE
    return UNKNOWN_TYPE if mime_type in _TOLD_BY_BYTES else mime_type
