"""The same protocol behind TLS: an answer before the body, a slow client, a clean end."""

import socket
import ssl

import pytest

from mercat.app.http.connections import Bounds
from support import certificates
from support.sockets import Listening


async def early(scope, receive, send):
    """Answers at once, whatever comes."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate that signs itself, and its key."""
    return certificates.make(tmp_path_factory.mktemp("tls"), "mercat.test")


@pytest.fixture(scope="module")
def secured(certificate):
    bounds = Bounds(head_seconds=0.3, body_seconds=0.3, linger_seconds=0.3)
    made = Listening(early, bounds, ssl_certfile=str(certificate[0]), ssl_keyfile=str(certificate[1]))
    yield made
    made.stop()


def connect(server):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection(server.address, timeout=10))


def read(secure):
    """All that comes until the server ends the connection."""
    pieces = []
    while piece := secure.recv(65_536):
        pieces.append(piece)
    return b"".join(pieces)


def test_a_request_is_answered(secured):
    secure = connect(secured)
    secure.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert read(secure).endswith(b"\r\n\r\nok")


def test_an_answer_before_the_body_reaches_its_client(secured):
    secure = connect(secured)
    secure.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n" + b"x" * 100_000)
    assert secure.recv(65_536).startswith(b"HTTP/1.1 200 OK")


def test_half_a_head_is_given_up(secured):
    secure = connect(secured)
    secure.sendall(b"GET / HT")
    assert secure.recv(65_536).startswith(b"HTTP/1.1 408 ")


def test_who_speaks_no_tls_is_cut_off(secured):
    raw = socket.create_connection(secured.address, timeout=10)
    raw.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert not raw.recv(65_536).startswith(b"HTTP/1.1 200")
