"""/metrics: one truth over all processes, with bounded labels and without secrets."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mercat.app.instances.registry import Registry
from mercat.app.observability.board import CELLS, Board
from mercat.app.observability.metrics import BUCKETS_SECONDS, FAMILIES, WIDTH, Metrics
from mercat.model.clock import HOUR
from mercat.model.jobs import Depth
from mercat.store import jobs
from mercat.store.engines.driver import Load
from support.databases import INSTANCE_ID, Lease
from support.marketo import MarketoClient
from support.samples import one
from support.server import Response, Server

DASHBOARD = Path(__file__).parents[2] / "contrib" / "grafana" / "mercat.json"
LEADS = "/rest/v1/leads.json"
TOKEN = "a-token-for-prometheus"


def scrape(server: Server) -> str:
    answer: Response = server.call("GET", "/metrics")
    assert [answer.status, answer.headers["content-type"]] == [200, "text/plain; version=0.0.4; charset=utf-8"]
    return answer.content.decode()


# -- what is counted ------------------------------------------------------------------------------------------------


def test_answers_are_counted_by_instance_operation_and_outcome(marketo: MarketoClient) -> None:
    for _ in range(3):
        marketo.get("/rest/v1/stats/usage.json")
    marketo.get("/rest/v1/no/such/path.json")
    marketo.server.call("GET", "/identity/oauth/token")
    text = scrape(marketo.server)
    usage = {"protocol": "marketo", "instance": INSTANCE_ID, "operation": "getDailyUsageUsingGET"}
    assert one(text, "mercat_requests_total", outcome="ok", **usage) == 3
    assert one(text, "mercat_requests_total", operation="", outcome="610") == 1
    assert one(text, "mercat_requests_total", outcome="http_401") == 1
    assert one(text, "mercat_request_duration_seconds_count", protocol="marketo") == 5
    assert one(text, "mercat_request_duration_seconds_bucket", protocol="marketo", le="+Inf") == 5
    assert one(text, "mercat_request_duration_seconds_count", operation="getDailyUsageUsingGET") == 3
    assert one(text, "mercat_requests_in_flight", protocol="marketo") == 0
    assert one(text, "mercat_instances") == 1
    assert one(text, "mercat_uncounted_total") == 0


def test_every_metric_has_its_type_and_a_word_of_help(marketo: MarketoClient) -> None:
    marketo.get(LEADS, filterType="id", filterValues="1")
    lines = scrape(marketo.server).splitlines()
    for name, family in FAMILIES.items():
        assert f"# TYPE {name} {family.kind}" in lines
        assert f"# HELP {name} {family.help}" in lines


def test_jobs_are_counted_by_what_they_wait_for(server: Server) -> None:
    instance = server.instance
    before = one(scrape(server), "mercat_jobs", instance=INSTANCE_ID, state="scheduled")
    now = instance.clock.now()
    instance.write_now(lambda tx: jobs.add(tx, "nothing", "{}", now - 90_000, None))
    instance.write_now(lambda tx: jobs.add(tx, "nothing", "{}", now + HOUR, None))
    text = scrape(server)
    assert one(text, "mercat_jobs", state="due") == 1
    assert one(text, "mercat_jobs", state="scheduled") == before + 1
    assert 90 <= one(text, "mercat_oldest_due_job_seconds", instance=INSTANCE_ID) < 150
    job = instance.write_now(lambda tx: jobs.claim(tx, tx.now + HOUR))
    assert one(scrape(server), "mercat_jobs", state="running") == 1
    instance.write_now(lambda tx: jobs.fail(tx, job, "given up"))
    text = scrape(server)
    assert [one(text, "mercat_jobs", state=state) for state in ("due", "running", "failed")] == [0, 0, 1]
    assert one(text, "mercat_oldest_due_job_seconds") == 0


def test_the_process_and_its_connections_are_told(server: Server) -> None:
    text = scrape(server)
    assert one(text, "process_resident_memory_bytes", worker="0") > 1_000_000
    assert one(text, "process_open_fds", worker="0") > 3
    assert one(text, "process_cpu_seconds_total") > 0
    assert one(text, "mercat_database_waiting", instance=INSTANCE_ID) == 0
    assert one(text, "mercat_database_conflicts_total", instance=INSTANCE_ID) == 0
    assert one(text, "mercat_build_info") == 1


def test_metrics_come_though_the_database_does_not_answer(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(*_: object, **__: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(server.instance, "read", gone)
    assert one(scrape(server), "mercat_jobs", state="due") == 0


def test_metrics_name_no_secret_and_nobody(marketo_with: Callable[..., MarketoClient]) -> None:
    client = marketo_with("Read-Only Lead")
    client.get(LEADS, filterType="email", filterValues="somebody@example.com")
    text = scrape(client.server)
    assert client.token is not None
    assert client.token not in text
    assert "example.com" not in text


# -- who may read them ----------------------------------------------------------------------------------------------


def test_with_a_token_nobody_reads_them_without_it(lease: Lease) -> None:
    registry: Registry = lease.registry
    server = Server(registry, metrics_token=TOKEN)
    strangers: list[dict[str, str]] = [
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": f"Basic {TOKEN}"},
    ]
    for headers in strangers:
        answer = server.call("GET", "/metrics", headers=headers)
        assert [answer.status, answer.headers["www-authenticate"]] == [401, 'Bearer realm="mercat metrics"']
        assert b"mercat_" not in answer.content
    answer = server.call("GET", "/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert [answer.status, b"mercat_instances 1" in answer.content] == [200, True]
    server.close()


def test_metrics_are_only_read(server: Server) -> None:
    answer = server.call("POST", "/metrics", content=b"x")
    assert [answer.status, answer.headers["allow"]] == [405, "GET, HEAD"]
    head = server.call("HEAD", "/metrics")
    assert [head.status, head.content] == [200, b""]
    assert server.call("GET", "/metrics/more").status == 404


# -- several processes ----------------------------------------------------------------------------------------------


def test_numbers_of_all_processes_are_added() -> None:
    board = Board(2)
    first, second = Metrics(board, 0), Metrics(board, 1)
    for metrics, count in ((first, 3), (second, 4)):
        for _ in range(count):
            with metrics.flight("marketo") as flight:
                flight.answered("a", "getLead", 200, "")
        metrics.sample({"a": Load(connections=5, idle=2, waiting=count, conflicts=count)})
    text = second.text({"a": Depth()})
    assert one(text, "mercat_requests_total", operation="getLead", outcome="ok") == 7
    assert one(text, "mercat_request_duration_seconds_count", operation="getLead") == 7
    assert one(text, "mercat_database_connections", state="used") == 6
    assert one(text, "mercat_database_waiting", instance="a") == 7
    assert one(text, "mercat_database_conflicts_total", instance="a") == 7
    assert one(text, "process_resident_memory_bytes", worker="1") > 0
    assert first.text({"a": Depth()}) == text


def test_what_a_process_counted_before_it_died_stays_and_nothing_of_it_is_under_way() -> None:
    board = Board(2)
    other = Metrics(board, 0)
    dying = Metrics(board, 1)
    dying.sample({"a": Load(connections=5, idle=2, waiting=3, conflicts=4)})
    dying.flight("marketo").__enter__()
    dying.answered("marketo", "a", "getLead", 200, "")
    assert one(other.text({}), "mercat_requests_in_flight", protocol="marketo") == 1
    heir = Metrics(board, 1)
    assert one(other.text({}), "mercat_requests_in_flight", protocol="marketo") == 0
    heir.answered("marketo", "a", "getLead", 200, "")
    heir.sample({"a": Load(connections=1, idle=1, waiting=0, conflicts=1)})
    text = other.text({})
    assert one(text, "mercat_requests_total", operation="getLead") == 2
    assert one(text, "mercat_database_conflicts_total", instance="a") == 5
    assert one(text, "mercat_database_waiting", instance="a") == 0


def test_an_instance_that_is_gone_has_no_connections() -> None:
    metrics = Metrics()
    metrics.sample({"a": Load(connections=5, idle=2, waiting=3, conflicts=4)})
    metrics.sample({})
    assert one(metrics.text({}), "mercat_database_connections", instance="a") == 0


# -- bounds ---------------------------------------------------------------------------------------------------------


def test_buckets_add_up_and_a_duration_on_the_bound_is_inside() -> None:
    metrics = Metrics()
    for bound in (0.0, *BUCKETS_SECONDS, 99.0):
        metrics.lasted("marketo", "getLead", bound)
    counts = [float(line.rpartition(" ")[2]) for line in metrics.text({}).splitlines() if "_bucket" in line]
    assert counts == [float(number) for number in range(2, len(BUCKETS_SECONDS) + 2)] + [len(BUCKETS_SECONDS) + 2]


def test_a_call_in_flight_is_counted_while_it_lasts_and_after_it_failed() -> None:
    metrics = Metrics()
    with pytest.raises(ValueError, match="broken"), metrics.flight("marketo"):
        assert one(metrics.text({}), "mercat_requests_in_flight", protocol="marketo") == 1
        raise ValueError("broken")
    assert one(metrics.text({}), "mercat_requests_in_flight", protocol="marketo") == 0
    assert one(metrics.text({}), "mercat_request_duration_seconds_count", protocol="marketo") == 1


def test_where_there_is_no_room_for_a_series_its_events_are_counted_as_uncounted() -> None:
    metrics = Metrics()
    series = (CELLS - 1) // WIDTH + 1
    for number in range(series):
        metrics.lasted("marketo", f"operation{number}", 0.5)
    text = metrics.text({})
    assert one(text, "mercat_request_duration_seconds_count") == series - 1
    assert one(text, "mercat_uncounted_total") == 1


def test_labels_cannot_break_out_of_their_quotes() -> None:
    metrics = Metrics()
    metrics.answered("marketo", 'a"b\\c\nd', "getLead", 200, "")
    (line,) = [line for line in metrics.text({}).splitlines() if "getLead" in line]
    assert r'instance="a\"b\\c\nd"' in line


# -- the dashboard --------------------------------------------------------------------------------------------------


def test_every_metric_that_the_dashboard_names_exists() -> None:
    dashboard = json.loads(DASHBOARD.read_text())
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    queries += [item["query"] for item in dashboard["templating"]["list"] if item["type"] == "query"]
    names = {name for query in queries for name in re.findall(r"\b(?:mercat|process)_[a-z_]+", query)}
    there = {name + end for name, family in FAMILIES.items() for end in _ends(family.kind)}
    assert names - there == set()
    assert {name for name in FAMILIES if not names & {name, f"{name}_bucket"}} <= {"mercat_uncounted_total"}


def _ends(kind: str) -> tuple[str, ...]:
    return ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
