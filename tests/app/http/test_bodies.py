"""Bodies in memory: limits to the byte, compression bombs, what all of them may hold together."""

import gzip
import tracemalloc
import zlib

import pytest

from mercat.app.http.bodies import Bodies, ClientGone, ServerBusy
from mercat.wire.http import Request
from support import loops

LIMIT = 10_000


def read(pieces, headers=(), *, limit=LIMIT, bodies=None, keep=True):
    """The request after its body, given in pieces, was read."""
    given = dict(headers)
    if "content-length" not in given:
        given["transfer-encoding"] = "chunked"
    request = Request("POST", "/", headers=[(name.encode(), value.encode()) for name, value in given.items()])
    left = iter(pieces)
    ahead = [next(left, b"")]

    async def receive():
        piece, ahead[0] = ahead[0], next(left, None)
        return {"type": "http.request", "body": piece, "more_body": ahead[0] is not None}

    async def needs_body():
        return keep

    loops.run((bodies or Bodies()).read(request, receive, limit, needs_body))
    return request


GZIP = {"content-encoding": "gzip"}


def test_a_body_arrives_whole_whatever_its_pieces():
    assert read([b"ab", b"", b"c"]).body == b"abc"


@pytest.mark.parametrize("size", [LIMIT - 1, LIMIT, LIMIT + 1])
@pytest.mark.parametrize("compressed", [False, True])
def test_the_limit_is_exact_after_decompression(size, compressed):
    content = bytes(size)
    request = read([gzip.compress(content)], GZIP) if compressed else read([content[:7], content[7:]])
    assert request.too_large == (LIMIT if size > LIMIT else 0)
    assert request.body == (b"" if size > LIMIT else content)


def test_a_length_beyond_the_limit_is_refused_unread():
    assert read([], {"content-length": str(LIMIT + 1)}).too_large == LIMIT
    assert read([], {"content-length": "9" * 18}).too_large == LIMIT


def test_a_bomb_is_stopped_at_the_limit_and_costs_no_memory():
    bomb = gzip.compress(gzip.compress(bytes(200_000_000), 1), 1)
    bomb = gzip.decompress(bomb)
    tracemalloc.start()
    assert read([bomb], GZIP).too_large == LIMIT
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_an_endless_stream_that_holds_nothing_is_stopped():
    empty_block = b"\x00\x00\x00\xff\xff"
    head = gzip.compress(b"")[:10]
    assert read([head + empty_block * 1_000] * 100, GZIP).too_large == LIMIT


def test_endless_bytes_behind_a_gzip_stream_are_not_kept():
    tracemalloc.start()
    request = read([gzip.compress(b"{}")] + [bytes(60_000)] * 100, GZIP)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    assert request.too_large == LIMIT


@pytest.mark.parametrize(
    "content",
    [b"{}", gzip.compress(b"{}")[:-1], gzip.compress(b"{}") + b"{}", zlib.compress(b"{}"), gzip.compress(b"") * 2],
    ids=["plain", "cut short", "longer", "zlib", "two streams"],
)
def test_what_is_no_whole_gzip_stream_is_malformed(content):
    assert read([content[:5], content[5:]], GZIP).malformed_encoding


def test_an_empty_body_is_no_malformed_one():
    request = read([b""], GZIP)
    assert not request.malformed_encoding
    assert request.body == b""


def test_other_encodings_are_noted():
    assert read([b"ab"], {"content-encoding": "br"}).unknown_encoding
    assert not read([b"ab"], {"content-encoding": "Identity"}).unknown_encoding


def test_a_body_that_is_only_counted_is_dropped_unless_it_is_small():
    assert read([b"_method=GET"], keep=False).body == b"_method=GET"
    large = read([bytes(60_000), bytes(60_000)], limit=1_000_000, keep=False)
    assert len(large.body) == 60_000
    assert not large.too_large
    assert read([bytes(60_000), bytes(60_000)], limit=100_000, keep=False).too_large


def test_all_bodies_together_have_a_bound():
    bodies = Bodies(bound=15_000)
    first = read([bytes(9_000)], bodies=bodies)
    with pytest.raises(ServerBusy):
        read([bytes(9_000)], bodies=bodies)
    bodies.release(first)
    assert bodies.held == 0
    assert len(read([bytes(9_000)], bodies=bodies).body) == 9_000


def test_a_client_that_hangs_up_is_gone():
    async def receive():
        return {"type": "http.disconnect"}

    request = Request("POST", "/", headers=[(b"content-length", b"3")])
    with pytest.raises(ClientGone):
        loops.run(Bodies().read(request, receive, LIMIT))
