"""The audit trail: changes of administration, schemas and assets, and sign-ins, in the transaction that makes them.

An entry is permanent: neither this module nor the database can change or delete one. It never contains a secret.
"""

from collections.abc import Iterable
from typing import Any, Final, Literal, get_args

from mercat.model.audit import Entry, Facts, Search
from mercat.model.caller import Caller
from mercat.store import audit
from mercat.store.tx import Tx

Kind = Literal[
    "account.created",
    "activity_attribute.changed",
    "activity_attribute.created",
    "activity_attribute.deleted",
    "activity_type.approved",
    "activity_type.changed",
    "activity_type.created",
    "activity_type.deleted",
    "activity_type.discarded",
    "allowlist.changed",
    "application.changed",
    "application.created",
    "application.deleted",
    "application.rotated",
    "asset.approved",
    "asset.created",
    "asset.deleted",
    "asset.discarded",
    "asset.unapproved",
    "authenticator.codes",
    "authenticator.disabled",
    "authenticator.enabled",
    "authenticator.recovered",
    "authenticator.reset",
    "bridge.changed",
    "bridge.created",
    "bridge.deleted",
    "bridge.run",
    "clock.frozen",
    "clock.moved",
    "clock.resumed",
    "extract.cancelled",
    "grant.made",
    "grant.revoked",
    "instance.rekeyed",
    "instance.reset",
    "instance.restored",
    "invitation.accepted",
    "invitation.resent",
    "invitation.sent",
    "invitation.withdrawn",
    "limits.changed",
    "member_field.changed",
    "member_field.created",
    "object_field.changed",
    "object_field.created",
    "object_field.deleted",
    "object_type.approved",
    "object_type.changed",
    "object_type.created",
    "object_type.deleted",
    "object_type.discarded",
    "person_field.changed",
    "person_field.created",
    "role.changed",
    "role.created",
    "role.deleted",
    "service.created",
    "service.deleted",
    "service.rotated",
    "service.token",
    "session.begun",
    "session.ended",
    "session.refused",
    "user.changed",
    "user.created",
    "user.deleted",
    "user.locked",
    "user.password",
    "user.released",
    "user.roles",
]
KINDS: Final[tuple[str, ...]] = get_args(Kind)
TEXT_LENGTH: Final = 255
PAGE: Final = 100
EXPORT_PIECE: Final = 1_000


def note(
    tx: Tx,
    kind: Kind,
    subject: str,
    *,
    before: Facts | None = None,
    after: Facts | None = None,
    actor: Caller | None = None,
) -> None:
    """Write an entry. Its author is the transaction's caller, unless `actor` names another one.

    If facts `before` and `after` are given, the entry holds those that differ; if none differs, there is no entry.
    """
    if before is not None and after is not None:
        if before == after:
            return
        before, after = _differing(before, after), _differing(after, before)
    by = actor or tx.caller
    audit.add(tx, kind, _short(by.name), by.user_id, _short(by.address), _short(subject), before, after)


def facts(thing: Any, names: Iterable[str]) -> Facts:
    """The named attributes of an object as facts, without those that are None."""
    values = {name: getattr(thing, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def newest(tx: Tx, search: Search, *, below_id: int | None = None, limit: int = PAGE) -> list[Entry]:
    """The entries that match, newest first. `below_id` continues after an entry."""
    return audit.newest(tx, search, below_id=below_id, limit=limit)


def _differing(facts: Facts, others: Facts) -> Facts:
    return {name: value for name, value in facts.items() if name not in others or others[name] != value}


def _short(text: str) -> str:
    return text[:TEXT_LENGTH]
