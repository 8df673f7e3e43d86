"""The bytes of files, beside the documents that describe them."""

from mercat.store.tx import Tx


def find(tx: Tx, file_id: int) -> bytes:
    """The bytes of a file that exists."""
    row = tx.fetch_one("SELECT content FROM file_contents WHERE id = :id", id=file_id)
    assert row is not None, "a file has a content"
    return bytes(row[0])


def save(tx: Tx, file_id: int, content: bytes) -> None:
    """Store the bytes of a file in place of those that it had."""
    tx.execute(
        "INSERT INTO file_contents (kind, id, content) VALUES ('File', :id, :content)"
        " ON CONFLICT (id) DO UPDATE SET content = excluded.content",
        id=file_id,
        content=content,
    )
