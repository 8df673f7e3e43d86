"""/rest/asset/v1/files: images and other files, stored and replaced by name."""

import pytest

from mercat.domain.files import files
from support.forms import FORMS, WARNING, ZONE, program
from support.pictures import gif, jpg, png

FOLDER = {"id": 16, "type": "Folder"}  # Design Studio > Default > Images and Files
FILE = "/rest/asset/v1/file"
FILES = "/rest/asset/v1/files.json"
MIB = 1_048_576


def create(client, name="page.html", content=b"<h1>Hello</h1>", folder=FOLDER, **options):
    return client.upload(FILES, content, name=name, folder=folder, **options)


def replace(client, file_id, content, **options):
    return client.upload(f"{FILE}/{file_id}/content.json", content, **options)


def test_a_file_is_created_and_found(marketo):
    answer = create(marketo, mime_type="text/html", description="A page").document
    (file,) = answer["result"]
    assert file == {
        "id": 1,
        "size": 14,
        "mimeType": "text/html",
        "url": "http://mercat.test/rs/123-ABC-456/images/page.html",
        "folder": {"type": "Image", "id": 16, "name": "Images and Files"},
        "name": "page.html",
        "description": "A page",
        "createdAt": file["createdAt"],
        "updatedAt": file["createdAt"],
    }
    assert marketo.get(f"{FILE}/1.json").document["result"] == [file]
    assert marketo.get(f"{FILE}/byName.json", name="page.html").document["result"] == [file]
    assert marketo.get(FILES).document["result"] == [file]


def test_what_is_not_there_is_a_warning_or_702(marketo):
    for path, query in ((f"{FILE}/99.json", {}), (f"{FILE}/byName.json", {"name": "page.html"}), (FILES, {})):
        answer = marketo.get(path, **query).document
        assert (answer["success"], answer["warnings"]) == (True, WARNING)
    refused = replace(marketo, 99, b"x")
    assert (refused.codes, refused.messages) == (["702"], ["99 File not found"])


def test_a_search_by_name_minds_case(marketo):
    create(marketo, "Page.html")
    assert marketo.get(f"{FILE}/byName.json", name="page.html").document["warnings"] == WARNING


def test_files_are_listed_by_folder_and_page(marketo):
    inner = marketo.form("/rest/asset/v1/folders.json", name="Icons", parent=FOLDER).result[0].folderId.id
    for number in range(3):
        create(marketo, f"{number}.txt")
    create(marketo, "inside.txt", folder={"id": inner, "type": "Folder"})
    for query, ids in (
        ({}, [1, 2, 3, 4]),
        ({"folder": FOLDER}, [1, 2, 3]),
        ({"folder": {"id": inner, "type": "Folder"}}, [4]),
        ({"maxReturn": 2, "offset": 1}, [2, 3]),
    ):
        assert [file.id for file in marketo.get(FILES, **query).result] == ids


def test_a_file_of_the_same_name_gets_the_new_bytes(marketo):
    create(marketo, mime_type="text/html", description="One")
    for name, content in (("page.html", b"{}"), ("PAGE.html", b"[1]")):
        (file,) = create(marketo, name, content, mime_type="application/json").result
        assert (file.id, file.name, file.size, file.mimeType) == (1, "page.html", len(content), "application/json")
        assert file.description == "One"
    (file,) = create(marketo, description="Two").result
    assert (file.id, file.description) == (1, "Two")
    assert len(marketo.get(FILES).result) == 1


def test_insert_only_refuses_a_name_that_is_taken_in_any_folder(marketo):
    inner = marketo.form("/rest/asset/v1/folders.json", name="Icons", parent=FOLDER).result[0].folderId
    create(marketo, insertOnly=True)
    for folder in (FOLDER, {"id": inner.id, "type": "Folder"}):
        refused = create(marketo, "Page.HTML", folder=folder, insertOnly=True)
        assert (refused.codes, refused.messages) == (["709"], ["File with the same name already exists"])


def test_the_bytes_of_a_file_are_replaced(marketo):
    create(marketo, mime_type="text/html", description="One")
    (file,) = replace(marketo, 1, b"body {}", filename="style.css").result
    assert (file.name, file.size, file.mimeType, file.description) == ("page.html", 7, "text/css", "One")


