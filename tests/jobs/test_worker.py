"""The worker's thread: it sleeps until something falls due, or is ordered."""

import threading

from mercat.jobs.worker import Worker
from mercat.model.clock import HOUR
from support.jobs import Count


def test_the_worker_runs_what_is_there_and_what_is_ordered_later(bench):
    ran = {name: threading.Event() for name in ("before", "after", "soon")}
    bench.handle(Count, lambda work: lambda tx: ran[work.message.name].set())
    worker = Worker(lambda: [(bench.instance, bench.runner)])
    bench.instance.wake_worker = worker.wake
    bench.order(Count("before"))
    worker.start()
    try:
        assert ran["before"].wait(10)
        bench.order(Count("after"))
        assert ran["after"].wait(10)
        bench.order(Count("soon"), due_ms=bench.instance.clock.now() + 50)
        assert ran["soon"].wait(10)
    finally:
        worker.stop()


def test_a_clock_that_moves_and_a_worker_do_not_run_a_job_twice(bench):
    counts = []
    bench.handle(Count, lambda work: lambda tx: counts.append(work.message.name))
    start = bench.instance.clock.now()
    for number in range(20):
        bench.order(Count(str(number)), due_ms=start + number * HOUR)
    worker = Worker(lambda: [(bench.instance, bench.runner)])
    worker.start()
    try:
        bench.runner.advance(start + 20 * HOUR)
    finally:
        worker.stop()
    assert counts == [str(number) for number in range(20)]


def test_two_workers_share_the_work(bench, backend):
    """Each has a runner of its own, as in two processes."""
    from mercat.jobs.runner import Runner

    lock, counts = threading.Lock(), []

    def run(work):
        with lock:
            counts.append(work.message.name)
        return lambda tx: None

    bench.handle(Count, run)
    for number in range(30):
        bench.order(Count(str(number)))
    runners = [Runner(bench.instance, bench.handlers) for _ in range(2)]
    threads = [threading.Thread(target=runner.run_due) for runner in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts, key=int) == [str(number) for number in range(30)]


def test_the_worker_survives_a_database_in_trouble(bench):
    from mercat.jobs import worker as workers

    done = threading.Event()
    bench.handle(Count, lambda work: lambda tx: done.set())
    troubles = [OSError("the disk is away")]

    def runners():
        if troubles:
            raise troubles.pop()
        return [(bench.instance, bench.runner)]

    bench.order(Count("a"))
    worker = Worker(runners)
    worker.start()
    try:
        assert done.wait(workers.TROUBLE_SECONDS + 10)
    finally:
        worker.stop()
