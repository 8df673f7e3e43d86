"""Which methods of marketorestpython the tests call, and which not, with the reason."""

import ast
import inspect
from pathlib import Path
from typing import Final

from marketorestpython.client import MarketoClient

CLIENTS: Final = Path(__file__).parents[1] / "clients"

EXCEPTIONS: Final = {
    "sync_named_accounts": "its body is `pass`",
    "delete_named_accounts": "its body is `pass`",
    "add_named_account_list_members": "its body is `pass`",
    "remove_named_account_list_members": "its body is `pass`",
    "sync_named_account_lists": "its body is `pass`",
    "delete_named_account_lists": "its body is `pass`",
    "process_lead_activity_until_datetime": "calls nobody: what the methods with `untilDatetime` ask",
}


def methods() -> set[str]:
    """What the client offers."""
    return {name for name, _ in inspect.getmembers(MarketoClient, inspect.isfunction) if name[0] != "_"}


def called() -> set[str]:
    """What the tests call: names given to `execute`, with the kinds of extracts put into those that are patterns."""
    found: set[str] = set()
    for place in CLIENTS.glob("test_marketorestpython*.py"):
        for node in ast.walk(ast.parse(place.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found.add(node.func.attr)
                found |= _names(node) if node.func.attr == "execute" else set()
    return found


def _names(call: ast.Call) -> set[str]:
    name = call.args[0]
    if isinstance(name, ast.Constant):
        return {str(name.value)}
    text = ast.unparse(name)[2:-1]
    return {text.format(kind=kind) for kind in ("leads", "activities", "custom_objects", "program_members")}
