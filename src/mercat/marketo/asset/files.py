"""/rest/asset/v1/file, /rest/asset/v1/files: images, scripts, style sheets and documents of Design Studio."""

from mercat.domain.files import files
from mercat.marketo.asset.versioned import READ, WRITE
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import AssetId, AssetName, AssetPage, Folder, asset_time, place_of, root_of
from mercat.model.documents import Document, DocumentFilter
from mercat.model.files import File
from mercat.model.refusals import Missing
from mercat.wire.call import Call
from mercat.wire.http import file_url
from mercat.wire.operation import Answer, Schema
from mercat.wire.uploads import Upload


class FileFolder(Answer):
    """The folder of a file, with the type of its content."""

    type: str
    id: int
    name: str


class FileAnswer(Answer):
    """A file without its bytes, which its URL serves."""

    id: int
    size: int
    mime_type: str
    url: str
    folder: FileFolder
    name: str
    description: str | None
    created_at: str
    updated_at: str


class BrowseFiles(AssetPage):
    """A list of all files, or of those directly in a folder."""

    folder: Folder | None = None


class CreateFile(Schema):
    """A file to create, or new bytes for the file with this name, unless `insertOnly` forbids that."""

    name: str
    folder: Folder
    description: str | None = None
    insert_only: bool = False


@marketo.get("/rest/asset/v1/file/{id}.json", id="getFileByIdUsingGET", needs=READ, docs="files#by-id")
def get_file(call: Call, path: AssetId) -> Reply[FileAnswer]:
    """Get a file by its id."""
    file = files.KIND.find(call.tx, path.id)
    return asset_reply([_file(call, file)] if file else [])


@marketo.get("/rest/asset/v1/file/byName.json", id="getFileByNameUsingGET", needs=READ, docs="files#by-name")
def get_file_by_name(call: Call, query: AssetName) -> Reply[FileAnswer]:
    """Get the file with exactly this name."""
    file = files.named(call.tx, query.name)
    return asset_reply([_file(call, file)] if file and file.title.name == query.name else [])


@marketo.get("/rest/asset/v1/files.json", id="getFilesUsingGET", needs=READ, docs="files#browse", offload=True)
def browse_files(call: Call, query: BrowseFiles) -> Reply[FileAnswer]:
    """List files by folder, in the order of their ids."""
    criteria = DocumentFilter(parent=root_of(query.folder))
    page = files.KIND.browse(call.tx, criteria, offset=query.offset, limit=query.max_return)
    return asset_reply([_file(call, file) for file in page])


@marketo.post("/rest/asset/v1/files.json", id="createFileUsingPOST", needs=WRITE, docs="files#create-and-update")
def create_file(call: Call, form: CreateFile, upload: Upload) -> list[FileAnswer]:
    """Store a file in a folder of images and files, or replace the bytes of the file with this name."""
    file = files.create(
        call.tx,
        place_of(form.folder),
        form.name,
        _incoming(upload),
        description=form.description,
        insert_only=form.insert_only,
    )
    return [_file(call, file)]


@marketo.post(
    "/rest/asset/v1/file/{id}/content.json", id="updateContentUsingPOST", needs=WRITE, docs="files#create-and-update"
)
def update_file_content(call: Call, path: AssetId, upload: Upload) -> list[FileAnswer]:
    """Replace the bytes of a file. Its URL stays the same."""
    return [_file(call, files.replace(call.tx, path.id, _incoming(upload)))]


def _incoming(upload: Upload) -> files.Incoming:
    if "file" not in upload.files:
        raise Missing("file")
    file = upload.files["file"]
    return files.Incoming(file.read(), file.filename, file.content_type)


def _file(call: Call, file: Document[File]) -> FileAnswer:
    (content,) = file.versions.contents
    return FileAnswer(
        id=file.id,
        size=content.size,
        mime_type=content.mime_type,
        url=file_url(call.request.base_url, call.host.id, file.title.name),
        folder=FileFolder(files.KIND.folder_type, file.parent.id, file.parent_name),
        name=file.title.name,
        description=file.title.description,
        created_at=asset_time(file.created_ms),
        updated_at=asset_time(file.updated_ms),
    )
