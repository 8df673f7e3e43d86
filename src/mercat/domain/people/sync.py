"""Synchronisation: one call creates or updates many records, each with its own outcome.

Records are applied in order, so a later one sees the changes of an earlier one. One query reads all people in the
records of a call. All changes are written at the end of the call.
"""

from typing import Any, Literal

import msgspec

from mercat.domain.activity_log import API, ActivityLog, Change, Origin
from mercat.domain.people import fields, lookup, partitions
from mercat.domain.people.links import COMPANY, Links
from mercat.domain.people.lookup import Lookup
from mercat.model.outcomes import Done, Outcome, Skipped
from mercat.model.people import Person
from mercat.model.refusals import (
    CompanyFixed,
    InvalidData,
    Missing,
    PartitionDenied,
    PartitionFixed,
    PersonExists,
    PersonNotFound,
    Refusal,
    SeveralMatch,
)
from mercat.store import people
from mercat.store.tx import Tx

Action = Literal["createOrUpdate", "createOnly", "updateOnly", "createDuplicate"]
Record = dict[str, Any]


class _State(msgspec.Struct):
    """A person in the records of this call: its keys, and its changes so far."""

    person: Person
    new: bool = False
    changes: list[Change] = []
    email_changed: bool = False
    cookies: list[str] = []
    keys_before: dict[str, Any] = {}  # old values of fields with keys that changed


def sync(
    tx: Tx,
    records: list[Record],
    *,
    action: Action = "createOrUpdate",
    lookup_field: str = "email",
    partition_name: str | None = None,
    origin: Origin = API,
    any_address: bool = False,
    latest_match: bool = False,
) -> list[Outcome]:
    """Create or update each record. A record that fails does not stop the others.

    With `any_address`, email fields take any text. With `latest_match`, a record that matches several people updates
    the one that was updated last; otherwise it fails.

    Raises UnknownLookup and LookupNotSupported for the look-up field, and what `partitions.target` raises.
    """
    call = _Sync(tx, action, lookup_field, partition_name, origin, Links(tx, records))
    call.latest_match = latest_match
    if any_address:
        call.converters = {**call.converters, **call.catalog.addresses}
    meant = call.prefetch(records)
    done = [call.attempt(record, who) for record, who in zip(records, meant, strict=True)]
    call.write()
    return [row if isinstance(row, Skipped) else Done(row[0].person.id, row[1]) for row in done]


class _Id(msgspec.Struct, frozen=True):
    """The key of a record with an id, whatever the look-up field is."""

    person_id: int


