"""`mercat run` as a process: commands that call the vendors' hosts, and what becomes of them."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from mercat.app import vendor_hosts
from support.running import Running, run

ID = "123-ABC-456"
HOST = f"https://{ID}.mktorest.com"
CURL = ("curl", "--silent", "--show-error")
PAIRS = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(scope="module")
def data_home(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def demo(tmp_path_factory, data_home):
    """A demo that several runs use."""
    options = ["--instance", ID, "--limits", "off", "--tls"]
    with Running(tmp_path_factory.mktemp("demo"), "demo", *options, XDG_DATA_HOME=str(data_home)) as running:
        yield running


@pytest.fixture
def run_here(mercat, demo, data_home, monkeypatch):
    """Runs a command against that demo, in this process; what the command prints is not captured."""
    monkeypatch.setenv("XDG_DATA_HOME", str(data_home))

    def call(*command, options=()):
        return mercat("run", "--ready-file", demo.ready_file, *options, "--", *command)

    return call


@pytest.fixture
def start(tmp_path, data_home):
    """Starts a run with a demo of its own."""
    processes = []

    def begin(*words):
        command = [sys.executable, "-m", "mercat", "run", *map(str, words)]
        environment = {**os.environ, "XDG_DATA_HOME": str(data_home), "TMPDIR": str(tmp_path)}
        pipe = subprocess.PIPE
        made = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True, env=environment, cwd=tmp_path
        )
        processes.append(made)
        return made

    yield begin
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def credentials(demo):
    told = demo.told["marketo"]
    return f"client_id={told['client_id']}&client_secret={told['client_secret']}"


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z" if Path("/proc").is_dir() else True


@pytest.fixture(scope="module")
def outcome(demo, data_home, tmp_path_factory):
    """What one run did: its status and messages, and what its command saw, by name."""
    folder = tmp_path_factory.mktemp("outcome")
    given = demo.told["tencent"]
    query = f"client_id={given['client_id']}&client_secret={given['client_secret']}&grant_type=refresh_token"
    urls = {
        "token": f"{HOST}/identity/oauth/token?grant_type=client_credentials&{credentials(demo)}",
        "renewed": f"https://api.e.qq.com/oauth/token?{query}&refresh_token={given['refresh_token']}",
        "adgroups": "https://api.e.qq.com/v3.0/adgroups/get?access_token=none",
        "ingestion": f"https://mkto-ingestion-api.adobe.io/subscriptions/{ID}/persons",
        "files": f"{HOST}/rest/asset/v1/files.json",
        "vendor": "https://app.marketo.com/",
        "vendor-again": "https://app.marketo.com/rest",
        "other": "http://example.com/",
        "local": demo.url("/healthz"),
    }
    curl = f"curl --silent --show-error --header 'Authorization: Bearer {demo.token()}'"
    lines = [f"{curl} '{url}' > {name}.out 2> {name}.err" for name, url in urls.items()]
    lines += [
        "env -0 > env",
        "cp $MERCAT_READY_FILE ready",
        'url=$(sed -n \'s/.*"url":"\\([^"]*\\)".*/\\1/p\' files.out)',
        "curl -s -o /dev/null -w '%{http_code} %{url}' \"$url\" > followed",
        "echo out; echo err >&2; exit 7",
    ]
    options = ["--ready-file", str(demo.ready_file), "--", "sh", "-c", "\n".join(lines)]
    environment = {"XDG_DATA_HOME": str(data_home), "NODE_OPTIONS": "--no-warnings", "JAVA_TOOL_OPTIONS": "-Dmine=1"}
    done = run("run", *options, cwd=folder, **environment)
    return done, lambda name: (folder / name).read_text()


def test_the_status_and_output_are_the_commands(outcome):
    done, _ = outcome
    assert (done.returncode, done.stdout) == (7, "out\n")
    assert done.stderr.endswith("err\n")


def test_a_command_that_is_not_there_is_127_one_that_cannot_be_started_126_one_that_is_killed_137(run_here, tmp_path):
    answer = run_here("no-such-command")
    assert (answer.code, answer.err) == (127, "mercat: There is no command no-such-command.\n")
    (tmp_path / "file").write_text("")
    answer = run_here(tmp_path / "file")
    assert (answer.code, answer.err) == (126, f"mercat: {tmp_path}/file cannot be started: Permission denied.\n")
    assert run_here("sh", "-c", "kill -9 $$").code == 128 + signal.SIGKILL


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ([], 2, "mercat run needs a command: mercat run -- python sync.py"),
        (["--url", "ftp://x", "--", "true"], 2, "'ftp://x' is no server such as http://127.0.0.1:8080"),
        (["--url", "http://127.0.0.1:1", "--", "true"], 1, "No server of mercat answers at http://127.0.0.1:1."),
        (["--ready-file", "none.json", "--", "true"], 1, "none.json names no server that answers."),
        (["--instance", "12", "--", "true"], 2, "--instance is '12': expected a Munchkin ID such as 123-ABC-456."),
        (["--hosts", "--", "true"], 2, "--hosts needs --instance, since a hosts file names the instance's host."),
    ],
)
def test_what_is_wrong_is_said_before_anything_runs(mercat, words, code, message):
    answer = mercat("run", *words)
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.startswith(f"mercat: {message}")


def test_the_environment_is_what_clients_read(outcome, data_home):
    _, read = outcome
    environment = dict(line.split("=", 1) for line in read("env").split("\0") if line)
    folder = data_home / "mercat" / "authority"
    assert all(environment[name] == environment[name.lower()] for name in PAIRS)
    assert environment["HTTPS_PROXY"].startswith("http://127.0.0.1:")
    assert environment["NO_PROXY"] == "localhost,127.0.0.1,::1"
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        assert environment[name] == f"{folder}/bundle.pem"
    assert environment["NODE_EXTRA_CA_CERTS"] == f"{folder}/ca.pem"
    assert environment["NODE_OPTIONS"].startswith("--no-warnings --require ")
    assert environment["JAVA_TOOL_OPTIONS"].startswith("-Dmine=1 -Dhttp.proxyHost=127.0.0.1 ")
    assert environment["PHP_INI_SCAN_DIR"].endswith(f":{folder}/php")
    assert f'openssl.cafile="{folder}/bundle.pem"' in (folder / "php" / "mercat.ini").read_text()
    assert (folder / "ca.pem").read_text() in (folder / "bundle.pem").read_text()
    assert not Path(environment["MERCAT_READY_FILE"]).exists()


def test_the_ready_file_of_the_command_is_that_of_the_server_with_the_proxy(outcome, demo):
    _, read = outcome
    document = json.loads(read("ready"))
    tls = document.pop("tls")
    assert document == {name: value for name, value in demo.told.items() if name != "tls"}
    assert set(tls) == {"ca_file", "proxy"}
    assert tls["proxy"] != demo.told["tls"]["proxy"]


def test_curl_reaches_both_vendors_real_addresses(outcome):
    _, read = outcome
    answers = {name: json.loads(read(f"{name}.out")) for name in ("token", "renewed", "adgroups", "ingestion")}
    assert answers["token"]["token_type"] == "bearer"
    assert (answers["renewed"]["code"], answers["adgroups"]["code"]) == (0, 12000)
    assert answers["ingestion"]["error_code"]
    assert [read(f"{name}.err") for name in answers] == [""] * 4


def test_an_address_in_an_answer_is_that_of_the_vendors_host_and_leads_to_mercat(outcome):
    _, read = outcome
    status, url = read("followed").split()
    assert status == "200"
    assert url.startswith(f"https://{ID}.mktorest.com/")


def test_other_hosts_are_refused_with_a_reason_that_is_printed_once(outcome):
    done, read = outcome
    refused = "mercat: warning: app.marketo.com is a real host of the vendor, and mercat lets no call reach one.\n"
    assert done.stderr.count(refused) == 1
    assert "403" in read("vendor.err")
    assert read("other.out") == (
        "mercat: example.com is not a host that mercat serves; `mercat run --allow-network` lets it through.\n"
    )
    assert (read("local.out"), read("local.err")) == ("ok\n", "")


def test_allow_network_lets_other_hosts_through(run_here, tmp_path):
    address = own_address()
    with socket.create_server((address, 0)) as server:
        url = f"http://{address}:{server.getsockname()[1]}/"
        refused = run_here(*CURL, "--fail", "--max-time", "2", "--output", "/dev/null", url)
        allowed = run_here("sh", "-c", f"curl -s --max-time 0.5 {url}; true", options=["--allow-network"])
        server.settimeout(5)
        connection, _ = server.accept()
        head = connection.recv(1_000)
        connection.close()
    assert (refused.code, allowed.code) == (22, 0)  # 22: curl got a status of 400 or above
    assert head.startswith(b"GET / HTTP/1.1\r\nHost: " + address.encode())


def own_address():
    """An address of this machine that is not the loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        try:
            made.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            pytest.skip("this machine has no address but the loopback")
        return made.getsockname()[0]


