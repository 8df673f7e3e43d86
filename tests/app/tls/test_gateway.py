"""The way from a client that trusts the authority, through the proxy and TLS, to a server that any test can play."""

import http.client
import json
import socket
import ssl
import statistics
import struct
import threading
import time

import pytest

from mercat.app.tls.authority import open_authority
from mercat.app.tls.gateway import Gateway
from mercat.app.tls.target import BadTarget, Target
from support import loops
from support.sockets import Listening, Socket

HOST = "123-ABC-456.mktorest.com"
UNKNOWN = "999-XYZ-999"
MEGABYTE = 1_048_576


async def server(scope, receive, send):
    """A server: `/i/<UNKNOWN>` is not there, other paths say what to do, any else is an echo of the request."""
    path = scope["path"]
    if path.startswith("/early"):
        await reply(send, 413, b"too much")
        return
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body, more = body + message["body"], message["more_body"]
    if path == f"/i/{UNKNOWN}/healthz":
        await reply(send, 404, b"")
    elif path == "/large":
        await reply(send, 200, b"x" * (5 * MEGABYTE))
    elif path == "/pieces":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(3):
            await send({"type": "http.response.body", "body": b"piece ", "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    else:
        told = {
            "method": scope["method"],
            "target": (scope["raw_path"] + b"?" + scope["query_string"]).decode().rstrip("?"),
            "headers": [[name.decode(), value.decode()] for name, value in scope["headers"]],
            "length": len(body),
        }
        await reply(send, 200, json.dumps(told).encode())


async def reply(send, status, body):
    headers = [(b"content-length", b"%d" % len(body)), (b"x-of-the-server", b"1")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Client:
    """A client that uses the proxy and trusts the authority."""

    def __init__(self, gateway, authority):
        self.port = gateway.proxy_port
        self._context = ssl.create_default_context(cafile=authority.certificate)

    def connection(self, host=HOST, port=443):
        made = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=self._context)
        made.set_tunnel(host, port)
        return made

    def ask(self, path="/", host=HOST, method="GET", body=None, **headers):
        connection = self.connection(host)
        connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content

    def echo(self, path="/", **options):
        status, content = self.ask(path, **options)
        assert status == 200, content
        return json.loads(content)

    def raw(self, head):
        """The answer of the proxy to a head, to the end of the connection."""
        return Socket(("127.0.0.1", self.port)).send(head).read()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        return open_authority()


@pytest.fixture(scope="module")
def listening():
    made = Listening(server)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def client(listening, authority):
    with Gateway(authority, Target(f"http://127.0.0.1:{listening.address[1]}")) as gateway:
        yield Client(gateway, authority)


def test_a_call_arrives_with_its_host_and_headers_as_they_are(client):
    told = client.echo("/rest/v1/leads.json?filterValues=a%20b&x=%E9", X_Mine="Yes", X_Forwarded_For="192.0.2.1")
    headers = dict(told["headers"])
    assert told["target"] == "/rest/v1/leads.json?filterValues=a%20b&x=%E9"
    assert (headers["host"], headers["x-mine"]) == (HOST, "Yes")
    assert "x-forwarded-for" not in headers


@pytest.mark.parametrize("host", ["api.e.qq.com", "developers.e.qq.com", "dl.e.qq.com", "mkto-ingestion-api.adobe.io"])
def test_every_host_that_mercat_serves_has_a_certificate(client, host):
    assert dict(client.echo(host=host)["headers"])["host"] == host


def test_bodies_of_both_framings_arrive_whole(client):
    assert client.echo(method="POST", body=b"x" * (5 * MEGABYTE))["length"] == 5 * MEGABYTE
    pieces = iter([b"ab", b"c" * 70_000, b"d"])
    connection = client.connection()
    connection.request("POST", "/", pieces, {"Transfer-Encoding": "chunked"}, encode_chunked=True)
    assert json.loads(connection.getresponse().read())["length"] == 70_003
    connection.close()


def test_answers_of_both_framings_come_back_whole(client):
    assert client.ask("/large") == (200, b"x" * (5 * MEGABYTE))
    assert client.ask("/pieces") == (200, b"piece piece piece ")


def test_an_answer_to_head_has_no_body_and_the_connection_goes_on(client):
    connection = client.connection()
    connection.request("HEAD", "/large")
    answer = connection.getresponse()
    assert (answer.getheader("content-length"), answer.read()) == (str(5 * MEGABYTE), b"")
    connection.request("GET", "/pieces")
    assert connection.getresponse().read() == b"piece piece piece "
    connection.close()


def test_no_piece_waits_for_the_acknowledgement_of_another(client):
    """Which would take 40 ms for each call."""
    connection, times = client.connection(), []
    for _ in range(40):
        begun = time.monotonic()
        connection.request("POST", "/", b"body")
        connection.getresponse().read()
        times.append(time.monotonic() - begun)
    connection.close()
    assert statistics.median(times) < 0.035


def test_an_answer_before_the_end_of_the_body_reaches_the_client(client):
    connection = client.connection()
    connection.putrequest("POST", "/early")
    connection.putheader("Content-Length", str(100 * MEGABYTE))
    connection.endheaders()
    connection.send(b"x" * 1_000)
    assert connection.getresponse().status == 413
    connection.close()


def test_the_answer_to_expect_100_continue_is_of_the_gateway(client):
    connection = client.connection()
    connection.request("PUT", "/", b"body", {"Expect": "100-continue"})
    assert json.loads(connection.getresponse().read())["length"] == 4
    connection.close()


@pytest.mark.parametrize("resets", [False, True])
def test_a_client_that_goes_takes_its_connection_to_the_server_with_it(authority, resets):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        with Gateway(authority, Target(f"http://127.0.0.1:{listener.getsockname()[1]}")) as gateway:
            connection = Client(gateway, authority).connection("api.e.qq.com")
            connection.request("GET", "/wait")
            server, _ = listener.accept()
            server.settimeout(10)
            assert server.recv(65_536).startswith(b"GET /wait ")
            if resets:
                connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
            assert server.recv(65_536) == b""
            server.close()


@pytest.mark.parametrize(
    "host", ["app-sj01.marketo.com", "munchkin.marketo.net", "www.mktorest.com", "ims-na1.adobelogin.com", "e.qq.com"]
)
def test_other_hosts_of_the_vendors_are_refused_with_a_reason(client, host):
    with pytest.raises(OSError, match=f"403 {host} is a real host of the vendor"):
        client.ask(host=host)


def test_a_munchkin_id_that_the_server_does_not_have_is_refused_with_a_hint(client):
    with pytest.raises(OSError, match=f"no instance {UNKNOWN}; `mercat run --instance {UNKNOWN}` starts one"):
        client.ask(host=f"{UNKNOWN}.mktorest.com")


def test_other_hosts_are_refused_and_this_machine_is_not(client, listening):
    with pytest.raises(OSError, match=r"403 192\.0\.2\.1 is not a host that mercat serves"):
        client.ask(host="192.0.2.1")
    plain = http.client.HTTPConnection("127.0.0.1", client.port, timeout=10)
    plain.set_tunnel("localhost", listening.address[1])
    plain.request("GET", "/local")
    assert json.loads(plain.getresponse().read())["target"] == "/local"
    plain.close()


def test_a_port_that_no_vendor_serves_is_refused(client):
    with pytest.raises(OSError, match="on the ports 443 and 80, not on 8443"):
        client.connection(port=8443).connect()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_request_with_an_absolute_target_is_forwarded(client, scheme):
    head = f"GET {scheme}://{HOST}/rest?a=b HTTP/1.1\r\nHost: wrong\r\nProxy-Connection: keep-alive\r\n\r\n"
    answer = client.raw(head.encode())
    told = json.loads(answer.partition(b"\r\n\r\n")[2])
    names = [name for name, _ in told["headers"]]
    assert (told["target"], dict(told["headers"])["host"]) == ("/rest?a=b", HOST)
    assert (names.count("host"), "proxy-connection" in names) == (1, False)
    assert b"403 app.marketo.com" in client.raw(b"GET http://app.marketo.com/ HTTP/1.1\r\n\r\n")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"CONNECT api.e.qq.com HTTP/1.1\r\n\r\n", 400),
        (b"CONNECT api.e.qq.com:99999 HTTP/1.1\r\n\r\n", 400),
        (b"CONNECT a b:443 HTTP/1.1\r\n\r\n", 400),
        (b"CONNECT a\xe9\x00:443 HTTP/1.1\r\n\r\n", 400),
        (b"GET http://[::1 HTTP/1.1\r\n\r\n", 400),
        (b"GET ftp://api.e.qq.com/ HTTP/1.1\r\n\r\n", 400),
        (b"hello\r\n\r\n", 400),
        (b"CONNECT api.e.qq.com:443 HTTP/1.1\r\nX: " + b"x" * 70_000, 431),
    ],
)
def test_what_no_proxy_is_asked_for_gets_an_error(client, head, status):
    assert client.raw(head).startswith(b"HTTP/1.1 %d " % status)


