"""/metrics: checks the token, and takes the samples of the moment."""

import logging
from typing import Final

from mercat.app.instances.registry import Registry
from mercat.app.observability.metrics import CONTENT_TYPE, Metrics
from mercat.model.jobs import Depth
from mercat.model.keys import same
from mercat.store import jobs
from mercat.wire.http import Request, Response

TEXT: Final = "text/plain;charset=UTF-8"
log = logging.getLogger("mercat.metrics")


async def answer(request: Request, registry: Registry, metrics: Metrics, token: str | None) -> Response:
    """The metrics. If the server has a token, only callers with the token get them."""
    if request.path != "/metrics":
        return Response(404, b"Not Found", TEXT)
    if request.method not in ("GET", "HEAD"):
        return Response(405, b"Method Not Allowed", TEXT, [("Allow", "GET, HEAD")])
    scheme, _, given = (request.header("authorization") or "").partition(" ")
    if token is not None and not (scheme.lower() == "bearer" and same(given.strip(), token)):
        return Response(401, b"Unauthorized", TEXT, [("WWW-Authenticate", 'Bearer realm="mercat metrics"')])
    sample(registry, metrics)
    text = metrics.text({instance.id: await _depth(registry, instance.id) for instance in registry})
    return Response(200, b"" if request.method == "HEAD" else text.encode(), CONTENT_TYPE)


def sample(registry: Registry, metrics: Metrics) -> None:
    """Store the gauges of this process, for the process that answers /metrics."""
    metrics.sample({instance.id: instance.database.load() for instance in registry})


async def _depth(registry: Registry, instance_id: str) -> Depth:
    instance = registry.find(instance_id)
    try:
        return await instance.read(jobs.depth) if instance is not None else Depth()
    except Exception as problem:  # the other metrics matter all the more
        log.warning("instance %s: its jobs cannot be counted: %r", instance_id, problem)
        return Depth()
