"""Bulk work as administrators see it: everybody's, the newest first."""

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
    """Imports of everybody below an id."""
    batch = import_jobs.newest(tx, below=below, limit=limit + 1)
    return page_of(batch, limit)


def all_extracts(tx: Tx, *, below: int, limit: int) -> Page[Export]:
    """Extracts of everybody below a number."""
    batch = export_jobs.newest(tx, below=below, limit=limit + 1)
    return page_of(batch, limit)


def get_import(tx: Tx, number: int) -> Import:
    """Anybody's import. Raises NotFound."""
    job = import_jobs.find(tx, number) if number < 2**63 else None
    if job is None:
        raise NotFound("import", number)
    return job


def get_extract(tx: Tx, export_id: str) -> Export:
    """Anybody's extract. Raises NotFound."""
    export = export_jobs.find(tx, export_id.lower())
    if export is None:
        raise NotFound("export", export_id)
    return export


def cancel_extract(tx: Tx, export_id: str) -> None:
    """Cancel anybody's extract; the audit trail names the administrator. Raises NotFound, RuleBroken (it is over)."""
    export = get_extract(tx, export_id)
    stop(tx, export)
    audit.note(tx, "extract.cancelled", export.export_id, before={"user": sessions.email_of(tx, export.owner_id)})