def test_with_an_instance_only_that_one_is_reached(listening, authority):
    target = Target(f"http://127.0.0.1:{listening.address[1]}/i/123-ABC-456")
    with Gateway(authority, target) as gateway:
        client = Client(gateway, authority)
        assert client.echo("/v3.0/x", host="api.e.qq.com")["target"] == "/i/123-ABC-456/v3.0/x"
        assert client.echo("/i/123-ABC-456/x", host="api.e.qq.com")["target"] == "/i/123-ABC-456/x"
        assert client.echo("/rest/x")["target"] == "/rest/x"
        with pytest.raises(OSError, match="mercat serves 123-ABC-456 here"):
            client.ask(host="124-ABC-456.mktorest.com")


def test_data_ingestion_names_its_instance_in_the_path(client):
    told = client.echo("/subscriptions/123-ABC-456/persons", host="mkto-ingestion-api.adobe.io")
    assert told["target"] == "/i/123-ABC-456/subscriptions/123-ABC-456/persons"
    told = client.echo(f"/subscriptions/{UNKNOWN}/persons", host="mkto-ingestion-api.adobe.io")
    assert told["target"] == f"/subscriptions/{UNKNOWN}/persons"


class Broken:
    """A server that reads a head, sends some bytes and closes the connection."""

    def __init__(self, content):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._content = content

    def answer(self, connections):
        for _ in range(connections):
            client, _ = self._listener.accept()
            with client:
                if client.recv(65_536):
                    client.sendall(self._content)
        return self

    def close(self):
        self._listener.close()


