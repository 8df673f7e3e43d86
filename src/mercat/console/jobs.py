"""/console/jobs: bulk imports and extracts of everybody: how far they are, their files, an end to them."""

from typing import Any, Final

from starlette.responses import FileResponse, Response

from mercat.console.visits import Visit, administrator
from mercat.domain import sessions
from mercat.domain.exchange import everybody, exports, imports, transitions
from mercat.model.refusals import NotFound, Rule, RuleBroken
from mercat.store.exports import Export
from mercat.store.imports import Import, Verdict
from mercat.store.tx import Tx
from mercat.wire import pages

SHOWN: Final = 25
FAILURES: Final = 20
OVER: Final = ("completed", "failed", "partial")
NEWEST: Final = 2**62
VERDICTS: Final[dict[str, Verdict]] = {"failures": "failure", "warnings": "warning"}


@administrator
async def show(visit: Visit) -> Response:
    """The newest jobs of both kinds."""

    def work(tx: Tx) -> dict[str, Any]:
        incoming = everybody.all_imports(tx, below=visit.number("imports", NEWEST), limit=SHOWN)
        outgoing = everybody.all_extracts(tx, below=visit.number("extracts", NEWEST), limit=SHOWN)
        return {
            "imports": [_import(tx, found) for found in incoming.items],
            "older_imports": incoming.cursor,
            "extracts": [_extract(tx, found) for found in outgoing.items],
            "older_extracts": outgoing.cursor,
        }

    return visit.page("jobs.html", **await visit.read(work))


@administrator
async def show_import(visit: Visit) -> Response:
    """One import."""

    def work(tx: Tx) -> dict[str, Any]:
        shown = _import(tx, everybody.get_import(tx, visit.id))
        over = shown["state"] in OVER
        failures = visit.words.failures(tx, shown["job"], FAILURES) if over and shown["job"].failed else []
        return {"over": over, "failures": failures, **shown}

    shown = await visit.read(work)
    message = visit.words.message(shown["job"]) if shown["over"] else ""
    return visit.page("import.html", message=message, **shown)


@administrator
async def report(visit: Visit) -> Response:
    """The rows of an import that failed, or were odd, as a file."""
    verdict = VERDICTS.get(visit.request.path_params["verdict"])
    if verdict is None:
        raise NotFound("file")
    wanted: Verdict = verdict

    def work(tx: Tx) -> tuple[Import, str]:
        found = everybody.get_import(tx, visit.id)
        some = found.failed if wanted == "failure" else found.warned
        if not some or transitions.state_of(tx, found) not in ("completed", "failed"):
            raise NotFound("file")
        return found, visit.words.report(tx, found, wanted)

    found, text = await visit.read(work, heavy=True)
    name = f"import-{found.id}-{visit.request.path_params['verdict']}"
    headers = _file_headers(found.request.format, name)
    return Response(text.encode("utf-8", "replace"), media_type=None, headers=headers)


@administrator
async def show_extract(visit: Visit) -> Response:
    """One extract."""
    return visit.page("extract.html", **await visit.read(lambda tx: _extract(tx, _found(tx, visit))))


@administrator
async def file(visit: Visit) -> Response:
    """The file of an extract."""

    def work(tx: Tx) -> tuple[Export, Any]:
        found = _found(tx, visit)
        if found.file is None or not exports.has_file(tx, found):
            raise NotFound("file")
        return found, tx.files.path(found.file)

    found, place = await visit.read(work)
    headers = _file_headers(found.request.format, f"{found.kind}-{found.export_id}")
    return FileResponse(place, headers=headers, media_type=headers["Content-Type"])


@administrator
async def ask_cancellation(visit: Visit) -> Response:
    """Whether the extract should really end."""
    found = await visit.read(lambda tx: _found(tx, visit))
    return visit.page(
        "confirm.html",
        title="Cancel the extract {name}?",
        text="It stops immediately and produces no file.",
        button="Cancel extract",
        name=found.export_id,
        back=f"/jobs/extracts/{found.export_id}",
    )


@administrator
async def cancel(visit: Visit) -> Response:
    """End an extract that is not over; what is over stays as it is."""
    try:
        await visit.write(lambda tx: everybody.cancel_extract(tx, visit.request.path_params["key"][:64]))
    except RuleBroken as refusal:
        if refusal.rule is not Rule.JOB_OVER:
            raise
        return visit.go(f"/jobs/extracts/{visit.request.path_params['key']}", "over")
    return visit.go(f"/jobs/extracts/{visit.request.path_params['key']}", "cancelled")


def _found(tx: Tx, visit: Visit) -> Export:
    key: str = visit.request.path_params["key"]
    return everybody.get_extract(tx, key[:64])


def _import(tx: Tx, found: Import) -> dict[str, Any]:
    state = transitions.state_of(tx, found)
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
    state = transitions.state_of(tx, found)
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
