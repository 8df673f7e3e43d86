"""The files that Python and Node load at their start under `mercat run`."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from mercat.app import vendor_hosts
from mercat.app.tls.environment import PRELOAD

RUN = json.dumps({**vendor_hosts.patterns(), "proxy_port": 1, "tls_port": 4711})
RESOLVE = "import socket; print(socket.getaddrinfo('{}', {}, type=socket.SOCK_STREAM)[0][4])"


def python(code, *folders, **environment):
    path = os.pathsep.join(map(str, [PRELOAD, *folders]))
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path, **environment},
    )


@pytest.mark.parametrize("host", ["123-ABC-456.mktorest.com", "api.e.qq.com", "API.E.QQ.COM."])
def test_python_resolves_a_host_that_mercat_serves_to_mercat(host):
    assert python(RESOLVE.format(host, 443), MERCAT_RUN=RUN).stdout == "('127.0.0.1', 4711)\n"


@pytest.mark.parametrize(("host", "port"), [("app.marketo.com", 443), ("e.qq.com", 443), ("api.e.qq.com", 80)])
def test_python_resolves_no_other_host_of_a_vendor(host, port):
    done = python(RESOLVE.format(host, port), MERCAT_RUN=RUN)
    assert f"mercat: {host} port {port} is not reachable under mercat run" in done.stderr


def test_python_resolves_all_other_hosts_as_ever():
    assert python(RESOLVE.format("127.0.0.1", 80), MERCAT_RUN=RUN).stdout == "('127.0.0.1', 80)\n"
    assert python("import socket; print(socket.getaddrinfo(None, 80)[0][4][1])", MERCAT_RUN=RUN).stdout == "80\n"
    assert python("import socket; print(socket.getaddrinfo.__module__)", MERCAT_RUN="").stdout == "socket\n"


def test_the_sitecustomize_of_the_user_runs_too(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("print('mine')\n")
    assert python("print('code')", tmp_path, MERCAT_RUN=RUN).stdout == "mine\ncode\n"


def test_certifi_names_the_bundle(tmp_path):
    bundle = tmp_path / "bundle.pem"
    bundle.write_text("roots\n")
    code = "import certifi; print(certifi.where(), certifi.contents())"
    assert python(code, MERCAT_RUN=RUN, SSL_CERT_FILE=str(bundle)).stdout == f"{bundle} roots\n\n"


def node(code, **environment):
    if shutil.which("node") is None:
        pytest.skip("node is not there")
    return subprocess.run(
        ["node", "--require", str(PRELOAD / "node.cjs"), "-e", code],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


def test_node_resolves_no_host_of_a_vendor():
    code = "require('dns').lookup('e.qq.com', {}, (error) => console.log(error.code, error.message))"
    assert node(code, MERCAT_RUN=RUN).stdout == "ENOTFOUND mercat: e.qq.com is not reachable under mercat run\n"
    promise = "require('dns').promises.lookup('e.qq.com').catch((error) => console.log(error.message))"
    assert node(promise, MERCAT_RUN=RUN).stdout == "mercat: e.qq.com is not reachable under mercat run\n"
    local = "require('dns').lookup('127.0.0.1', (error, address) => console.log(error, address))"
    assert node(local, MERCAT_RUN=RUN).stdout == "null 127.0.0.1\n"


def test_node_says_that_the_proxy_is_not_there():
    code = "require('tls').connect(443, 'api.e.qq.com').on('error', (error) => console.log(error.code))"
    assert node(code, MERCAT_RUN=RUN).stdout == "ECONNREFUSED\n"


def test_node_is_as_ever_without_a_run():
    code = "console.log(require('dns').lookup.name, require('tls').connect.name)"
    plain = subprocess.run(["node", "-e", code], capture_output=True, text=True) if shutil.which("node") else None
    assert plain is None or node(code, MERCAT_RUN="").stdout == plain.stdout