@pytest.mark.parametrize(
    "content", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", b"no HTTP at all\r\n\r\n"]
)
def test_a_connection_that_the_server_cuts_is_cut_for_the_client(authority, content):
    broken = Broken(content)
    thread = threading.Thread(target=broken.answer, args=(2,), daemon=True)  # is it there, and the call itself
    thread.start()
    with Gateway(authority, Target(f"http://127.0.0.1:{broken.port}")) as gateway:
        with pytest.raises((http.client.HTTPException, OSError)):
            Client(gateway, authority).ask(host="api.e.qq.com")
        assert not gateway.forwarder.lost
    broken.close()


def test_a_server_that_has_ended_is_said_once_and_answered_with_502(authority):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    notes = []
    with Gateway(authority, Target(f"http://127.0.0.1:{port}"), note=notes.append) as gateway:
        answers = [Client(gateway, authority).ask() for _ in range(2)]
        assert gateway.forwarder.lost
    words = f"mercat does not answer at http://127.0.0.1:{port} any more: it has ended, or something has ended it."
    assert answers == [(502, f"mercat: {words}\n".encode())] * 2
    assert notes == [words]


def test_the_network_can_be_allowed_but_not_the_vendors(listening, authority):
    notes = []
    port = listening.address[1]
    with Gateway(authority, Target(f"http://127.0.0.1:{port}"), allow_network=True, note=notes.append) as gateway:
        client = Client(gateway, authority)
        with pytest.raises(OSError, match=r"502 no-such-host\.invalid port 443 cannot be reached"):
            client.ask(host="no-such-host.invalid")
        with pytest.raises(OSError, match=r"403 app\.marketo\.com"):
            client.ask(host="app.marketo.com")
    assert notes == ["app.marketo.com is a real host of the vendor, and mercat lets no call reach one."]


@pytest.mark.parametrize(
    ("base_url", "host", "path", "route"),
    [
        ("http://127.0.0.1:8080", HOST, b"/rest/x", (HOST.encode(), b"")),
        ("https://m.example", HOST, b"/rest/x", (b"m.example", b"/i/123-ABC-456")),
        ("https://m.example:8443", HOST, b"/i/123-ABC-456/rest/x", (b"m.example:8443", b"")),
        ("https://m.example", "api.e.qq.com", b"/v3.0/x", (b"m.example", b"")),
        ("https://m.example/i/123-ABC-456/", "api.e.qq.com", b"/v3.0/x", (b"m.example", b"/i/123-ABC-456")),
    ],
)
def test_a_server_elsewhere_is_called_by_its_own_name(base_url, host, path, route):
    """Proxies before it know no vendor's host."""
    assert loops.run(Target(base_url).route(host, path)) == route


@pytest.mark.parametrize(
    "base_url", ["m.example", "ftp://m.example", "http://m.example/path", "http://u@m.example", "http://"]
)
def test_what_is_no_address_of_a_server_is_refused(base_url):
    with pytest.raises(BadTarget):
        Target(base_url)