class _Sync:
    def __init__(
        self, tx: Tx, action: Action, lookup_field: str, partition_name: str | None, origin: Origin, links: Links
    ) -> None:
        self.tx = tx
        self.links = links
        self.action = action
        self.latest_match = False
        self.catalog = fields.catalog(tx)
        self.converters = self.catalog.converters
        self.lookup: Lookup = lookup.by(self.catalog, lookup_field)
        self.target = partitions.target(tx, partition_name)
        self.strict_partition = partition_name is not None and action in ("createOrUpdate", "createOnly")
        self.reached = partitions.reached(tx)
        self.log = ActivityLog(tx, origin)
        self.born = origin.fields()
        self.states_by_key: dict[Any, list[_State]] = {}
        self.by_id: dict[int, _State] = {}
        self.new: list[_State] = []
        self.touched: dict[int, _State] = {}

    # -- reading ------------------------------------------------------------------------------------------------------

    def prefetch(self, records: list[Record]) -> list[Any]:
        """Read all people that the records may match. Answers the key of each record, or the refusal if it has none."""
        if self.action == "createDuplicate":
            return [InvalidData() if "id" in record else None for record in records]
        meant = [self._key(record) for record in records]
        ids = {who.person_id for who in meant if who.__class__ is _Id}
        if ids:
            self.by_id = {person.id: _State(person) for person in people.by_ids(self.tx, ids)}
        keys = {who for who in meant if who.__class__ is not _Id and not isinstance(who, Refusal)}
        if keys:
            by_id = self.by_id
            for key, person in self.lookup.find(self.tx, keys):
                state = by_id.get(person.id)
                if state is None:
                    state = by_id[person.id] = _State(person)
                self.states_by_key.setdefault(key, []).append(state)
        return meant

    def _key(self, record: Record) -> Any:
        try:
            if "id" in record:
                if self.action != "updateOnly":
                    raise InvalidData  # only updateOnly takes an id
                if record["id"] is not None:
                    return _Id(lookup.person_id(record["id"]))
            return self.lookup.key(record)
        except Refusal as refusal:
            return refusal

    # -- one record ---------------------------------------------------------------------------------------------------

    def attempt(self, record: Record, who: Any) -> Skipped | tuple[_State, str]:
        """Apply one record, or answer the refusal. `who` is the record's key from `prefetch`."""
        try:
            return self._one(record, who)
        except Refusal as refusal:
            return Skipped(refusal)

    def _one(self, record: Record, who: Any) -> tuple[_State, str]:
        state = None
        if who is not None:
            state = self._find(who)
        if state is None:
            if self.action == "updateOnly":
                raise PersonNotFound
            return self._create(record, who), "created"
        if self.action == "createOnly":
            raise PersonExists
        self._check_partition(state.person)
        self._update(state, record)
        return state, "updated"

    def _find(self, who: Any) -> _State | None:
        if isinstance(who, Refusal):
            raise who
        if who.__class__ is _Id:
            return self.by_id.get(who.person_id)
        states = self.states_by_key.get(who)
        if not states:
            return None
        if len(states) > 1:
            if not self.latest_match:
                raise SeveralMatch("person", str(who))
            return max(states, key=self._latest)
        return states[0]

    def _latest(self, state: _State) -> tuple[bool, int, int]:
        person = state.person
        return self._is_reached(person), person.updated_ms, person.id

    def _is_reached(self, person: Person) -> bool:
        return self.reached is None or person.partition_id in self.reached

    def _check_partition(self, person: Person) -> None:
        if not self._is_reached(person):
            raise PartitionDenied(partitions.access(self.tx).partitions[person.partition_id].name)
        if self.strict_partition and person.partition_id != self.target:
            raise PartitionFixed

    def _values(self, record: Record) -> tuple[Record, list[str]]:
        """The converted values of a record, and its cookie."""
        converters, plain = self.converters, self.catalog.plain
        values: Record = {}
        cookies: list[str] = []
        for name, value in record.items():
            if value.__class__ is str and 0 < len(value) <= plain.get(name, 0):
                values[name] = value
                continue
            convert = converters.get(name)
            if convert is not None:
                values[name] = convert(value)
            elif name in ("cookies", "cookie"):
                if value:
                    cookies = [lookup.cookie(value)]
            elif name != "id":
                raise self.catalog.refuse(name)
        self.links.check(values)
        return values, cookies

    def _create(self, record: Record, key: Any) -> _State:
        document, cookies = self._values(record)
        if None in document.values():
            document = {name: value for name, value in document.items() if value is not None}
        if not document and not cookies:
            raise Missing(self.lookup.name)
        document = self.born | document
        now = self.tx.now
        state = _State(Person(0, self.target, now, now, document), new=True, cookies=cookies)
        self.new.append(state)
        if key is not None:
            self.states_by_key[key] = [state]
        return state

    def _update(self, state: _State, record: Record) -> None:
        values, cookies = self._values(record)
        document = state.person.document
        by_name, unset = self.catalog.by_name, self.catalog.unset
        changes: list[Change] = []
        for name, value in values.items():
            old = document.get(name)
            if value != old and not (old is None and value == unset.get(name)):
                changes.append((by_name[name].id, old, value))
        if COMPANY in document and not (fields.COMPANY_FIELDS.isdisjoint(values) and values.get(COMPANY, True)):
            raise CompanyFixed  # the values are the company's, and a person can only change to another company
        if not changes and not cookies:
            return
        self.touched.setdefault(id(state), state)
        state.cookies = [*state.cookies, *cookies]
        if changes:
            self._apply(state, changes)

    def _apply(self, state: _State, changes: list[Change]) -> None:
        by_id, keys = self.catalog.by_id, self.catalog.keys
        document = state.person.document
        for field_id, old, value in changes:
            name = by_id[field_id].name
            if value is None:
                del document[name]
            else:
                document[name] = value
            if name in keys:
                state.keys_before.setdefault(name, old)
            elif name == "email":
                state.email_changed = state.email_changed or _folded(old) != _folded(value)
            if name == self.lookup.name:
                self._rekey(state, _folded(old), _folded(value))
        state.person.updated_ms = self.tx.now
        state.changes = [*state.changes, *changes]

    def _rekey(self, state: _State, old: str | None, new: str | None) -> None:
        """Index a person under its new key, so that later records of the call find it."""
        if old != new:
            if old in self.states_by_key:
                self.states_by_key[old] = [other for other in self.states_by_key[old] if other is not state]
            if new is not None:
                self.states_by_key.setdefault(new, []).append(state)

    # -- writing ------------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Write all changes."""
        self._write_new()
        self._write_changed()
        self.log.write()

    def _write_new(self) -> None:
        tx, catalog = self.tx, self.catalog
        keys: list[tuple[int, str, int]] = []
        for state, person_id in zip(self.new, people.reserve_ids(tx, len(self.new)), strict=True):
            state.person.id = person_id
            self.log.created(state.person)
            keys += fields.keys_of(catalog, state.person.document, person_id)
        if self.new:
            people.insert(tx, [state.person for state in self.new])
        if keys:
            people.add_keys(tx, keys)

    def _write_changed(self) -> None:
        tx = self.tx
        touched = list(self.touched.values())
        changed = [state for state in touched if state.changes]
        for email in (False, True):
            some = [state.person for state in changed if state.email_changed is email and not state.new]
            if some:
                people.update(tx, some, email=email)
        for state in changed:
            self.log.changed(state.person, state.changes)
        self._write_keys([state for state in changed if state.keys_before and not state.new])
        links = [(cookie, state.person.id) for state in [*self.new, *touched] for cookie in state.cookies]
        if links:
            people.link_cookies(tx, links)

    def _write_keys(self, changed: list[_State]) -> None:
        drop: list[tuple[int, str, int]] = []
        add: list[tuple[int, str, int]] = []
        for state in changed:
            now = {name: state.person.document.get(name) for name in state.keys_before}
            drop += fields.keys_of(self.catalog, state.keys_before, state.person.id)
            add += fields.keys_of(self.catalog, now, state.person.id)
        if drop:
            people.drop_keys(self.tx, drop)
        if add:
            people.add_keys(self.tx, add)


def _folded(value: Any) -> str | None:
    return None if value is None else fields.folded(value)
