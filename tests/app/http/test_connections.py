"""What the socket admits: bounds, time, and one reading of every message."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from mercat.app.http.connections import Bounds
from support.sockets import Listening, listening

HOST = b"Host: mercat.test\r\n"
GET = b"GET / HTTP/1.1\r\n" + HOST
POST = b"POST / HTTP/1.1\r\n" + HOST
CLOSE = b"Connection: close\r\n"
SHORT = Bounds(
    target_bytes=1_000,
    head_bytes=4_000,
    headers=20,
    head_seconds=0.3,
    body_seconds=0.3,
    idle_seconds=0.6,
    answer_seconds=0.5,
    linger_seconds=0.5,
    waiting_requests=4,
    connections=20,
)
REFUSED = {
    "both lengths": (POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "both lengths, the other way": (POST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", 400),
    "two lengths": (POST + b"Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd", 400),
    "a list of lengths": (POST + b"Content-Length: 4, 4\r\n\r\nabcd", 400),
    "a length with a sign": (POST + b"Content-Length: +4\r\n\r\nabcd", 400),
    "an endless length": (POST + b"Content-Length: 99999999999999999999999\r\n\r\nabcd", 400),
    "an unknown transfer encoding": (POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501),
    "a transfer encoding after chunked": (POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400),
    "a compressed transfer": (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
    "chunks in HTTP/1.0": (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "a bare line feed in a chunk": (POST + b"Transfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n", 400),
    "a negative chunk": (POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n", 400),
    "an endless chunk": (POST + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx\r\n", 400),
    "a bare line feed": (b"GET / HTTP/1.1\nHost: a\n\n", 400),
    "a bare line feed after a header": (b"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400),
    "a bare carriage return": (b"GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", 400),
    "a folded header": (GET + b"X: b\r\n c\r\n\r\n", 400),
    "a blank before the colon": (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
    "a header without a name": (GET + b": a\r\n\r\n", 400),
    "a NUL in a header": (GET + b"X: a\0b\r\n\r\n", 400),
    "a NUL in the target": (b"GET /\0 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a byte above ASCII in the target": (b"GET /\xff HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a fragment in the target": (b"GET /a#b HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (GET + b"Host: b\r\n\r\n", 400),
    "another scheme": (b"GET ftp://a/ HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a tunnel": (b"CONNECT a:443 HTTP/1.1\r\n" + HOST + b"\r\n", 501),
    "another version": (b"GET / HTTP/2.0\r\n" + HOST + b"\r\n", 505),
    "no version": (b"GET /\r\n\r\n", 505),
    "HTTP/2 by prior knowledge": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    "an unknown method": (b"FROB / HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a long target": (b"GET /" + b"a" * 1_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
    "an endless target": (b"GET /" + b"a" * 1_000_000, 414),
    "a large head": (GET + b"X: " + b"a" * 4_000 + b"\r\n\r\n", 431),
    "an endless head": (GET + b"X: " + b"a" * 1_000_000, 431),
    "too many headers": (GET + b"X: a\r\n" * 20 + b"\r\n", 431),
    "endless trailers": (POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + b"a" * 1_000_000, 400),
    "an endless chunk extension": (POST + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"a" * 1_000_000, 400),
    "a byte a chunk, without end": (POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 200_000, 400),
}


async def echo(scope, receive, send):
    """Answers `method path?query host bytes-of-body`; `/early` without reading, `/slow` later, `/large` at length."""
    if scope["path"] == "/slow":
        await asyncio.sleep(0.1)
    size = 0
    more = scope["path"] != "/early"
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    host = dict(scope["headers"]).get(b"host", b"")
    answer = b"%s %s?%s %s %d" % (scope["method"].encode(), scope["raw_path"], scope["query_string"], host, size)
    if scope["path"] == "/large":
        answer = b"." * 20_000_000
    headers = [(b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


@pytest.fixture(scope="module")
def echoing() -> Iterator[Listening]:
    with listening(echo, SHORT) as made:
        yield made


def test_a_plain_request_is_answered(echoing):
    answer = echoing.ask(GET + CLOSE + b"\r\n").read()
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\nGET /? mercat.test 0")


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_ambiguous_or_beyond_bounds_is_refused_and_the_connection_closed(echoing, name):
    sent, status = REFUSED[name]
    answer = echoing.ask(sent).read()
    assert int(answer[9:12]) == status
    assert b"\r\nconnection: close\r\n" in answer
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("over", [False, True])
def test_bounds_are_met_exactly(echoing, over):
    target = b"/" + b"a" * (1_000 if over else 999)
    assert echoing.ask(b"GET " + target + b" HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n").status() == (414 if over else 200)
    filled = GET + CLOSE + b"X: "
    size = len(b"GET / HTTP/1.1\r\n") + 4_000 - len(b"\r\n") + (1 if over else 0)
    assert echoing.ask(filled.ljust(size, b"a") + b"\r\n\r\n").status() == (431 if over else 200)
    headers = b"X: a\r\n" * (19 if over else 18)
    assert echoing.ask(GET + CLOSE + headers + b"\r\n").status() == (431 if over else 200)


def test_nothing_is_read_of_a_message_smuggled_behind_a_refused_one(echoing):
    smuggled = POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GET + b"\r\n"
    assert echoing.ask(smuggled).read().count(b"HTTP/1.1 ") == 1


def test_requests_in_a_pipeline_are_answered_in_order(echoing):
    first, second, third = (b"GET /%s HTTP/1.1\r\n" % name + HOST for name in (b"slow", b"b", b"c"))
    answers = echoing.ask(first + b"\r\n" + second + b"\r\n" + third + CLOSE + b"\r\n").read()
    assert [line.split(b"?")[0] for line in answers.split(b"GET ")[1:]] == [b"/slow", b"/b", b"/c"]


def test_garbage_behind_good_requests_is_refused_after_their_answers(echoing):
    answers = echoing.ask(b"GET /slow HTTP/1.1\r\n" + HOST + b"\r\n" + GET + b"\r\nGARBAGE\r\n\r\n").read()
    assert [answers[at + 9 : at + 12] for at in _starts(answers)] == [b"200", b"200", b"400"]


def test_a_pipeline_has_an_end(echoing):
    answers = echoing.ask((b"GET /slow HTTP/1.1\r\n" + HOST + b"\r\n") + (GET + b"\r\n") * 1_000).read()
    assert [answers[at + 9 : at + 12] for at in _starts(answers)] == [b"200"] * 5 + [b"400"]


def test_an_answer_without_reading_the_body_reaches_a_client_that_goes_on_sending(echoing):
    answer = echoing.ask(
        b"POST /early HTTP/1.1\r\n" + HOST + b"Content-Length: 5000000\r\n\r\n" + b"x" * 3_000_000
    ).read()
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"POST /early? mercat.test 0")


def test_an_expected_100_is_sent_when_the_body_is_wanted_and_only_then(echoing):
    head = b" HTTP/1.1\r\n" + HOST + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n"
    socket = echoing.ask(b"POST /" + head)
    assert socket.read_until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert socket.send(b"abc").read_until(b" 3").startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"100 Continue" not in echoing.ask(b"POST /early" + head).read()


def test_the_host_of_an_absolute_target_counts(echoing):
    answer = echoing.ask(b"GET http://other.test:81/a?b HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n").read()
    assert answer.endswith(b"GET /a?b other.test:81 0")
    assert echoing.ask(b"GET http://o HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n").read().endswith(b"GET /? o 0")


def test_an_upgrade_is_not_taken_and_the_request_is_answered(echoing):
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"
    answers = echoing.ask(POST + upgrade + b"Content-Length: 2\r\n\r\nab" + GET + CLOSE + b"\r\n").read()
    assert b"POST /? mercat.test 2HTTP/1.1 200" in answers
    assert answers.endswith(b"GET /? mercat.test 0")


def test_trailers_do_not_become_headers(echoing):
    chunked = b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nHost: evil.test\r\n\r\n"
    assert echoing.ask(POST + CLOSE + chunked).read().endswith(b"POST /? mercat.test 1")


def test_a_client_that_closes_its_half_gets_its_answer(echoing):
    socket = echoing.ask(b"GET /slow HTTP/1.1\r\n" + HOST + b"\r\n")
    socket.raw.shutdown(1)
    assert socket.read().endswith(b"GET /slow? mercat.test 0")


def test_a_head_has_no_body_and_options_may_name_the_server(echoing):
    assert echoing.ask(b"HEAD / HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n").read().endswith(b"\r\n\r\n")
    assert echoing.ask(b"OPTIONS * HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n").read().endswith(b"OPTIONS *? mercat.test 0")


# -- time -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        (b"", b""),
        (b"GET / HT", b"HTTP/1.1 408 "),
        (GET, b"HTTP/1.1 408 "),
        (POST + b"Content-Length: 10\r\n\r\nabc", b"HTTP/1.1 408 "),
    ],
    ids=["nothing", "half a line", "half a head", "half a body"],
)
def test_who_sends_nothing_more_is_given_up(echoing, sent, answered):
    began = time.monotonic()
    assert echoing.ask(sent).read()[: len(answered) or None] == answered
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("slow", [GET, POST + b"Content-Length: 1000\r\n\r\n"], ids=["head", "body"])
def test_a_byte_now_and_then_is_not_enough(echoing, slow):
    socket = echoing.ask(slow)
    began = time.monotonic()
    socket.raw.settimeout(0.1)
    answer = b""
    while not answer:
        assert time.monotonic() - began < 3
        try:
            answer = socket.send(b"x").raw.recv(100)
        except TimeoutError:
            continue
    assert answer.startswith(b"HTTP/1.1 408 ")


def test_an_idle_connection_is_closed(echoing):
    socket = echoing.ask(GET + b"\r\n")
    socket.read_until(b"mercat.test 0")
    began = time.monotonic()
    assert socket.read() == b""
    assert 0.3 < time.monotonic() - began < 3


def test_who_does_not_take_an_answer_is_given_up(echoing):
    socket = echoing.ask(b"GET /large HTTP/1.1\r\n" + HOST + b"\r\n")
    socket.read_until(b"\r\n\r\n")
    time.sleep(1.5)
    assert len(socket.read()) < 10_000_000  # what the sockets held, and then no more


def test_slow_ones_make_room_for_others(echoing):
    idle = [echoing.connect() for _ in range(SHORT.connections)]
    assert echoing.ask(GET + CLOSE + b"\r\n").status() == 200
    for socket in idle:
        socket.close()


def test_connections_have_a_bound_when_all_are_busy():
    with listening(echo, Bounds(connections=3)) as few:
        busy = [few.ask(POST + b"Content-Length: 10\r\n\r\nabc") for _ in range(3)]
        time.sleep(0.1)
        assert few.ask(GET + CLOSE + b"\r\n").status() == 503
        assert [socket.send(b"defghij").read_until(b" 10")[9:12] for socket in busy] == [b"200"] * 3


def _starts(answers: bytes) -> list[int]:
    return [at for at in range(len(answers)) if answers.startswith(b"HTTP/1.1 ", at)]


def test_a_target_and_a_head_of_the_usual_bounds_come_through_together():
    """The protocols answer for what is too long for them, so the socket has to let it pass."""
    head = b"X: ".ljust(60_000, b"a") + b"\r\n"
    with listening(echo, Bounds()) as usual:
        for size, status in ((131_072, 200), (131_073, 414)):
            target = b"/?".ljust(size, b"a")
            assert usual.ask(b"GET " + target + b" HTTP/1.1\r\n" + HOST + CLOSE + head + b"\r\n").status() == status
