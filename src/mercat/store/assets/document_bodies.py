"""The long texts of versions of documents, such as the HTML of a template, beside their content."""

from mercat.model.assets import AssetRef
from mercat.model.versions import Version
from mercat.store.tx import Tx

_VERSION = "kind = :kind AND id = :id AND version = :version"


def find(tx: Tx, document: AssetRef, version: Version) -> str | None:
    """The text of a version, or None."""
    row = tx.fetch_one(
        f"SELECT body FROM document_bodies WHERE {_VERSION}",
        kind=document.type.value,
        id=document.id,
        version=version,
    )
    return row[0] if row else None


def save(tx: Tx, document: AssetRef, version: Version, body: str) -> None:
    """Store the text of a version."""
    tx.execute(
        "INSERT INTO document_bodies (kind, id, version, body) VALUES (:kind, :id, :version, :body)"
        " ON CONFLICT (kind, id, version) DO UPDATE SET body = excluded.body",
        kind=document.type.value,
        id=document.id,
        version=version,
        body=body,
    )


def move(tx: Tx, document: AssetRef, source: Version, target: Version) -> None:
    """The text of one version becomes that of the other, and takes the place of one."""
    delete(tx, document, target)
    tx.execute(
        f"UPDATE document_bodies SET version = :target WHERE {_VERSION}",
        kind=document.type.value,
        id=document.id,
        version=source,
        target=target,
    )


def delete(tx: Tx, document: AssetRef, version: Version) -> None:
    """Remove the text of a version."""
    tx.execute(
        f"DELETE FROM document_bodies WHERE {_VERSION}", kind=document.type.value, id=document.id, version=version
    )
