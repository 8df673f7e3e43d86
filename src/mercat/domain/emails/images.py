"""Images that come along with a section of an email: stored in Design Studio, and shown by their URL."""

from typing import Final

from msgspec.structs import replace

from mercat.domain import image_files
from mercat.domain.assets import tree
from mercat.domain.emails.sections import IMAGE, Change
from mercat.domain.files import files
from mercat.model.documents import Document
from mercat.model.files import File
from mercat.model.refusals import NotAllowed
from mercat.store.tx import Tx

FOLDER: Final = "Images and Files"


def store(tx: Tx, upload: files.Incoming, *, overwrites: bool) -> Document[File]:
    """Store an image under the name of its file. Raises NotAllowed (it is no image), and what `files.create` raises."""
    if image_files.look(upload.content) is None:
        raise NotAllowed("image", upload.filename[:255])
    folder = tree.named(tx, FOLDER)[0].ref
    return files.create(tx, folder, upload.filename, upload, description=None, insert_only=not overwrites)


def shown_in(change: Change, file: Document[File], url: str) -> Change:
    """The change of a section that shows a file of Design Studio by its URL."""
    image = replace(change.image, url=url, file_id=file.id)
    return change._replace(type=change.type or IMAGE, image=image)
