"""multipart/form-data: whatever the pieces, the same parts; bounds; what is no multipart at all."""

import hashlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mercat.model.refusals import MalformedMultipart, TooLong, TooMany
from mercat.wire.uploads import IN_MEMORY_BYTES, PARTS, UploadParser

TYPE = "multipart/form-data; boundary=xyz"
TEXT = b'--xyz\r\nContent-Disposition: form-data; name="account_id"\r\nContent-Length: 5\r\n\r\n25610\r\n'
FILE = (
    b'--xyz\r\nContent-Disposition: form-data; name="file"; filename="\xe5\x9b\xbe.png"\r\n'
    b"Content-Type: image/png\r\n\r\n\x89PNG\r\n--xy\r\n"
)
END = b"--xyz--\r\n"


def parsed(*pieces: bytes, content_type: str = TYPE, text_bytes: int = 1_000):
    parser = UploadParser(content_type, text_bytes=text_bytes)
    for piece in pieces:
        parser.feed(piece)
    return parser.finish()


def part(name: str, content: bytes) -> bytes:
    return b'--xyz\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), content)


@given(st.lists(st.integers(0, len(TEXT + FILE + END)), max_size=12))
def test_the_parts_are_the_same_whatever_the_pieces(cuts):
    whole = TEXT + FILE + END
    places = [0, *sorted(cuts), len(whole)]
    upload = parsed(*(whole[start:end] for start, end in itertools.pairwise(places)))
    file = upload.files["file"]
    assert upload.texts == [("account_id", "25610")]
    assert (file.filename, file.content_type, file.size, file.read()) == ("图.png", "image/png", 10, b"\x89PNG\r\n--xy")
    assert file.md5 == hashlib.md5(b"\x89PNG\r\n--xy", usedforsecurity=False).hexdigest()
    upload.close()
    assert file.content.closed


def test_a_large_file_is_on_disk():
    head = FILE.split(b"\r\n\r\n")[0] + b"\r\n\r\n"
    upload = parsed(head, *[bytes(65_536)] * 20, b"\r\n", END)
    assert upload.files["file"].size == 20 * 65_536 > IN_MEMORY_BYTES
    assert upload.files["file"].content._rolled
    upload.close()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        TEXT,
        TEXT + b"--xyz",
        b"nothing of the kind",
        b"--xyz\r\n\r\nno name\r\n--xyz--\r\n",
        part("a", b"\xff") + END,
    ],
    ids=repr,
)
def test_what_is_no_whole_multipart_is_malformed(content):
    with pytest.raises(MalformedMultipart):
        parsed(content)


@pytest.mark.parametrize(
    "content_type", ["", "multipart/form-data", "application/json", "multipart/form-data; boundary="]
)
def test_a_type_without_boundary_is_malformed(content_type):
    with pytest.raises(MalformedMultipart):
        parsed(END, content_type=content_type)


def test_texts_and_parts_are_bounded():
    assert parsed(part("a", b"x" * 1_000), END).texts == [("a", "x" * 1_000)]
    with pytest.raises(TooLong):
        parsed(part("a", b"x" * 1_001), END)
    assert len(parsed(part("a", b"") * PARTS, END).texts) == PARTS
    with pytest.raises(TooMany):
        parsed(part("a", b"") * (PARTS + 1), END)
    with pytest.raises(MalformedMultipart):
        parsed(b"--xyz\r\n" + b"X: y\r\n" * 100)
