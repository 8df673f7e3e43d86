"""/sandbox/limits."""

import pytest

from mercat.domain import audit
from mercat.model.audit import Search

DOCUMENTED = {
    "marketo": {
        "rate_calls": 100,
        "rate_window_seconds": 20,
        "concurrency": 10,
        "daily_quota": 50_000,
        "extract_megabytes": 500,
        "ingest_requests_per_second": 5_000,
    },
    "tencent": {"calls_per_minute": 1_000, "penalty_seconds": 300, "upload_calls_per_day": 1_000},
}


def test_the_documented_limits_are_a_word_away(demo):
    assert demo.sandbox("PUT", "/limits", {"mode": "documented"}).document == DOCUMENTED
    assert demo.sandbox("GET", "/limits").document == DOCUMENTED


def test_limits_that_are_off_admit_everything(demo, usage):
    demo.sandbox("PUT", "/limits", {"mode": "documented"})
    off = demo.sandbox("PUT", "/limits", {"mode": "off"}).document
    assert off["marketo"] == {
        "rate_calls": 0,
        "rate_window_seconds": 20,
        "concurrency": 0,
        "daily_quota": 0,
        "extract_megabytes": 0,
        "ingest_requests_per_second": 0,
    }
    token = demo.token(demo.credentials["marketo"])
    assert all(demo.marketo(usage, token).success for _ in range(101))


def test_a_part_changes_that_part_alone(demo):
    demo.sandbox("PUT", "/limits", {"mode": "documented"})
    changed = demo.sandbox("PUT", "/limits", {"marketo": {"rate_calls": 7}}).document
    assert changed["marketo"] == DOCUMENTED["marketo"] | {"rate_calls": 7}
    assert changed["tencent"] == DOCUMENTED["tencent"]


def test_a_mode_and_a_part_together_are_the_mode_with_the_part_changed(demo):
    changed = demo.sandbox("PUT", "/limits", {"mode": "documented", "tencent": {"penalty_seconds": 1}}).document
    assert changed["marketo"] == DOCUMENTED["marketo"]
    assert changed["tencent"] == DOCUMENTED["tencent"] | {"penalty_seconds": 1}


def test_what_get_gave_can_be_put_back(demo):
    demo.sandbox("PUT", "/limits", {"marketo": {"rate_calls": 7, "concurrency": 0}})
    shown = demo.sandbox("GET", "/limits").document
    demo.sandbox("PUT", "/limits", {"mode": "off"})
    assert demo.sandbox("PUT", "/limits", shown).document == shown


def test_a_changed_limit_holds_from_the_next_call_on(demo, usage):
    demo.sandbox("PUT", "/limits", {"mode": "documented", "marketo": {"rate_calls": 3}})
    token = demo.token(demo.credentials["marketo"])
    assert all(demo.marketo(usage, token).success for _ in range(3))
    refused = demo.marketo(usage, token)
    assert (refused.codes, refused.messages) == (["606"], ["Max rate limit '3' exceeded with in '20' secs"])
    demo.sandbox("POST", "/clock", {"advance_seconds": 21})
    assert demo.marketo(usage, token).success


def test_a_change_is_an_entry_of_the_audit_trail_and_none_is_none(demo):
    demo.sandbox("PUT", "/limits", {"mode": "documented"})
    for _ in range(2):
        demo.sandbox("PUT", "/limits", {"marketo": {"daily_quota": 5}, "tencent": {"penalty_seconds": 2}})
    demo.sandbox("PUT", "/limits", {"marketo": {"daily_quota": -1}})
    entry, *_ = found = demo.instance.read_now(lambda tx: audit.newest(tx, Search(kind="limits.changed")))
    assert [each.actor for each in found] == ["sandbox"] * 2
    assert entry.before == {"daily_quota": 50_000, "penalty_seconds": 300}
    assert entry.after == {"daily_quota": 5, "penalty_seconds": 2}


def test_changed_limits_outlive_the_process(demo, demo_lease):
    shown = demo.sandbox("PUT", "/limits", {"marketo": {"daily_quota": 5}, "tencent": {"penalty_seconds": 2}}).document
    demo_lease.registry.close()
    demo_lease.registry = demo_lease.open()
    again = demo_lease.registry.default
    assert (again.rate_limiter.limits.daily_quota, again.endpoint_rate_limiter.limits.penalty_seconds) == (5, 2)
    assert again.rate_limiter.limits.rate_calls == shown["marketo"]["rate_calls"]


@pytest.mark.parametrize(
    "body",
    [
        {"mode": "strict"},
        {"marketo": {"rate_calls": -1}},
        {"marketo": {"rate_calls": "100"}},
        {"marketo": {"rate_calls": 1.5}},
        {"marketo": {"rate_calls": None}},
        {"marketo": {"rate_calls": 1_000_000_001}},
        {"marketo": {"rate_window_seconds": 0}},
        {"marketo": {"rate": 1}},
        {"tencent": {"rate_calls": 1}},
        {"other": {}},
        {"marketo": []},
    ],
)
def test_what_is_no_limit_is_a_problem_and_changes_nothing(demo, body):
    before = demo.sandbox("GET", "/limits").document
    assert demo.sandbox("PUT", "/limits", body).status == 422
    assert demo.sandbox("GET", "/limits").document == before