@pytest.mark.parametrize(
    ("content", "options", "mime_type"),
    [
        (png(2, 2), {"mime_type": "text/plain"}, "image/png"),
        (jpg(2, 2), {"filename": "x.bin"}, "image/jpeg"),
        (gif(10), {"mime_type": "image/png"}, "image/gif"),
        (b"a,b", {"mime_type": "image/png"}, "application/octet-stream"),
        (png(2, 2)[:-12], {"mime_type": "image/png"}, "application/octet-stream"),
        (b"a,b", {"filename": "x.gif", "mime_type": "gif"}, "application/octet-stream"),
        (b"a,b", {"mime_type": "Text/CSV; charset=utf-8"}, "text/csv"),
        (b"a,b", {"filename": "rows.csv"}, "text/csv"),
        (b"a,b", {"filename": "rows.csv", "mime_type": "csv"}, "text/csv"),
        (b"a,b", {"filename": "rows"}, "application/octet-stream"),
        (b"a,b", {"filename": "rows.csv.gz"}, "application/octet-stream"),
        (b"a,b", {"filename": "x", "mime_type": "a/b<script>"}, "application/octet-stream"),
    ],
)
def test_an_image_is_typed_by_its_bytes_and_anything_else_by_what_came_along(marketo, content, options, mime_type):
    assert create(marketo, "a file", content, **options).result[0].mimeType == mime_type


def test_an_image_has_a_bound_in_pixels(marketo):
    side = files.IMAGE_PIXELS // 5_000
    assert create(marketo, "large.png", png(5_000, side)).codes == []
    refused = create(marketo, "larger.png", png(5_000, side + 1))
    assert (refused.codes, refused.messages) == (["709"], ["Image has more than 50000000 pixels"])
    assert replace(marketo, 1, png(5_000, side + 1)).codes == ["709"]
    assert marketo.get(FILES).result[0].size == len(png(5_000, side))


def test_a_file_has_the_bound_of_every_call(marketo):
    assert create(marketo, content=b"x" * (MIB - 2_000)).result[0].size == MIB - 2_000
    assert create(marketo, content=b"x" * MIB).status == 413


@pytest.mark.parametrize("name", ["../secret", "a/b", "a\\b", "..", ".", "a\nb", "a\x7fb"])
def test_a_name_is_the_last_segment_of_a_path(marketo, name):
    refused = create(marketo, name)
    assert (refused.codes, refused.messages) == (["1003"], ["Invalid value for 'name'"])


def test_a_name_needs_a_text_of_at_most_255(marketo):
    assert create(marketo, " ").codes == ["701"]
    assert create(marketo, "n" * 255).codes == []
    assert create(marketo, "n" * 256).codes == ["701"]


def test_files_lie_in_folders_of_images(marketo):
    for folder in (FORMS, ZONE, {"id": program(marketo), "type": "Program"}):
        assert create(marketo, folder=folder).codes == ["711"]
    assert create(marketo, folder={"id": 999, "type": "Folder"}).codes == ["710"]


def test_the_file_itself_is_required(marketo):
    refused = marketo.send(
        "POST",
        FILES,
        content=b'--m\r\nContent-Disposition: form-data; name="name"\r\n\r\nx\r\n--m\r\nContent-Disposition: form-data;'
        b' name="folder"\r\n\r\n16\r\n--m--\r\n',
        headers={"content-type": "multipart/form-data; boundary=m"},
    )
    assert (refused.codes, refused.messages) == (["701"], ["file cannot be blank"])
    assert marketo.form(FILES, name="x", folder=FOLDER, file="text").codes == ["612"]


def test_a_folder_with_a_file_is_not_empty(marketo):
    inner = marketo.form("/rest/asset/v1/folders.json", name="Icons", parent=FOLDER).result[0].folderId.id
    create(marketo, folder={"id": inner, "type": "Folder"})
    assert marketo.form(f"/rest/asset/v1/folder/{inner}/delete.json").codes == ["709"]


def test_a_copy_has_bytes_of_its_own(marketo):
    create(marketo)

    def work(tx):
        original = files.KIND.get(tx, 1)
        copy = files.KIND.clone(tx, original, original.parent, "copy.html", None)
        files.replace(tx, 1, files.Incoming(b"changed"))
        return files.content(tx, copy), files.content(tx, files.KIND.get(tx, 1))

    assert marketo.server.instance.write_now(work) == (b"<h1>Hello</h1>", b"changed")