def test_an_instance_of_a_server_is_named_by_the_address(demo, data_home):
    made = demo.post("/sandbox/instances", {"from": "empty"})
    query = f"client_id={made['marketo']['client_id']}&client_secret={made['marketo']['client_secret']}"
    token = f"/identity/oauth/token?grant_type=client_credentials&{query}"
    command = ["sh", "-c", f"curl -s 'https://{made['id']}.mktorest.com{token}'; curl '{HOST}{token}'"]
    done = run("run", "--url", made["base_url"], "--", *command, XDG_DATA_HOME=str(data_home))
    assert json.loads(done.stdout)["token_type"] == "bearer"
    assert f"mercat serves {made['id']} here, not {ID}" in done.stderr


def test_a_demo_with_tls_tells_where_its_proxy_is(demo, data_home):
    tls = demo.told["tls"]
    assert tls["ca_file"] == str(data_home / "mercat" / "authority" / "ca.pem")
    url = f"{HOST}/identity/oauth/token?grant_type=client_credentials&{credentials(demo)}"
    done = subprocess.run([*CURL, "--proxy", tls["proxy"], "--cacert", tls["ca_file"], url], capture_output=True)
    assert json.loads(done.stdout)["token_type"] == "bearer"


def test_a_scenario_that_is_not_there_stops_the_run(run_here, tmp_path):
    answer = run_here("touch", tmp_path / "ran", options=["--scenario", "no-such-scenario"])
    assert answer.code == 1
    assert "scenario no-such-scenario" in answer.err
    assert not (tmp_path / "ran").exists()


