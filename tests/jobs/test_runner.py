"""Claims, slices, retries, cancelling; and the clock that moves past what falls due."""

import pytest

from mercat.domain.job_handler import Reschedule
from mercat.domain.jobs import cancel, enqueue
from mercat.jobs import runner as runners
from mercat.model.clock import DAY, HOUR, MINUTE, SECOND
from support.jobs import Count, Tick, add


def counting(work):
    return lambda tx: add(tx, work.message.name)


def in_slices(work):
    """Counts up to the order's number, one a slice."""
    done = (work.progress or 0) + 1

    def write(tx):
        add(tx, work.message.name)
        return Reschedule(done) if done < work.message.upto else None

    return write


def test_an_ordered_job_runs_once(bench):
    bench.handle(Count, counting)
    assert bench.order(Count("a"))
    assert bench.runner.run_due() == {"count": 1}
    assert bench.value("a") == "1"
    assert bench.runner.run_due() == {}
    assert bench.runner.next_due() is None


def test_an_order_that_is_not_committed_is_none(bench):
    bench.handle(Count, counting)

    def work(tx):
        enqueue(tx, Count("a"))
        raise ValueError

    with pytest.raises(ValueError):
        bench.instance.write_now(work)
    assert bench.runner.run_due() == {}


def test_jobs_run_in_the_order_they_fall_due(bench):
    seen = []
    bench.handle(Count, lambda work: lambda tx: seen.append(work.message.name))
    now = bench.instance.clock.now()
    for name, due in [("second", now - 5), ("third", now - 1), ("first", now - 9), ("later", now + HOUR)]:
        bench.order(Count(name), due_ms=due)
    assert bench.runner.run_due() == {"count": 3}
    assert seen == ["first", "second", "third"]


def test_a_key_holds_one_job_at_a_time(bench):
    bench.handle(Count, counting)
    assert bench.order(Count("a"), unique_key="k")
    assert not bench.order(Count("b"), unique_key="k")
    assert bench.order(Count("c"), unique_key="other")
    assert bench.runner.run_due() == {"count": 2}
    assert bench.order(Count("b"), unique_key="k")


def test_a_job_in_slices_gets_its_progress_back(bench):
    bench.handle(Count, in_slices)
    bench.order(Count("a", upto=5))
    assert bench.runner.run_due() == {"count": 1}
    assert bench.value("a") == "5"


def test_a_kill_between_slices_neither_loses_nor_repeats_one(bench):
    bench.handle(Count, in_slices)
    bench.order(Count("a", upto=4))
    bench.runner.step()
    bench.runner.step()
    bench.restart()
    assert bench.runner.run_due() == {"count": 1}
    assert bench.value("a") == "4"


def test_a_kill_within_a_slice_repeats_the_reading_and_not_the_writing(bench):
    class Killed(BaseException):
        pass

    kills = [1]

    def run(work):
        if kills:
            kills.pop()
            raise Killed
        return in_slices(work)

    bench.handle(Count, run)
    bench.order(Count("a", upto=3))
    with pytest.raises(Killed):
        bench.runner.step()
    assert bench.runner.next_due() > bench.instance.clock.now() + MINUTE
    bench.restart()
    assert bench.runner.run_due() == {"count": 1}
    assert bench.value("a") == "3"


def test_without_a_restart_a_claim_runs_out(bench):
    bench.handle(Count, counting)
    bench.order(Count("a"))
    from mercat.store import jobs as rows

    bench.instance.write_now(lambda tx: rows.claim(tx, tx.now + runners.CLAIM_MS))
    assert bench.runner.run_due() == {}
    bench.instance.clock.offset_ms += runners.CLAIM_MS + 1
    assert bench.runner.run_due() == {"count": 1}


def test_a_slice_whose_job_was_claimed_again_is_undone(bench):
    from mercat.store import jobs as rows

    def run(work):
        bench.instance.clock.offset_ms += runners.CLAIM_MS + 1  # this took too long
        bench.instance.write_now(lambda tx: rows.claim(tx, tx.now + runners.CLAIM_MS))
        return lambda tx: add(tx, work.message.name)

    bench.handle(Count, run)
    bench.order(Count("a"))
    bench.runner.step()
    assert bench.value("a") is None


def test_a_cancelled_job_has_no_effect_any_more_even_if_a_slice_is_under_way(bench):
    def run(work):
        bench.instance.write_now(lambda tx: cancel(tx, "k"))
        return lambda tx: add(tx, work.message.name)

    bench.handle(Count, run)
    bench.order(Count("a"), unique_key="k")
    assert bench.runner.run_due() == {}
    assert bench.value("a") is None
    assert not bench.instance.write_now(lambda tx: cancel(tx, "k"))


