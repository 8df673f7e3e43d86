"""Findings in the forms that people and continuous integration read: text, JSON, SARIF 2.1.0 and JUnit.

A form takes the findings and the calls by their numbers, such as "GET /rest/v1/leads.json": the journal may end before
the report is read.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import msgspec

from mercat import __version__
from mercat.sandbox.checks.catalog import CHECKS
from mercat.sandbox.checks.forms import Check
from mercat.sandbox.findings import Findings
from mercat.sandbox.watch import Finding

Calls = Mapping[int, str]
Form = Callable[[Findings, Calls], str]

EXAMPLES: Final = 3  # of calls that a text shows of a finding
SEVERITIES: Final = ("info", "warning", "error")  # from the lightest
_LEVELS: Final = {"info": "note", "warning": "warning", "error": "error"}


def form_of(file: Path) -> Form | None:
    """The form that a file has by its suffix; None if there is none."""
    return FORMS.get(file.suffix.lower())


def reach(findings: Findings, severity: str) -> bool:
    """Whether a finding is at least so severe."""
    least = SEVERITIES.index(severity)
    return any(SEVERITIES.index(finding.severity) >= least for finding in findings.findings)


def text(findings: Findings, calls: Calls) -> str:
    """For people: a paragraph for each finding, and the sum."""
    paragraphs = [f"{finding.severity}: {finding.rule}\n{_details(finding, calls)}\n" for finding in findings.findings]
    if not paragraphs:
        paragraphs = ["No findings.\n"]
    share = f"{findings.of_daily_quota:.2%} of the daily quota"
    return "\n".join([*paragraphs, f"{findings.calls} calls count, {share}.\n"])


def json(findings: Findings, calls: Calls) -> str:
    """What the sandbox answers, with a line for each member."""
    return msgspec.json.format(msgspec.json.encode(findings)).decode() + "\n"


def sarif(findings: Findings, calls: Calls) -> str:
    """A log of static analysis, which code hosts show; a request stands where a file has a line."""
    driver = {
        "name": "mercat",
        "version": __version__,
        "rules": [_sarif_rule(check) for check in CHECKS],
    }
    run = {"tool": {"driver": driver}, "results": [_sarif_result(finding, calls) for finding in findings.findings]}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(log)).decode() + "\n"


def junit(findings: Findings, calls: Calls) -> str:
    """A test for each rule: a warning or an error is a failure, and what is less is its output."""
    by_rule = {finding.rule: finding for finding in findings.findings}
    failures = sum(finding.severity != "info" for finding in findings.findings)
    suite = f'<testsuite name="mercat findings" tests="{len(CHECKS)}" failures="{failures}" errors="0" skipped="0">'
    cases = [_junit_case(check, by_rule.get(check.name), calls) for check in CHECKS]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", suite, *cases, "</testsuite>", "</testsuites>"]
    return "\n".join(lines) + "\n"


FORMS: Final[dict[str, Form]] = {".txt": text, ".json": json, ".sarif": sarif, ".xml": junit}


def _details(finding: Finding, calls: Calls) -> str:
    requests = f"request{'s' * (finding.count > 1)} {', '.join(map(str, finding.requests))}"
    examples = dict.fromkeys(calls[number] for number in finding.requests if number in calls)
    lines = [finding.title, f"{_cost(finding)}; {requests}", *list(examples)[:EXAMPLES], finding.docs]
    return "\n".join(f"  {line}" for line in lines)


def _cost(finding: Finding) -> str:
    often = "once" if finding.count == 1 else f"{finding.count} times"
    if not finding.calls_wasted:
        return often
    return f"{often}, {finding.calls_wasted} {'call' if finding.calls_wasted == 1 else 'calls'} wasted"


def _sarif_rule(check: Check) -> dict[str, Any]:
    return {
        "id": check.name,
        "shortDescription": {"text": check.title},
        "helpUri": check.docs,
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
    }


def _sarif_result(finding: Finding, calls: Calls) -> dict[str, Any]:
    place = {"physicalLocation": {"artifactLocation": {"uri": "sandbox/requests"}}}
    names = {number: {"name": f"request {number}"} for number in finding.requests[:10]}
    full = {number: {"fullyQualifiedName": calls[number]} for number in names if number in calls}
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.title} ({_cost(finding)})"},
        "occurrenceCount": finding.count,
        "locations": [{**place, "logicalLocations": [name | full.get(number, {})]} for number, name in names.items()],
    }


def _junit_case(check: Check, finding: Finding | None, calls: Calls) -> str:
    head = f"<testcase classname={quoteattr(f'mercat.{check.protocol}')} name={quoteattr(check.name)}"
    if finding is None:
        return head + "/>"
    if finding.severity == "info":
        return f"{head}><system-out>{escape(_details(finding, calls))}</system-out></testcase>"
    message = f"message={quoteattr(finding.title)} type={quoteattr(finding.severity)}"
    return f"{head}><failure {message}>{escape(_details(finding, calls))}</failure></testcase>"
