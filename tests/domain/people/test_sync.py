"""Synchronisation against a model: a list of dicts that does the same one record after the other."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from mercat.domain.people import find, remove, sync
from mercat.model.outcomes import Done
from mercat.store.people import reserve_ids

EMAILS = ("a@x.com", "A@X.COM", "b@x.com", "c@x.com")
KEYS = ("k1", "K1", "k2")

records = st.fixed_dictionaries(
    {},
    optional={
        "email": st.sampled_from((*EMAILS, "", None)),
        "twitterId": st.sampled_from((*KEYS, "", None)),
        "firstName": st.sampled_from(("Ada", "Bob", "", None)),
        "leadScore": st.sampled_from((1, "2", "many")),
        "nonsense": st.just(1),
        "id": st.integers(1, 6),
    },
)


class Model:
    """People as plain dicts, newest last; every rule of synchronisation in its simplest form."""

    def __init__(self) -> None:
        self.people: list[dict[str, Any]] = []
        self.last_id = 0

    def sync(self, record: dict[str, Any], action: str, lookup: str) -> str:
        """What becomes of one record: its status, or the name of the refusal."""
        found: list[dict[str, Any]] = []
        if "id" in record and action != "updateOnly":
            return "InvalidData"
        if action != "createDuplicate":
            field = "id" if record.get("id") is not None else lookup
            if not record.get(field):
                return "Missing"
            found = [person for person in self.people if same(person.get(field), record[field])]
        if len(found) > 1:
            return "SeveralMatch"
        if not found and action == "updateOnly":
            return "PersonNotFound"
        if found and action == "createOnly":
            return "PersonExists"
        values = {}
        for name, value in record.items():
            if name == "nonsense":
                return "UnknownField"
            if value == "many":
                return "WrongValue"
            if name != "id":
                values[name] = None if value == "" else int(value) if name == "leadScore" else value
        if found:
            person, status = found[0], "updated"
        else:
            if not any(values.values()):
                return "Missing"
            self.last_id += 1
            person, status = {"id": self.last_id, **sync.API.fields()}, "created"
            self.people.append(person)
        person |= values
        return f"{status} {person['id']}"

    def contents(self) -> list[dict[str, Any]]:
        return [{name: value for name, value in person.items() if value is not None} for person in self.people]


def same(one: Any, other: Any) -> bool:
    return one is not None and str(one).lower() == str(other).lower()


def told(outcome: Any) -> str:
    return f"{outcome.status} {outcome.id}" if isinstance(outcome, Done) else type(outcome.refusal).__name__


def machine(instance: Any) -> type[RuleBasedStateMachine]:
    """A state machine that leads the engine and the model through the same calls."""

    class People(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.model = Model()
            instance.write_now(lambda tx: remove.delete(tx, list(range(1, 10_000))[: self.highest(tx)]))
            self.model.last_id = instance.write_now(self.highest)

        def highest(self, tx: Any) -> int:
            """The id given last: giving one more and leaving it unused tells."""
            return reserve_ids(tx, 1)[0]

        def some_id(self, number: int) -> int:
            people = self.model.people
            return people[number % len(people)]["id"] if people else number

        @rule(
            batch=st.lists(records, min_size=1, max_size=6),
            action=st.sampled_from(("createOrUpdate", "createOnly", "updateOnly", "createDuplicate")),
            lookup=st.sampled_from(("email", "twitterId")),
        )
        def synchronise(self, batch: list[dict[str, Any]], action: Any, lookup: str) -> None:
            batch = [{**record, "id": self.some_id(record["id"])} if "id" in record else record for record in batch]
            outcomes = instance.write_now(lambda tx: sync.sync(tx, batch, action=action, lookup_field=lookup))
            assert [told(outcome) for outcome in outcomes] == [self.model.sync(r, action, lookup) for r in batch]

        @rule(place=st.integers(0, 5))
        def delete(self, place: int) -> None:
            if place < len(self.model.people):
                gone = self.model.people.pop(place)
                instance.write_now(lambda tx: remove.delete(tx, [gone["id"]]))

        @rule(value=st.sampled_from(KEYS), field=st.just("twitterId"))
        def look_up(self, value: str, field: str) -> None:
            page = instance.read_now(lambda tx: find.by_filter(tx, field, [value], limit=300))
            assert [p.id for p in page.items] == [p["id"] for p in self.model.people if same(p.get(field), value)]

        @invariant()
        def both_hold_the_same_people(self) -> None:
            page = instance.read_now(lambda tx: find.by_filter(tx, "leadPartitionId", ["1"], limit=300))
            assert [{"id": person.id, **person.document} for person in page.items] == self.model.contents()

    return People


@pytest.mark.parametrize("examples", [40])
def test_synchronisation_agrees_with_its_model(instance, examples):
    run_state_machine_as_test(
        machine(instance),
        settings=settings(
            max_examples=examples,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    batch=st.lists(
        st.dictionaries(
            st.text(max_size=8),
            st.from_type(type(None)) | st.text() | st.floats() | st.booleans() | st.lists(st.integers()),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_no_record_breaks_a_call(instance, batch):
    outcomes = instance.write_now(lambda tx: sync.sync(tx, batch, action="createDuplicate"))
    assert len(outcomes) == len(batch)
