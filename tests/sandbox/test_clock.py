"""/sandbox/clock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from mercat.domain import audit
from mercat.domain.advertising.accounts import ledger
from mercat.domain.advertising.delivery import delivery
from mercat.model.audit import Search
from mercat.model.clock import DAY, HOUR, SECOND, from_datetime
from mercat.store.advertising import delivery_facts
from support.tencent import ACCOUNT_ID


def at(text: str) -> int:
    return from_datetime(datetime.fromisoformat(text))


def test_the_clock_tells_the_instances_time(demo):
    answer = demo.sandbox("GET", "/clock")
    assert answer.status == 200
    assert abs(at(answer.now) - demo.instance.clock.now()) < 5 * SECOND
    assert answer.frozen is False


def test_time_goes_forward_by_seconds(demo):
    before = demo.instance.clock.now()
    answer = demo.sandbox("POST", "/clock", {"advance_seconds": 86_400})
    assert answer.status == 200, answer
    assert DAY <= at(answer.now) - before < DAY + 5 * SECOND
    assert DAY <= demo.instance.clock.now() - before < DAY + 5 * SECOND


def test_time_is_set_to_a_moment(demo):
    answer = demo.sandbox("POST", "/clock", {"set": "2150-03-02T05:59:00+02:00"})
    assert answer.now.startswith("2150-03-02T03:59:0")


def test_a_moved_clock_outlives_the_process(demo, demo_lease):
    demo.sandbox("POST", "/clock", {"set": "2150-03-02T05:59:00Z"})
    demo_lease.registry.close()
    demo_lease.registry = demo_lease.open()
    assert at("2150-03-02T05:59:00Z") <= demo_lease.registry.default.clock.now() < at("2150-03-02T06:00:00Z")


def test_a_token_ends_when_the_clock_passes_its_hour(demo, usage):
    token = demo.token(demo.credentials["marketo"])
    assert demo.marketo(usage, token).success
    demo.sandbox("POST", "/clock", {"advance_seconds": 3_601})
    assert demo.marketo(usage, token).codes == ["602"]


def test_a_move_is_an_entry_of_the_audit_trail_that_outlives_a_reset(demo):
    before = demo.instance.clock.now()
    demo.sandbox("POST", "/clock", {"set": "2150-03-02T05:59:00Z"})
    demo.sandbox("POST", "/clock", {"set": "2001-01-01T00:00:00Z"})
    demo.sandbox("POST", "/reset", {"to": "seed"})
    (entry,) = demo.instance.read_now(lambda tx: audit.newest(tx, Search(kind="clock.moved")))
    assert entry.actor == "sandbox"
    assert 0 <= at(entry.before["now"]) - before < 5 * SECOND
    assert entry.after == {"now": "2150-03-02T05:59:00.000Z"}
    assert 0 <= entry.at_ms - before < 5 * SECOND


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"advance_seconds": 1, "set": "2150-01-01T00:00:00Z"},
        {"advance_seconds": -1},
        {"advance_seconds": "1"},
        {"advance_seconds": 1e18},
        {"advance": 1},
        {"set": "2001-01-01T00:00:00Z"},
        {"set": "tomorrow"},
        {"set": "9999-12-31T23:59:59-23:59"},
        {"set": "0001-01-01T00:00:00+23:59"},
        {"set": 2150},
        [],
    ],
)
def test_what_is_no_move_forward_is_a_problem_and_moves_nothing(demo, body):
    offset = demo.instance.clock.offset_ms
    answer = demo.sandbox("POST", "/clock", body)
    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.document["title"] == "Unprocessable Content"
    assert demo.instance.clock.offset_ms == offset


def test_a_move_that_is_refused_stops_no_clock(demo):
    assert demo.sandbox("POST", "/clock", {"freeze": True, "set": "tomorrow"}).status == 422
    assert demo.sandbox("GET", "/clock").frozen is False


def test_a_body_that_is_no_json_is_a_problem(demo):
    assert demo.sandbox("POST", "/clock", b"{").status == 400
    assert demo.sandbox("POST", "/clock", b"\xff").status == 400
    assert demo.sandbox("POST", "/clock", b"[" * 60_000).status in (400, 422)


def test_the_sandbox_knows_its_paths_and_methods_and_bounds(demo):
    assert demo.sandbox("GET", "/nothing").status == 404
    refused = demo.sandbox("DELETE", "/clock")
    assert (refused.status, refused.headers["allow"]) == (405, "GET, POST")
    assert demo.sandbox("POST", "/clock", b" " * 65_536).status == 400
    assert demo.sandbox("POST", "/clock", b" " * 65_537).status == 413


def test_pages_of_other_origins_may_not_use_the_sandbox(demo):
    assert demo.sandbox("GET", "/clock", origin="http://evil.example").status == 403
    assert demo.sandbox("GET", "/clock", origin="http://mercat.test").status == 200


def test_serve_has_no_sandbox(server):
    assert server.call("GET", "/sandbox/clock").status == 404


# -- a frozen clock ---------------------------------------------------------------------------------------------------


def test_a_frozen_clock_stands_still_and_runs_on_from_there(demo):
    frozen = demo.sandbox("POST", "/clock", {"freeze": True})
    assert (frozen.frozen, frozen.document["ran"]) == (True, {})
    assert demo.sandbox("GET", "/clock").now == demo.sandbox("GET", "/clock").now == frozen.now
    assert demo.sandbox("POST", "/clock", {"freeze": False}).frozen is False
    assert at(frozen.now) <= demo.instance.clock.now() < at(frozen.now) + 5 * SECOND


def test_a_frozen_clock_moves_by_exactly_what_is_asked_for(demo):
    now = at(demo.sandbox("POST", "/clock", {"freeze": True}).now)
    assert at(demo.sandbox("POST", "/clock", {"advance_seconds": 0.5}).now) == now + 500
    assert at(demo.sandbox("POST", "/clock", {"set": "2150-03-02T05:59:00Z"}).now) == at("2150-03-02T05:59:00Z")
    moved = demo.sandbox("POST", "/clock", {"freeze": False, "advance_seconds": 60})
    assert moved.frozen is False
    assert 60 * SECOND <= at(moved.now) - at("2150-03-02T05:59:00Z") < 65 * SECOND


def test_a_frozen_clock_outlives_the_process(demo, demo_lease):
    demo.sandbox("POST", "/clock", {"freeze": True, "set": "2150-03-02T05:59:00Z"})
    demo_lease.registry.close()
    demo_lease.registry = demo_lease.open()
    assert demo_lease.registry.default.clock.now() == at("2150-03-02T05:59:00Z")


def test_a_reset_starts_the_clock_of_a_demo_that_did_not_start_frozen(demo):
    demo.sandbox("POST", "/clock", {"freeze": True})
    demo.sandbox("POST", "/reset", {"to": "seed"})
    assert demo.sandbox("GET", "/clock").frozen is False


def test_freezing_twice_is_noted_once(demo):
    for frozen in (True, True, False, False):
        demo.sandbox("POST", "/clock", {"freeze": frozen})
    kinds = [entry.kind for entry in demo.instance.read_now(lambda tx: audit.newest(tx, Search(actor="sandbox")))]
    assert kinds[:2] == ["clock.resumed", "clock.frozen"]
    assert kinds.count("clock.frozen") == 1


def test_moves_that_are_made_at_once_add_up(demo):
    now = at(demo.sandbox("POST", "/clock", {"freeze": True}).now)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: demo.sandbox("POST", "/clock", {"advance_seconds": 10}), range(8)))
    assert {answer.status for answer in answers} == {200}
    assert demo.instance.clock.now() == now + 80 * SECOND


def test_a_move_answers_once_all_ads_are_delivered(demo):
    demo.sandbox("POST", "/clock", {"advance_seconds": 7 * DAY // SECOND})
    instance = demo.instance
    assert instance.read_now(delivery.mark).hour == instance.clock.now() // HOUR
    assert instance.read_now(lambda tx: delivery_facts.of_account(tx, ACCOUNT_ID, tx.now // HOUR - 24, tx.now // HOUR))


def test_money_comes_after_the_hours_before_it(demo):
    """An account that had no money yesterday has delivered nothing then, although it has some today."""
    demo.sandbox("POST", "/clock", {"advance_seconds": 0})
    demo.instance.write_now(
        lambda tx: ledger.spend(tx, ACCOUNT_ID, ledger.Purses(tx, [ACCOUNT_ID]).available(ACCOUNT_ID))
    )
    began = demo.instance.clock.now() // HOUR
    demo.instance.move_clock(demo.instance.clock.now() + 5 * HOUR)
    demo.sandbox("POST", "/funds", {"account_id": ACCOUNT_ID, "recharge": 100_000})
    demo.sandbox("POST", "/clock", {"advance_seconds": 2 * HOUR // SECOND})
    hours = demo.instance.read_now(lambda tx: delivery_facts.of_account(tx, ACCOUNT_ID, began, tx.now))
    assert {fact.hour for fact in hours} == {began + 5, began + 6}


def test_what_ran_leaves_out_what_repeats_by_itself(demo):
    kinds = demo.sandbox("POST", "/clock", {"advance_seconds": 2 * DAY // SECOND}).document["ran"]
    assert not {"housekeeping", "deliver"} & set(kinds)
