"""Findings in the forms that people and continuous integration read: text, JSON, SARIF 2.1.0 and JUnit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import msgspec

from mercat import __version__
from mercat.sandbox.checks.catalog import CHECKS
from mercat.sandbox.checks.forms import Check
from mercat.sandbox.findings import Findings
from mercat.sandbox.watch import Finding

SEVERITIES: Final = ("info", "warning", "error")  # from the lightest
_LEVELS: Final = {"info": "note", "warning": "warning", "error": "error"}


def form_of(file: Path) -> Callable[[Findings], str] | None:
    """The form that a file has by its suffix; None if there is none."""
    return FORMS.get(file.suffix.lower())


def reach(findings: Findings, severity: str) -> bool:
    """Whether a finding is at least so severe."""
    least = SEVERITIES.index(severity)
    return any(SEVERITIES.index(finding.severity) >= least for finding in findings.findings)


def text(findings: Findings) -> str:
    """For people: a paragraph for each finding, and the sum."""
    paragraphs = [f"{finding.severity}: {finding.rule}\n{_details(finding)}\n" for finding in findings.findings]
    if not paragraphs:
        paragraphs = ["No findings.\n"]
    share = f"{findings.of_daily_quota:.2%} of the daily quota"
    return "\n".join([*paragraphs, f"{findings.calls} calls count, {share}.\n"])


def json(findings: Findings) -> str:
    """What the sandbox answers, with a line for each member."""
    return msgspec.json.format(msgspec.json.encode(findings)).decode() + "\n"


def sarif(findings: Findings) -> str:
    """A log of static analysis, which code hosts show; a request stands where a file has a line."""
    driver = {
        "name": "mercat",
        "version": __version__,
        "rules": [_sarif_rule(check) for check in CHECKS],
    }
    run = {"tool": {"driver": driver}, "results": [_sarif_result(finding) for finding in findings.findings]}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(log)).decode() + "\n"


def junit(findings: Findings) -> str:
    """A test for each rule: a warning or an error is a failure, and what is less is its output."""
    by_rule = {finding.rule: finding for finding in findings.findings}
    failures = sum(finding.severity != "info" for finding in findings.findings)
    suite = f'<testsuite name="mercat findings" tests="{len(CHECKS)}" failures="{failures}" errors="0" skipped="0">'
    cases = [_junit_case(check, by_rule.get(check.name)) for check in CHECKS]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", suite, *cases, "</testsuite>", "</testsuites>"]
    return "\n".join(lines) + "\n"


FORMS: Final[dict[str, Callable[[Findings], str]]] = {".txt": text, ".json": json, ".sarif": sarif, ".xml": junit}


def _details(finding: Finding) -> str:
    requests = ", ".join(map(str, finding.requests))
    cost = f", {finding.calls_wasted} calls wasted" if finding.calls_wasted else ""
    return f"  {finding.title}\n  {finding.count} times{cost}; requests {requests}\n  {finding.docs}"


def _sarif_rule(check: Check) -> dict[str, Any]:
    return {
        "id": check.name,
        "shortDescription": {"text": check.title},
        "helpUri": check.docs,
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
    }


def _sarif_result(finding: Finding) -> dict[str, Any]:
    place = {"physicalLocation": {"artifactLocation": {"uri": "sandbox/requests"}}}
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.title} ({finding.count} times, {finding.calls_wasted} calls wasted)"},
        "occurrenceCount": finding.count,
        "locations": [
            {**place, "logicalLocations": [{"name": f"request {number}"}]} for number in finding.requests[:10]
        ],
    }


def _junit_case(check: Check, finding: Finding | None) -> str:
    head = f"<testcase classname={quoteattr(f'mercat.{check.protocol}')} name={quoteattr(check.name)}"
    if finding is None:
        return head + "/>"
    if finding.severity == "info":
        return f"{head}><system-out>{escape(_details(finding))}</system-out></testcase>"
    message = f"message={quoteattr(finding.title)} type={quoteattr(finding.severity)}"
    return f"{head}><failure {message}>{escape(_details(finding))}</failure></testcase>"
