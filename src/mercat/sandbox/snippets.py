"""The journal as a test for pytest, which repeats its calls on an instance of its own."""

from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from mercat.sandbox.formats import OWN
from mercat.sandbox.journal import Shown
from mercat.sandbox.redaction import REDACTED

_COMMON: Final = frozenset({"access_token", "timestamp", "nonce"})
_INVALID: Final = frozenset({"601", "11002", "11004"})  # whose token is none on any instance
_PASSING: Final = frozenset({"602", "606", "607", "608", "615", "11000", "11017", "11018", "12100", "12101"})
_HEAD: Final = '''"""Calls from the journal of mercat, for its pytest plugin.

Ids and paging tokens that an instance gave are its own: take them from the answers where a later call needs one.
"""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid


def send(request):
    """The status of an answer, and its `success` or `code`."""
    try:
        with urllib.request.urlopen(request) as answer:
            status, content = answer.status, answer.read()
    except urllib.error.HTTPError as answer:
        status, content = answer.code, answer.read()
    try:
        document = json.loads(content)
    except ValueError:
        return status, None
    return status, document.get("success", document.get("code"))


def marketo_token(instance):
    marketo = instance["marketo"]
    names = ("client_id", "client_secret")
    query = urllib.parse.urlencode({"grant_type": "client_credentials", **{name: marketo[name] for name in names}})
    with urllib.request.urlopen(f"{marketo['identity']}/oauth/token?{query}") as answer:
        return json.load(answer)["access_token"]


def marketo(instance, method, path, headers=(), body=None, token=None):
    headers = {**dict(headers), "Authorization": f"Bearer {token or marketo_token(instance)}"}
    return send(urllib.request.Request(instance["base_url"] + path, body, headers, method=method))


def tencent(instance, method, path, headers=(), body=None, token=None):
    token = token or instance["tencent"]["access_token"]
    common = {"access_token": token, "timestamp": int(time.time()), "nonce": uuid.uuid4().hex}
    url = instance["base_url"] + path + ("&" if "?" in path else "?") + urllib.parse.urlencode(common)
    return send(urllib.request.Request(url, body, dict(headers), method=method))


def test_calls_of_the_journal(mercat_instance):
'''


def pytest_module(calls: list[Shown]) -> str:
    """A module with one test. Calls that cannot be repeated are comments."""
    lines = [line for call in calls for line in _lines(call)] or [
        "# The journal has no calls.",
        "assert mercat_instance",
    ]
    if all(line.startswith("#") for line in lines):
        lines.append("assert mercat_instance")
    return _HEAD + "".join(f"    {line}\n" for line in lines)


def _lines(call: Shown) -> list[str]:
    title = f"# {call.id}: {call.method} {call.path}"
    if call.path.startswith(("/identity/", "/oauth/", "/v3.0/oauth/")):
        return [f"{title} gave a token, as the functions above do"]
    if call.request.body_bytes and (call.request.body is None or call.request.truncated):
        return [f"{title} is not repeated: its body is not kept"]
    if any(REDACTED in text for text in (_path(call), call.request.body or "")):
        return [f"{title} is not repeated: it has a secret"]
    line = f"{call.protocol}({', '.join(_arguments(call))})"
    if call.fault:
        return [f"{title} met the fault {call.fault}", line]
    if not _PASSING.isdisjoint(call.codes):
        return [f"{title} was answered {', '.join(call.codes)}", line]
    return [title, f"assert {line} == {(call.status, _outcome(call))!r}"]


def _arguments(call: Shown) -> list[str]:
    headers = {name: value for name, value in call.request.headers if name.lower() not in OWN and REDACTED not in value}
    arguments = ["mercat_instance", repr(call.method), repr(_path(call))]
    if headers:
        arguments.append(f"headers={headers!r}")
    if call.request.body is not None:
        arguments.append(f"body={call.request.body!r}.encode()")
    if not _INVALID.isdisjoint(call.codes):
        arguments.append("token='none'")
    return arguments


def _path(call: Shown) -> str:
    pairs = parse_qsl(urlsplit(call.url).query, keep_blank_values=True)
    query = urlencode([(name, value) for name, value in pairs if name not in _COMMON])
    return f"{call.path}?{query}" if query else call.path


def _outcome(call: Shown) -> Any:
    try:
        document = msgspec.json.decode(call.response.body or "")
    except msgspec.DecodeError:
        return None
    return document.get("success", document.get("code")) if isinstance(document, dict) else None
