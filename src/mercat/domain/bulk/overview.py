"""Bulk jobs of all users, newest first, for administrators."""

from mercat.domain import audit
from mercat.domain.access import sessions
from mercat.domain.bulk.exports import stop
from mercat.model.export_jobs import Export
from mercat.model.import_jobs import Import
from mercat.model.outcomes import Page, page_of
from mercat.model.refusals import NotFound
from mercat.store.bulk import export_jobs, import_jobs
from mercat.store.tx import Tx


def all_imports(tx: Tx, *, below: int, limit: int) -> Page[Import]:
    """Imports of all users with lower ids than this one."""
    batch = import_jobs.newest(tx, below=below, limit=limit + 1)
    return page_of(batch, limit)


def all_extracts(tx: Tx, *, below: int, limit: int) -> Page[Export]:
    """Extracts of all users with lower numbers than this one."""
    batch = export_jobs.newest(tx, below=below, limit=limit + 1)
    return page_of(batch, limit)


def get_import(tx: Tx, number: int) -> Import:
    """An import of any user. Raises NotFound."""
    job = import_jobs.find(tx, number) if number < 2**63 else None
    if job is None:
        raise NotFound("import", number)
    return job


def get_extract(tx: Tx, export_id: str) -> Export:
    """An extract of any user. Raises NotFound."""
    export = export_jobs.find(tx, export_id.lower())
    if export is None:
        raise NotFound("export", export_id)
    return export


def cancel_extract(tx: Tx, export_id: str) -> None:
    """Cancel an extract of any user; the audit trail gets an entry. Raises NotFound, RuleBroken (it has ended)."""
    export = get_extract(tx, export_id)
    stop(tx, export)
    audit.note(tx, "extract.cancelled", export.export_id, before={"user": sessions.email_of(tx, export.owner_id)})
