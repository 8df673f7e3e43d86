"""Where a request comes from: the socket says, or a proxy that the server was told to trust."""

import json

import pytest

from mercat.app.config import BadSetting, Serve
from mercat.app.serve import check, proxy_options
from support.sockets import Listening, Socket


async def echo(scope, receive, send):
    """Answers with the client's address and the scheme."""
    body = json.dumps([scope["client"][0], scope["scheme"]]).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


def seen(trusted: str | None, *headers: str) -> list[str]:
    """What a server makes of headers that come from 127.0.0.1."""
    server = Listening(echo, **proxy_options(Serve(trusted_proxies=trusted)))
    try:
        lines = "".join(f"{header}\r\n" for header in headers)
        request = f"GET / HTTP/1.1\r\nHost: m\r\nConnection: close\r\n{lines}\r\n"
        return json.loads(Socket(server.address).send(request.encode()).read().partition(b"\r\n\r\n")[2])
    finally:
        server.stop()


def test_nobody_is_believed_unless_the_server_is_told_to():
    assert seen(None, "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https") == ["127.0.0.1", "http"]
    assert seen("10.0.0.0/8,::1", "X-Forwarded-For: 192.0.2.1") == ["127.0.0.1", "http"]


def test_a_trusted_proxy_says_who_comes():
    assert seen("127.0.0.1", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https") == ["192.0.2.1", "https"]
    assert seen("127.0.0.0/8", "X-Forwarded-For: 2001:db8::1") == ["2001:db8::1", "http"]


def test_only_what_trusted_proxies_added_counts():
    forged = "X-Forwarded-For: 198.51.100.1, 192.0.2.1, 10.0.0.7"
    assert seen("127.0.0.1, 10.0.0.0/8", forged)[0] == "192.0.2.1"
    assert seen("127.0.0.1", forged)[0] == "10.0.0.7"


@pytest.mark.parametrize("text", ["*", "proxy.example", "10.0.0.1/8", "", "10.0.0.1;10.0.0.2"])
def test_what_names_no_proxy_is_said(text):
    with pytest.raises(BadSetting, match="--trusted-proxies"):
        check(Serve(trusted_proxies=text))
