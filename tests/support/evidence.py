"""What the tests show of each operation: recorded while they run, kept in src/mercat/app/evidence.json.

`MERCAT_EVIDENCE=FILE pytest` appends what it sees to FILE, one JSON line a call; `python -m support.evidence FILE` (in
tests/) writes evidence.json from it, and with `--check` only says what evidence.json claims and nobody saw. Codes are
noted as well: the check also says which test of tests/catalog/codes/marketo.json did not meet the code it stands for.
"""

import gzip
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from mercat.app.catalogue import coverage
from mercat.app.catalogue.coverage import Evidence
from mercat.app.http.asgi import Application
from mercat.wire.router import Router, normalise
from support import codes, vendor

KEPT: Final = coverage.PACKAGE / "app" / "evidence.json"
SUCCEEDED, REFUSED = "succeeded", "refused"

Seen = dict[str, dict[str, set[str]]]  # operation -> succeeded or refused -> files of tests


def record(place: Path) -> None:
    """From now on, note every call that an application of this process answers."""
    original = Application.__call__

    async def recorded(self: Application, scope: Any, receive: Any, send: Any) -> None:
        sent: list[Any] = []
        got: list[bytes] = []

        async def receiving() -> Any:
            message = await receive()
            got.append(message.get("body", b""))
            return message

        async def sending(message: Any) -> None:
            sent.append(message)
            await send(message)

        await original(self, scope, receiving, sending)
        if scope["type"] == "http" and sent:
            test = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" (")[0].partition("[")[0]
            start, document = _answer(sent)
            said = sorted(codes.said(start["status"], document))
            line = json.dumps([test, *call_of(scope, b"".join(got)), sorted(_outcomes(start, document)), said])
            with place.open("a") as file:
                file.write(line + "\n")

    Application.__call__ = recorded  # type: ignore[method-assign]


def call_of(scope: Any, body: bytes) -> tuple[str, str]:
    """Method and path of a call: the method that it stands for, and the path without an instance."""
    method, path = scope["method"], scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0]
    if method == "POST" and b"_method" in scope["query_string"] + body[:10_000]:
        pairs = parse_qsl(scope["query_string"].decode("latin-1")) + parse_qsl(body[:10_000].decode("latin-1"))
        method = dict(pairs).get("_method", method).upper()
    return method, "/" + path.split("/", 3)[3] if path.startswith("/i/") else path


def _answer(sent: list[Any]) -> tuple[Any, dict[str, Any]]:
    start, content = sent[0], b"".join(message.get("body", b"") for message in sent[1:])
    headers = dict(start["headers"])
    if headers.get(b"content-encoding") == b"gzip":
        content = gzip.decompress(content)
    try:
        document = json.loads(content)
    except ValueError:
        document = {}
    return start, document if isinstance(document, dict) else {"result": document}


def _outcomes(start: Any, document: dict[str, Any]) -> set[str]:
    refused = start["status"] >= 400 or document.get("success") is False or document.get("code", 0) != 0
    if refused or ("warnings" in document and "result" not in document and document["warnings"]):
        return {REFUSED}  # an asset search that finds nothing says so in a warning
    rows = document.get("result", [])
    skipped = isinstance(rows, list) and any(isinstance(row, dict) and row.get("status") == "skipped" for row in rows)
    return {SUCCEEDED, REFUSED} if skipped else {SUCCEEDED}


def seen(lines: Iterable[str]) -> Seen:
    """What the recorded lines show."""
    routers = {protocol: Router(coverage.declared(protocol)) for protocol in coverage.PROTOCOLS}
    found: Seen = defaultdict(lambda: defaultdict(set))
    for line in set(lines):
        test, method, path, outcomes, _ = json.loads(line)
        for router in routers.values():
            match = router.find(normalise(path))
            if match is not None and method in match[0]:
                for outcome in outcomes:
                    found[str(match[0][method])][outcome].add(test.partition("::")[0])
    return found


def gather(found: Seen) -> Evidence:
    """The evidence that counts: own tests saw success and refusal; clients saw success.

    Tests of a client are called tests/clients/test_<client>.py or test_<client>_<part>.py.
    """
    tested, proven = set(), defaultdict(set)
    for protocol in coverage.PROTOCOLS:
        for operation in coverage.declared(protocol):
            outcomes = found.get(str(operation), {})
            own = {name: {test for test in tests if _is_own(test)} for name, tests in outcomes.items()}
            if own.get(SUCCEEDED) and (own.get(REFUSED) or not operation.sources):
                tested.add(str(operation))
            for test in outcomes.get(SUCCEEDED, ()):
                if test.startswith("tests/clients/"):
                    proven[Path(test).stem.split("_")[1]].add(str(operation))
    differing = {name for protocol in coverage.PROTOCOLS for name in _falling_short(protocol)}
    clients = {client: tuple(sorted(names)) for client, names in sorted(proven.items())}
    return Evidence(tested=tuple(sorted(tested)), differing=tuple(sorted(differing)), proven=clients)


def unseen(claimed: Evidence, found: Evidence) -> list[str]:
    """What is claimed and was not seen."""
    missing = sorted(set(claimed.tested) - set(found.tested))
    missing += sorted(set(found.differing) - set(claimed.differing))
    for client, names in claimed.proven.items():
        missing += [f"{name} ({client})" for name in sorted(set(names) - set(found.proven.get(client, ())))]
    return missing


def main(arguments: list[str]) -> int:
    """Write evidence.json, or check it."""
    lines = Path(arguments[0]).read_text().splitlines()
    found = gather(seen(lines))
    if "--check" not in arguments:
        KEPT.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
        return 0
    missing = unseen(coverage.evidence(), found)
    for name in missing:
        sys.stderr.write(f"claimed in evidence.json, not seen in the tests: {name}\n")
    unmet = codes.unmet(codes.met(lines))
    for name in unmet:
        sys.stderr.write(f"claimed in codes/marketo.json, not seen in the tests: {name}\n")
    return 1 if missing or unmet else 0


def _is_own(test: str) -> bool:
    return test.startswith(("tests/marketo/", "tests/tencent/"))


def _falling_short(protocol: str) -> set[str]:
    return vendor.falling_short(protocol) if (vendor.CATALOG / "differences" / f"{protocol}.json").exists() else set()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
