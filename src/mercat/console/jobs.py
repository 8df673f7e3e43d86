"""/console/jobs: the bulk imports and extracts of all users: progress, files and cancellation."""

from typing import Any, Final

from starlette.responses import FileResponse, Response

from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.access import sessions
from mercat.domain.bulk import exports, imports, overview, simulated_progress
from mercat.model.export_jobs import Export
from mercat.model.import_jobs import Import, Verdict
from mercat.model.refusals import NotFound, RuleBroken
from mercat.model.rules import Rule
from mercat.store.tx import Tx
from mercat.wire import pages

SHOWN: Final = 25
FAILURES: Final = 20
OVER: Final = ("completed", "failed", "partial")
NEWEST: Final = 2**62
VERDICTS: Final[dict[str, Verdict]] = {"failures": "failure", "warnings": "warning"}


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """The newest jobs of both kinds."""

    def work(tx: Tx) -> dict[str, Any]:
        incoming = overview.all_imports(tx, below=request.number("imports", NEWEST), limit=SHOWN)
        outgoing = overview.all_extracts(tx, below=request.number("extracts", NEWEST), limit=SHOWN)
        return {
            "imports": [_import(tx, job) for job in incoming.items],
            "older_imports": incoming.cursor,
            "extracts": [_extract(tx, job) for job in outgoing.items],
            "older_extracts": outgoing.cursor,
        }

    return request.page("jobs.html", **await request.read(work))


@admin_required
async def show_import(request: ConsoleRequest) -> Response:
    """One import."""

    def work(tx: Tx) -> dict[str, Any]:
        context = _import(tx, overview.get_import(tx, request.id))
        over = context["state"] in OVER
        failures = (
            request.protocol_texts.first_failures(tx, context["job"], FAILURES)
            if over and context["job"].failed
            else []
        )
        return {"over": over, "failures": failures, **context}

    context = await request.read(work)
    message = request.protocol_texts.import_message(context["job"]) if context["over"] else ""
    return request.page("import.html", message=message, **context)


@admin_required
async def report(request: ConsoleRequest) -> Response:
    """The rows of an import that failed, or got a warning, as a file."""
    verdict = VERDICTS.get(request.http.path_params["verdict"])
    if verdict is None:
        raise NotFound("file")
    kind: Verdict = verdict

    def work(tx: Tx) -> tuple[Import, str]:
        job = overview.get_import(tx, request.id)
        some = job.failed if kind == "failure" else job.warned
        if not some or simulated_progress.state_of(tx, job) not in ("completed", "failed"):
            raise NotFound("file")
        return job, request.protocol_texts.import_file(tx, job, kind)

    job, text = await request.read(work, offload=True)
    name = f"import-{job.id}-{request.http.path_params['verdict']}"
    headers = _file_headers(job.request.format, name)
    return Response(text.encode("utf-8", "replace"), media_type=None, headers=headers)


@admin_required
async def show_extract(request: ConsoleRequest) -> Response:
    """One extract."""
    return request.page("extract.html", **await request.read(lambda tx: _extract(tx, _export(tx, request))))


@admin_required
async def file(request: ConsoleRequest) -> Response:
    """The file of an extract."""

    def work(tx: Tx) -> tuple[Export, Any]:
        job = _export(tx, request)
        if job.file is None or not exports.has_file(tx, job):
            raise NotFound("file")
        return job, tx.files.path(job.file)

    job, place = await request.read(work)
    headers = _file_headers(job.request.format, f"{job.kind}-{job.export_id}")
    return FileResponse(place, headers=headers, media_type=headers["Content-Type"])


@admin_required
async def ask_cancellation(request: ConsoleRequest) -> Response:
    """Ask whether to cancel the extract."""
    job = await request.read(lambda tx: _export(tx, request))
    return request.page(
        "confirm.html",
        title="Cancel the extract {name}?",
        text="It stops immediately and produces no file.",
        button="Cancel extract",
        name=job.export_id,
        back=f"/jobs/extracts/{job.export_id}",
    )


@admin_required
async def cancel(request: ConsoleRequest) -> Response:
    """Cancel an extract. One that has ended stays as it is."""
    try:
        await request.write(lambda tx: overview.cancel_extract(tx, request.http.path_params["key"][:64]))
    except RuleBroken as refusal:
        if refusal.rule is not Rule.JOB_OVER:
            raise
        return request.go(f"/jobs/extracts/{request.http.path_params['key']}", "over")
    return request.go(f"/jobs/extracts/{request.http.path_params['key']}", "cancelled")


def _export(tx: Tx, request: ConsoleRequest) -> Export:
    key: str = request.http.path_params["key"]
    return overview.get_extract(tx, key[:64])


def _import(tx: Tx, job: Import) -> dict[str, Any]:
    state = simulated_progress.state_of(tx, job)
    if state == "completed" and job.failed:
        state = "partial" if job.imported else "failed"
    done = imports.done_of(tx, job) if state in ("queued", "processing") else None
    return {
        "job": job,
        "state": state,
        "done": done,
        "owner": sessions.email_of(tx, job.owner_id),
    }


def _extract(tx: Tx, job: Export) -> dict[str, Any]:
    state = simulated_progress.state_of(tx, job)
    return {
        "job": job,
        "state": state,
        "owner": sessions.email_of(tx, job.owner_id),
        "has_file": exports.has_file(tx, job),
        "can_end": state in exports.UNFINISHED,
    }


def _file_headers(form: str, name: str) -> dict[str, str]:
    media = "text/tab-separated-values" if form == "TSV" else "text/csv"
    return {
        **dict(pages.headers()),
        "Content-Type": f"{media};charset=UTF-8",
        "Content-Disposition": f'attachment; filename="{name}.{form.lower()}"',
    }
