"""`mercat serve` as a process: durable, without the sandbox, over TLS, and with several workers."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from support.databases import (
    POSTGRESQL_URL,
    REDIS_URL,
    drop_database,
    postgresql_missing,
    redis_missing,
    skip_or_fail,
)
from support.running import Running, run
from support.samples import one


def test_it_serves_without_secrets_and_without_a_sandbox(mercat, data_dir, tmp_path):
    mercat("role", "create", "API", "--permission", "all")
    mercat("user", "create", "api@example.com", "--role", "API", "--api-only")
    mercat("service", "create", "Sync", "--user", "api@example.com")
    token = mercat("token", "Sync").out.strip()
    with Running(tmp_path, "serve", "--log-level", "warning") as server:
        assert set(server.told) == {"base_url", "console", "marketo", "tencent", "pid", "version"}
        assert not {"secret", "token", "password"} & set(json.dumps(server.told).replace("_", '"').split('"'))
        assert server.get("/rest/v1/stats/usage.json", token)["success"] is True
        assert server.fetch("/sandbox/clock")[0] == 404
        assert mercat("token", "Sync").out.strip() == token  # beside the running server
        refused = run("serve", "--port", "0", "--data-dir", data_dir)
        assert (refused.returncode, "is in use by another mercat" in refused.stderr) == (3, True)
        assert run("migrate", "--data-dir", data_dir).returncode == 3
        code, out, err = server.end(signal.SIGTERM)
    assert (code, err) == (0, "")
    first, console, onward = out.splitlines()
    assert first == f"mercat serves {server.told['base_url']} - press Ctrl-C to stop"
    assert console == f"Console: {server.told['base_url']}/console"
    assert onward.startswith("Next: sign in as the administrator.")


def test_a_demos_directory_is_not_served(tmp_path):
    with Running(tmp_path, "demo", "--data-dir", tmp_path / "data") as demo:
        demo.end()
    done = run("serve", "--port", "0", "--data-dir", tmp_path / "data")
    assert done.returncode == 3
    assert "was made by `mercat demo`" in done.stderr


def test_a_durable_directory_is_no_demo(data_dir):
    done = run("demo", "--port", "0", "--data-dir", data_dir)
    assert done.returncode == 3
    assert f"Run `mercat serve --data-dir {data_dir}`" in done.stderr


def test_a_newer_database_is_not_served(data_dir):
    script = (
        "import sys; from pathlib import Path; from mercat.store.engines.database import open_database;"
        "database = open_database(Path(sys.argv[1]));"
        "sql = 'UPDATE schema_version SET version = 9999';"
        "database.write(lambda connection: connection.execute(sql, {})).result(); database.close()"
    )
    (place,) = data_dir.glob("instances/*/mercat.db")
    subprocess.run([sys.executable, "-c", script, str(place)], check=True)
    done = run("serve", "--port", "0", "--data-dir", data_dir)
    assert done.returncode == 3
    assert "The database is at schema version 9999, this program knows" in done.stderr


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mercat test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    return folder / "cert.pem", folder / "key.pem"


def test_it_serves_over_tls(data_dir, tmp_path):
    cert, key = certificate(tmp_path)
    with Running(tmp_path, "serve", "--tls-cert", cert, "--tls-key", key) as server:
        assert server.told["base_url"].startswith("https://127.0.0.1:")
        assert server.fetch("/healthz", trusting=cert) == (200, b"ok\n")
        assert server.end()[0] == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--workers", "2"), "--workers needs --database-url (PostgreSQL)"),
        (("--workers", "2", "--database-url", "postgresql://x/y"), "--workers needs --redis-url"),
        (("--database-url", "mysql://x/y"), "--database-url is a PostgreSQL URL"),
        (("--redis-url", "http://x"), "--redis-url is a Redis URL"),
        (("--tls-cert", "cert.pem"), "--tls-cert and --tls-key go together."),
        (("--tls-cert", "none.pem", "--tls-key", "none.pem"), "--tls-cert and --tls-key cannot be used"),
        (("--base-url", "https://m.example/path"), "--base-url is a scheme and a host, without a path"),
        (("--workers", "0"), "--workers takes a whole number from 1 to 64, not '0'."),
        (("--metrics-token", "too-short"), "--metrics-token needs 16 characters"),
        (("--limits", "off"), "--limits off lets each client use this server as much as it likes."),
        (("--without-limits",), "--limits off lets each client use this server as much as it likes."),
    ],
)
def test_settings_that_do_not_go_together_are_refused(mercat, data_dir, options, words):
    answer = mercat("serve", "--port", "0", *options)
    assert answer.code == 2
    assert f"mercat: {words}" in answer.err


def test_limits_are_off_if_that_is_said_twice(mercat, data_dir, tmp_path):
    mercat("role", "create", "API", "--permission", "all")
    mercat("user", "create", "api@example.com", "--role", "API", "--api-only")
    mercat("service", "create", "Sync", "--user", "api@example.com")
    token = mercat("token", "Sync").out.strip()
    with Running(tmp_path, "serve", "--log-level", "warning", "--limits", "off", "--without-limits") as server:
        answers = [server.get("/rest/v1/stats/usage.json", token)["success"] for _ in range(101)]
    assert answers == [True] * 101, "a hundred calls in twenty seconds are the documented limit"


def test_a_database_that_is_not_there_is_refused(mercat):
    skip_or_fail(postgresql_missing())
    answer = mercat("serve", "--port", "0", "--database-url", "postgresql://127.0.0.1:1/nowhere", "--data-dir", "data")
    assert answer.code == 3
    assert "PostgreSQL cannot be reached" in answer.err


def test_the_public_address_is_told_and_used(data_dir, tmp_path):
    with Running(tmp_path, "serve", "--base-url", "https://marketing.example") as server:
        assert server.told["marketo"]["endpoint"] == "https://marketing.example/rest"
        assert server.end()[0] == 0


# -- several workers ------------------------------------------------------------------------------------------------


@pytest.fixture
def shared(mercat, monkeypatch, tmp_path):
    """Settings of a server on PostgreSQL and Redis, and a token for it."""
    skip_or_fail(postgresql_missing())
    skip_or_fail(redis_missing())
    import psycopg
    import redis

    name = f"mercat_test_{os.getpid()}_workers"
    with psycopg.connect(POSTGRESQL_URL, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')
    monkeypatch.setenv("MERCAT_DATABASE_URL", f"{POSTGRESQL_URL.rpartition('/')[0]}/{name}")
    monkeypatch.setenv("MERCAT_REDIS_URL", REDIS_URL)
    monkeypatch.setenv("MERCAT_SECRET_KEY", "k" * 32)
    monkeypatch.setenv("MERCAT_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "password").write_text("long enough")
    words = ("--admin-email", "ada@example.com", "--admin-password-file", tmp_path / "password")
    instance_id = mercat("init", "--json", *words).document["instance"]
    mercat("role", "create", "API", "--permission", "all")
    mercat("user", "create", "api@example.com", "--role", "API", "--api-only")
    mercat("service", "create", "Sync", "--user", "api@example.com")
    yield mercat("token", "Sync").out.strip()
    drop_database(name)
    with redis.Redis.from_url(REDIS_URL) as client:
        for key in client.scan_iter(match=f"mercat:{{{instance_id}}}:*", count=10_000):
            client.delete(key)


def workers(server: Running) -> set[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(server.process.pid)], capture_output=True, text=True)
    return {int(pid) for pid in listed.stdout.split()}


def eventually(condition) -> None:
    ends = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_two_workers_admit_exactly_a_hundred_calls_in_twenty_seconds(shared, tmp_path):
    with Running(tmp_path, "serve", "--workers", "2") as server:
        assert len(workers(server)) == 2
        answers = []

        def client():
            for _ in range(30):
                answers.append(server.get("/rest/v1/stats/usage.json", shared))

        threads = [threading.Thread(target=client) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        codes = [error["code"] for answer in answers for error in answer.get("errors", [])]
        assert (len(answers), set(codes), len(codes)) == (120, {"606"}, 20)
        code, out, _ = server.end()
    assert code == 0
    assert out.count("mercat serves") == 1


def test_a_worker_that_dies_is_replaced_and_all_end_with_their_parent(shared, tmp_path):
    with Running(tmp_path, "serve", "--workers", "2") as server:
        before = workers(server)
        os.kill(min(before), signal.SIGKILL)
        eventually(lambda: len(workers(server)) == 2 and workers(server) != before)
        assert server.fetch("/healthz") == (200, b"ok\n")
        server.kill()
        eventually(lambda: not answers(server))


def test_metrics_are_of_all_workers_also_of_one_that_died(shared, tmp_path):
    token = "a-token-for-prometheus"
    with Running(tmp_path, "serve", "--workers", "2", MERCAT_METRICS_TOKEN=token) as server:
        assert server.fetch("/metrics")[0] == 401
        for _ in range(20):  # connections of their own: either worker takes them
            assert server.get("/rest/v1/stats/usage.json", shared)["success"]
        calls = {"operation": "getDailyUsageUsingGET", "outcome": "ok"}

        def counted() -> float:
            return one(server.fetch("/metrics", token)[1].decode(), "mercat_requests_total", **calls)

        assert [counted() for _ in range(10)] == [20] * 10
        before = workers(server)
        os.kill(min(before), signal.SIGKILL)
        eventually(lambda: len(workers(server)) == 2 and workers(server) != before)
        server.get("/rest/v1/stats/usage.json", shared)
        assert [counted() for _ in range(10)] == [21] * 10
        text = server.fetch("/metrics", token)[1].decode()
        assert {one(text, "process_open_fds", worker=number) > 0 for number in ("0", "1")} == {True}


def answers(server: Running) -> bool:
    with contextlib.suppress(OSError):
        return server.fetch("/healthz")[0] == 200
    return False


def test_a_worker_of_its_own_ends_with_0(shared):
    words = [sys.executable, "-m", "mercat", "worker", "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout.readline() == "{\n"  # it has begun
        worker.send_signal(signal.SIGTERM)
        assert len(json.loads("{" + worker.stdout.read())["instances"]) == 1
    assert worker.returncode == 0


def test_a_worker_on_files_is_refused(mercat, data_dir):
    answer = mercat("worker")
    assert (answer.code, "on files, `mercat serve` runs the jobs itself" in answer.err) == (2, True)