def test_a_failure_is_tried_again_with_growing_pauses_and_then_given_up(bench):
    def run(work):
        raise ValueError("no luck")

    given_up = []
    bench.handle(Count, run, failed=lambda tx, message: given_up.append(message.name))
    bench.order(Count("a"), unique_key="k")
    pauses = []
    while (due := bench.runner.next_due()) is not None:
        now = bench.instance.clock.now()
        pauses.append(round(max(0, due - now) / SECOND))
        bench.instance.clock.offset_ms += max(0, due - now)
        assert bench.runner.run_due() == {}
    assert pauses == [0, 10, 40, 160, 640]
    assert given_up == ["a"]
    assert [job.problem for job in bench.failed()] == ["ValueError: no luck"]
    assert bench.order(Count("a"), unique_key="k"), "the key is free again"


def test_a_write_that_fails_leaves_nothing_behind_and_progress_starts_the_count_anew(bench):
    troubles = {2: 4, 3: 4}  # the slice, and how often it fails

    def run(work):
        number = (work.progress or 0) + 1

        def write(tx):
            add(tx, work.message.name)
            if troubles.get(number, 0):
                troubles[number] -= 1
                raise ValueError
            return Reschedule(number) if number < work.message.upto else None

        return write

    bench.handle(Count, run)
    bench.order(Count("a", upto=3))
    assert bench.runner.advance(bench.instance.clock.now() + HOUR) == {"count": 1}
    assert bench.value("a") == "3"
    assert bench.failed() == []


def test_a_job_that_ends_the_process_each_time_is_given_up(bench):
    class Killed(BaseException):
        pass

    def run(work):
        raise Killed

    bench.handle(Count, run)
    bench.order(Count("a"))
    for _ in range(runners.ATTEMPTS):
        with pytest.raises(Killed):
            bench.runner.step()
        bench.restart()
    assert bench.runner.run_due() == {}
    assert len(bench.failed()) == 1


def test_a_kind_that_nobody_knows_is_given_up(bench):
    bench.order(Count("a"))
    assert bench.runner.run_due() == {}
    assert len(bench.failed()) == 1


def test_each_job_runs_at_its_time_while_the_clock_moves(bench):
    seen = []
    start = bench.instance.clock.now()

    def run(work):
        def write(tx):
            seen.append((work.message.name, round((tx.now - start) / HOUR)))
            if work.message.name == "b":
                enqueue(tx, Count("after b"), due_ms=tx.now + HOUR)

        return write

    bench.handle(Count, run)
    for name, hours in [("c", 48), ("b", 24), ("a", 1), ("never", 73)]:
        bench.order(Count(name), due_ms=start + hours * HOUR)
    assert bench.runner.advance(start + 72 * HOUR) == {"count": 4}
    assert seen == [("a", 1), ("b", 24), ("after b", 25), ("c", 48)]
    assert 0 <= bench.instance.clock.now() - (start + 72 * HOUR) < 10 * SECOND


def test_a_job_that_waits_for_later_counts_each_time(bench):
    def run(work):
        number = (work.progress or 0) + 1

        def write(tx):
            return Reschedule(number, due_ms=tx.now + HOUR) if number < 3 else None

        return write

    bench.handle(Count, run)
    bench.order(Count("a"))
    assert bench.runner.advance(bench.instance.clock.now() + DAY) == {"count": 3}


def test_a_repeated_job_makes_up_for_the_last_time_only(bench):
    bench.handle(Tick, lambda work: lambda tx: add(tx, "ticks"), every_ms=HOUR)
    bench.order(Tick())
    assert bench.runner.run_due() == {"tick": 1}
    target = bench.instance.clock.now() + 10_000 * HOUR
    assert bench.runner.advance(target) == {"tick": 2}
    assert bench.runner.next_due() >= target + HOUR


def test_a_repeated_job_is_never_given_up(bench):
    def run(work):
        raise ValueError

    bench.handle(Tick, run, every_ms=HOUR)
    bench.order(Tick())
    bench.runner.advance(bench.instance.clock.now() + 30 * MINUTE)
    assert bench.runner.next_due() > bench.instance.clock.now()
    assert bench.failed() == []


def test_a_closed_runner_runs_nothing(bench):
    bench.handle(Count, counting)
    bench.order(Count("a"))
    bench.runner.close()
    assert bench.runner.run_due() == {}
    assert bench.runner.next_due() is None
