"""The operation log: each creation, change and deletion of an object, in the transaction that makes it."""

from typing import Any, Final

import msgspec

from mercat.model.ad_operations import AdOperation, Change, Platform
from mercat.model.caller import Caller
from mercat.model.clock import DAY
from mercat.store.advertising import ad_operations
from mercat.store.tx import Tx

# The kinds of objects whose operations can be asked for, by the platform's name of their type.
KINDS: Final = {
    "OPERATION_OBJECT_TYPE_ADGROUP": "ad group",
    "OPERATION_OBJECT_TYPE_DYNAMIC_CREATIVE": "creative",
    "OPERATION_OBJECT_TYPE_JOINT_BUDGET": "joint budget rule",
}
KEPT_MS: Final = 100 * DAY  # it can be read for three months
NAME_LENGTH: Final = 128
TEXT_LENGTH: Final = 500

# The member with the name of an object, by the kinds of objects whose operations are logged.
_NAMES: Final = {
    "ad group": "adgroup_name",
    "creative": "dynamic_creative_name",
    "joint budget rule": "joint_budget_rule_name",
}


def note(tx: Tx, kind: str, account_id: int, object_id: int, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Write an entry with the members that differ; none if no member does. An object that is new has nothing before.

    A long name or value is cut.
    """
    if kind not in _NAMES:
        return
    names = dict.fromkeys([*before, *after])
    changes = [_change(each, before, after) for each in names if before.get(each) != after.get(each)]
    if changes:
        caller = tx.caller
        ad_operations.add(
            tx,
            AdOperation(
                account_id,
                kind,
                object_id,
                str(after.get(_NAMES[kind], ""))[:NAME_LENGTH],
                not before,
                caller.name[:NAME_LENGTH],
                _platform(caller),
                changes,
                tx.now,
            ),
        )


def forget_old(tx: Tx) -> None:
    """Delete entries that can no longer be read."""
    ad_operations.delete_before(tx, tx.now - KEPT_MS)


def _change(name: str, before: dict[str, Any], after: dict[str, Any]) -> Change:
    return name, _text(before.get(name)), _text(after.get(name))


def _text(value: Any) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text[:TEXT_LENGTH]


def _platform(caller: Caller) -> Platform:
    if caller.service_id:
        return Platform.API
    return Platform.CONSOLE if caller.user_id else Platform.SYSTEM
