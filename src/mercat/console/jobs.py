"""/console/jobs: bulk imports and extracts of everybody: how far they are, their files, an end to them."""

from typing import Any, Final

from starlette.responses import FileResponse, Response

from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.access import sessions
from mercat.domain.bulk import exports, imports, overview, simulated_progress
from mercat.model.refusals import NotFound, Rule, RuleBroken
from mercat.store.bulk.export_jobs import Export
from mercat.store.bulk.import_jobs import Import, Verdict
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
            "imports": [_import(tx, found) for found in incoming.items],
            "older_imports": incoming.cursor,
            "extracts": [_extract(tx, found) for found in outgoing.items],
            "older_extracts": outgoing.cursor,
        }

    return request.page("jobs.html", **await request.read(work))


@admin_required
async def show_import(request: ConsoleRequest) -> Response:
    """One import."""

    def work(tx: Tx) -> dict[str, Any]:
        shown = _import(tx, overview.get_import(tx, request.id))
        over = shown["state"] in OVER
        failures = request.words.failures(tx, shown["job"], FAILURES) if over and shown["job"].failed else []
        return {"over": over, "failures": failures, **shown}

    shown = await request.read(work)
    message = request.words.message(shown["job"]) if shown["over"] else ""
    return request.page("import.html", message=message, **shown)


@admin_required
async def report(request: ConsoleRequest) -> Response:
    """The rows of an import that failed, or were odd, as a file."""
    verdict = VERDICTS.get(request.http.path_params["verdict"])
    if verdict is None:
        raise NotFound("file")
    wanted: Verdict = verdict

    def work(tx: Tx) -> tuple[Import, str]:
        found = overview.get_import(tx, request.id)
        some = found.failed if wanted == "failure" else found.warned
        if not some or simulated_progress.state_of(tx, found) not in ("completed", "failed"):
            raise NotFound("file")
        return found, request.words.report(tx, found, wanted)

    found, text = await request.read(work, offload=True)
    name = f"import-{found.id}-{request.http.path_params['verdict']}"
    headers = _file_headers(found.request.format, name)
    return Response(text.encode("utf-8", "replace"), media_type=None, headers=headers)


@admin_required
async def show_extract(request: ConsoleRequest) -> Response:
    """One extract."""
    return request.page("extract.html", **await request.read(lambda tx: _extract(tx, _found(tx, request))))


@admin_required
async def file(request: ConsoleRequest) -> Response:
    """The file of an extract."""

    def work(tx: Tx) -> tuple[Export, Any]:
        found = _found(tx, request)
        if found.file is None or not exports.has_file(tx, found):
            raise NotFound("file")
        return found, tx.files.path(found.file)

    found, place = await request.read(work)
    headers = _file_headers(found.request.format, f"{found.kind}-{found.export_id}")
    return FileResponse(place, headers=headers, media_type=headers["Content-Type"])


@admin_required
async def ask_cancellation(request: ConsoleRequest) -> Response:
    """Whether the extract should really end."""
    found = await request.read(lambda tx: _found(tx, request))
    return request.page(
        "confirm.html",
        title="Cancel the extract {name}?",
        text="It stops immediately and produces no file.",
        button="Cancel extract",
        name=found.export_id,
        back=f"/jobs/extracts/{found.export_id}",
    )


@admin_required
async def cancel(request: ConsoleRequest) -> Response:
    """End an extract that is not over; what is over stays as it is."""
    try:
        await request.write(lambda tx: overview.cancel_extract(tx, request.http.path_params["key"][:64]))
    except RuleBroken as refusal:
        if refusal.rule is not Rule.JOB_OVER:
            raise
        return request.go(f"/jobs/extracts/{request.http.path_params['key']}", "over")
    return request.go(f"/jobs/extracts/{request.http.path_params['key']}", "cancelled")


def _found(tx: Tx, request: ConsoleRequest) -> Export:
    key: str = request.http.path_params["key"]
    return overview.get_extract(tx, key[:64])


def _import(tx: Tx, found: Import) -> dict[str, Any]:
    state = simulated_progress.state_of(tx, found)
    if state == "completed" and found.failed:
        state = "partial" if found.imported else "failed"
    done = imports.done_of(tx, found) if state in ("queued", "processing") else None
    return {
        "job": found,
        "state": state,
        "done": done,
        "owner": sessions.email_of(tx, found.owner_id),
    }


def _extract(tx: Tx, found: Export) -> dict[str, Any]:
    state = simulated_progress.state_of(tx, found)
    return {
        "job": found,
        "state": state,
        "owner": sessions.email_of(tx, found.owner_id),
        "has_file": exports.has_file(tx, found),
        "can_end": state in exports.UNFINISHED,
    }


def _file_headers(form: str, name: str) -> dict[str, str]:
    media = "text/tab-separated-values" if form == "TSV" else "text/csv"
    return {
        **dict(pages.headers()),
        "Content-Type": f"{media};charset=UTF-8",
        "Content-Disposition": f'attachment; filename="{name}.{form.lower()}"',
    }