TRAP = """
import json, os, signal, sys, time
pid = json.load(open(os.environ["MERCAT_READY_FILE"]))["pid"]
child = os.fork()
if child == 0:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pause()
def end(number, frame):
    print(f"ended by {number}", flush=True)
    sys.exit(5)
signal.signal(signal.SIGINT, end)
signal.signal(signal.SIGTERM, end)
print(json.dumps([pid, os.getpid(), child]), flush=True)
signal.pause()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_reaches_the_command_and_leaves_no_process(start, number, tmp_path):
    process = start("--", sys.executable, "-c", TRAP)
    pids = json.loads(process.stdout.readline())
    assert all(map(is_alive, pids))
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (5, f"ended by {number.value}\n", "")
    assert [pid for pid in pids if is_alive(pid)] == []


COUNT = """
import signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
print("up", flush=True)
signal.sigwait([signal.SIGINT])
sys.exit(4 if signal.sigtimedwait([signal.SIGINT], 0.5) is None else 5)
"""


def test_ctrl_c_on_a_terminal_reaches_the_command_once(demo, data_home):
    if not hasattr(signal, "sigtimedwait"):
        pytest.skip("this system cannot count signals")
    controller, terminal = os.openpty()
    words = ["run", "--ready-file", demo.ready_file, "--", sys.executable, "-c", COUNT]
    process = subprocess.Popen(
        [sys.executable, "-m", "mercat", *map(str, words)],
        stdin=terminal,
        stdout=terminal,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "XDG_DATA_HOME": str(data_home)},
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    assert os.read(controller, 100).strip() == b"up"
    os.write(controller, b"\x03")
    assert process.wait(30) == 4
    os.close(controller)
    os.close(terminal)


def test_a_demo_ends_with_a_run_that_is_killed(start):
    if sys.platform != "linux":
        pytest.skip("only Linux tells a process that its parent has ended")
    process = start("--", sys.executable, "-c", TRAP)
    demo, command, child = json.loads(process.stdout.readline())
    process.kill()
    process.wait()
    ends = time.monotonic() + 20
    while is_alive(demo):
        assert time.monotonic() < ends
        time.sleep(0.01)
    for pid in (command, child):
        os.kill(pid, signal.SIGKILL)


KILL = "kill -9 $(sed -n 's/.*\"pid\": \\([0-9]*\\).*/\\1/p' $MERCAT_READY_FILE)"


@pytest.mark.parametrize(("end", "code"), [("", 3), ("; exit 6", 6)])
def test_a_server_that_dies_ends_calls_with_words_and_the_run_with_a_status(start, end, code):
    call = f"curl -s -w '%{{http_code}}' {HOST}/rest/v1/leads.json"
    process = start("--instance", ID, "--", "sh", "-c", f"{KILL}; sleep 0.2; {call}{end}")
    out, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert out.startswith("mercat: mercat does not answer at http://127.0.0.1:")
    assert out.endswith("502")
    assert err.count("ended while the command ran.") == 1


def test_hosts_prints_what_a_hosts_file_needs(mercat, demo):
    names = [f"{ID.lower()}.mktorest.com", *vendor_hosts.OTHERS]
    for options in (["--instance", ID], ["--ready-file", demo.ready_file]):
        answer = mercat("run", "--hosts", *options)
        assert (answer.code, answer.out) == (0, "".join(f"127.0.0.1 {name}\n" for name in names))


def test_hosts_refuses_to_run_while_the_hosts_lead_elsewhere(run_here, tmp_path):
    answer = run_here("touch", tmp_path / "ran", options=["--hosts"])
    assert answer.code == 1
    assert f"{ID.lower()}.mktorest.com does not lead to this machine yet. /etc/hosts needs these lines:" in answer.err
    assert not (tmp_path / "ran").exists()


def test_a_client_without_a_proxy_reaches_mercat_by_a_hosts_file(demo, tmp_path, data_home):
    """In a mount namespace, so that the hosts file of the machine stays as it is."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
        pytest.skip("this user may not make a mount namespace")
    hosts = tmp_path / "hosts"
    hosts.write_text(f"{Path('/etc/hosts').read_text()}\n{vendor_hosts.entries([ID])}\n")
    url = f"{HOST}/identity/oauth/token?grant_type=client_credentials&{credentials(demo)}"
    mercat_run = [sys.executable, "-m", "mercat", "run", "--hosts", "--ready-file", str(demo.ready_file), "--"]
    script = f'mount --bind {hosts} /etc/hosts && exec "$@"'
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", *mercat_run, *CURL, "--noproxy", "*", url],
        capture_output=True,
        text=True,
        env={**os.environ, "XDG_DATA_HOME": str(data_home)},
    )
    if "Port 443" in done.stderr:
        pytest.skip(done.stderr)
    assert json.loads(done.stdout)["token_type"] == "bearer"


def test_trust_explains_and_installs_nothing(mercat, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    answer, facts = mercat("trust"), mercat("trust", "--json").document
    assert answer.code == 0
    assert facts["ca_file"] in answer.out
    assert facts["sha256"] in answer.out
    assert set(facts) == {"ca_file", "sha256", "expires", "permits"}
    assert "never changes the trust store" in answer.out
    files = sorted(str(place.relative_to(tmp_path)) for place in tmp_path.rglob("*") if place.is_file())
    assert files == ["data/mercat/authority/ca.key", "data/mercat/authority/ca.pem"]
