"""The findings of `mercat run`: what the calls of a command did against documented rules, in a file and as a status."""

from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final

import msgspec

from mercat.app.command_process import CannotRun
from mercat.app.config import BadSetting, Run

FAILED: Final = 9

Sandbox = Callable[[str, str], tuple[int, Any]]  # of a method and a path: status and document


def check(options: Run) -> None:
    """Whether the file can be written in a form that its suffix names. Raises BadSetting."""
    from mercat.sandbox.finding_reports import FORMS, form_of

    file = options.findings
    if file is None:
        return
    if form_of(file) is None:
        raise BadSetting(f"--findings is {file}: expected a name that ends in {', '.join(FORMS)}.")
    if not file.absolute().parent.is_dir():
        raise BadSetting(f"--findings is {file}, and there is no folder {file.parent}.")


def begin(options: Run, sandbox: Sandbox) -> None:
    """Forget what was found before the command. Raises CannotRun if the server has no findings."""
    if _is_asked(options) and sandbox("DELETE", "/findings")[0] != 200:
        raise CannotRun("The server has no findings: --findings and --fail-on need a demo.")


def end(options: Run, sandbox: Sandbox, code: int, warn: Callable[[str], None]) -> int:
    """Write what was found. Returns the command's status, or FAILED if it ended well and a finding is too grave."""
    from mercat.sandbox import finding_reports
    from mercat.sandbox.findings import Findings
    from mercat.sandbox.journal import CALLS

    if not _is_asked(options):
        return code
    try:
        status, document = sandbox("GET", "/findings")
        _, journal = sandbox("GET", f"/requests?limit={CALLS}")
    except (OSError, HTTPException):
        status, document, journal = 0, None, None
    if status != 200:
        warn("The findings are lost: the server does not answer any more.")
        return code
    findings = msgspec.convert(document, Findings)
    calls = {entry["id"]: f"{entry['method']} {entry['path']}" for entry in (journal or {}).get("requests", ())}
    if options.findings is not None:
        _write(options.findings, finding_reports.form_of(options.findings), findings, calls, warn)
    if options.fail_on is None or not finding_reports.reach(findings, options.fail_on):
        return code
    report = finding_reports.text(findings, calls).rstrip()
    warn(f"There are findings of severity {options.fail_on} or above.\n{report}")
    return code or FAILED


def _write(
    file: Path,
    form: Callable[[Any, Any], str] | None,
    findings: Any,
    calls: dict[int, str],
    warn: Callable[[str], None],
) -> None:
    assert form is not None, "checked before the command ran"
    try:
        file.write_text(form(findings, calls), encoding="utf-8")
    except OSError as problem:
        warn(f"{file} cannot be written: {problem.strerror}.")


def _is_asked(options: Run) -> bool:
    return options.findings is not None or options.fail_on is not None
