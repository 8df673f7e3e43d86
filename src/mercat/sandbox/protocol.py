"""The life of a call to the sandbox, in stages, and the answer to it."""

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import msgspec

from mercat.model.refusals import Refusal
from mercat.sandbox import secrets
from mercat.sandbox.call import Call
from mercat.sandbox.inputs import decode_inputs, receive
from mercat.sandbox.problems import Problem, problem_of
from mercat.sandbox.redaction import Redactor
from mercat.store.engines import accidents
from mercat.wire.call import run, run_stages
from mercat.wire.http import JSON, Response
from mercat.wire.operation import Operation
from mercat.wire.router import Router

Stage = Callable[[Call], Awaitable[None] | None]

log = logging.getLogger("mercat.sandbox")


def check_origin(call: Call) -> None:
    """403. Keeps web pages of other sites from using a developer's sandbox through their browser."""
    origin = call.request.header("origin")
    if origin is not None and urlsplit(origin).netloc != urlsplit(call.base_url).netloc:
        raise Problem(403, "The sandbox takes no calls from pages of another origin.")


def match(router: Router[Operation], paths: str) -> Stage:
    """404, 405. `paths` lists all that there are."""

    def stage(call: Call) -> None:
        entry = router.find(call.request.path)
        if entry is None:
            raise Problem(404, f"The sandbox has no such path. It has {paths}; GET /sandbox shows how to call them.")
        methods, call.path = entry
        operation = methods.get(call.request.method)
        if operation is None:
            allowed = ", ".join(methods)
            raise Problem(405, f"This path takes {allowed}.", (("Allow", allowed),))
        call.operation = operation

    return stage


def deliver(call: Call) -> Awaitable[None] | None:
    """Let the delivery of ads catch up with the clock, before anything changes what it reads."""
    return None if call.request.method == "GET" else call.host.catch_up()


def life(operations: list[Operation]) -> tuple[Stage, ...]:
    """A call's life, in the order that clients can observe."""
    paths = ", ".join(dict.fromkeys(operation.path for operation in operations))
    return (check_origin, match(Router(operations), paths), receive, decode_inputs, deliver, run)


async def answer(call: Call, stages: tuple[Stage, ...]) -> Response:
    """Lead a call through its life. Raises ConnectionError if the client is gone."""
    try:
        await run_stages(call, stages)
    except ConnectionError:
        raise
    except Exception as accident:
        problem = problem_of(accident) if isinstance(accident, Refusal) else None
        if problem is not None:
            return (await _without_secrets(call, problem)).answer()
        accidents.report(log, accident, "%s %s failed", call.request.method, call.request.path)
        failure = accidents.of(accident)
        detail = "An unexpected error; the log has it." if failure is None else f"Nothing is changed: {failure.value}."
        return Problem(500, detail).answer()
    if isinstance(call.result, Response):
        return call.result
    return Response(200, msgspec.json.encode(call.result), JSON)


async def _without_secrets(call: Call, problem: Problem) -> Problem:
    """A problem may repeat what the caller sent, which may have been a secret of the instance in a wrong place."""
    redactor = Redactor(await call.host.read(secrets.living))
    return Problem(problem.status, redactor.sweep(problem.detail), problem.headers)
