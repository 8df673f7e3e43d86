"""Findings as text, JSON, SARIF and JUnit."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from mercat.sandbox import finding_reports
from mercat.sandbox.checks.catalog import CHECKS
from mercat.sandbox.findings import Findings
from mercat.sandbox.watch import Finding

POLLED = Finding("export-polled-too-often", "warning", "Polled & <polled>", "https://example.com/a?b&c", 2, [3, 4], 2)
FIELDS = Finding("no-fields-named", "info", "No fields", "https://example.com/", 1, [5], 0)
SOME = Findings([POLLED, FIELDS], 250, 0.005)
CALLS = {3: "GET /bulk/v1/leads/export/7/status.json", 4: "GET /bulk/v1/leads/export/7/status.json"}
NONE = Findings([], 0, 0.0)


def written(name, findings):
    form = finding_reports.form_of(Path(name))
    assert form is not None
    return form(findings, CALLS)


def test_text_is_for_people():
    assert written("findings.txt", SOME) == (
        "warning: export-polled-too-often\n"
        "  Polled & <polled>\n"
        "  2 times, 2 calls wasted; requests 3, 4\n"
        "  GET /bulk/v1/leads/export/7/status.json\n"
        "  https://example.com/a?b&c\n"
        "\n"
        "info: no-fields-named\n"
        "  No fields\n"
        "  once; request 5\n"
        "  https://example.com/\n"
        "\n"
        "250 calls count, 0.50% of the daily quota.\n"
    )
    assert written("findings.txt", NONE) == "No findings.\n\n0 calls count, 0.00% of the daily quota.\n"


def test_json_is_what_the_sandbox_answers():
    document = json.loads(written("findings.json", SOME))
    assert (document["calls"], document["of_daily_quota"]) == (250, 0.005)
    assert [finding["requests"] for finding in document["findings"]] == [[3, 4], [5]]


def test_sarif_has_every_rule_and_a_result_for_each_finding():
    log = json.loads(written("findings.SARIF", SOME))
    (run,) = log["runs"]
    assert (log["version"], run["tool"]["driver"]["name"]) == ("2.1.0", "mercat")
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert set(rules) == {check.name for check in CHECKS}
    assert all(rule["helpUri"].startswith("https://") for rule in rules.values())
    assert [(one["ruleId"], one["level"], one["occurrenceCount"]) for one in run["results"]] == [
        ("export-polled-too-often", "warning", 2),
        ("no-fields-named", "note", 1),
    ]
    assert [place["logicalLocations"] for place in run["results"][0]["locations"]] == [
        [{"name": f"request {number}", "fullyQualifiedName": CALLS[number]}] for number in (3, 4)
    ]
    assert run["results"][1]["locations"][0]["logicalLocations"] == [{"name": "request 5"}]


def test_junit_has_a_test_for_each_rule_and_fails_those_that_were_broken():
    suite = ElementTree.fromstring(written("findings.xml", SOME)).find("testsuite")  # noqa: S314  # ours
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == (str(len(CHECKS)), "1")
    (failed,) = [case for case in suite if case.find("failure") is not None]
    assert (failed.get("classname"), failed.get("name")) == ("mercat.marketo", "export-polled-too-often")
    assert failed.find("failure").get("message") == "Polled & <polled>"
    (told,) = [case for case in suite if case.find("system-out") is not None]
    assert told.get("name") == "no-fields-named"


def test_other_suffixes_have_no_form():
    assert finding_reports.form_of(Path("findings.html")) is None
    assert finding_reports.form_of(Path("findings")) is None


@pytest.mark.parametrize(("findings", "reached"), [(NONE, []), (Findings([FIELDS], 1, 0.0), ["info"])])
def test_severities_reach_up_to_the_gravest(findings, reached):
    assert [severity for severity in finding_reports.SEVERITIES if finding_reports.reach(findings, severity)] == reached


def test_a_warning_is_no_error():
    assert [finding_reports.reach(SOME, severity) for severity in finding_reports.SEVERITIES] == [True, True, False]
