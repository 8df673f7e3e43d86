"""A list and its audience against a model: after any changes and a run, the users are those of the list, hashed."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mercat.domain.bridges import bridges, list_to_audience, runs
from mercat.domain.people import remove
from support.bridges import Field, number
from support.machines import agrees

PHONES = st.sampled_from((*(number(index) for index in range(4)), f"+86 {number(1)}", "none", None))
PLACES = st.integers(0, 30)


def plain(phone: str | None) -> str | None:
    """The number of a phone, without the code of the country."""
    return None if phone in (None, "none") else phone.removeprefix("+86 ")


class ListAndAudience(RuleBasedStateMachine):
    """`phones` are those of people by id, `listed` are the people on the list."""

    field: Field
    examples = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).examples += 1
        self.phones: dict[int, str | None] = {}
        self.listed: set[int] = set()
        self.is_running = False

    @initialize()
    def begin(self) -> None:
        self.field.begin(f"Example {self.examples}")
        self.bridge = self.field.bridge()
        self.after_run: set[str] = set()

    def pick(self, place: int) -> int:
        return list(self.phones)[place % len(self.phones)]

    @rule(phone=PHONES)
    def create(self, phone: str | None) -> None:
        (person_id,) = self.field.people(phone)
        self.phones[person_id] = phone
        self.field.add([person_id])
        self.listed.add(person_id)

    @precondition(lambda self: self.phones)
    @rule(place=PLACES)
    def join(self, place: int) -> None:
        self.field.add([self.pick(place)])
        self.listed.add(self.pick(place))

    @precondition(lambda self: self.phones)
    @rule(place=PLACES)
    def leave(self, place: int) -> None:
        self.field.remove([self.pick(place)])
        self.listed.discard(self.pick(place))

    @precondition(lambda self: self.phones)
    @rule(place=PLACES, phone=PHONES)
    def change(self, place: int, phone: str | None) -> None:
        self.field.change(self.pick(place), phone)
        self.phones[self.pick(place)] = phone

    @precondition(lambda self: self.phones)
    @rule(place=PLACES)
    def delete(self, place: int) -> None:
        person_id = self.pick(place)
        self.field.do(lambda tx: remove.delete(tx, [person_id]))
        del self.phones[person_id]
        self.listed.discard(person_id)

    @rule()
    def take_some_slices(self) -> None:
        """Begin a run and interrupt it: what it has done stays, the rest follows with the next run."""
        self.field.order(self.bridge)
        for _ in range(2):
            self.field.instance.jobs.step(bridges.key_of(self.bridge.id))
        self.field.do(lambda tx: runs.pause(tx, self.bridge.id))
        self.is_running = True

    @rule()
    def run(self) -> None:
        """Let an interrupted run end, and then run once more."""
        if self.is_running:
            self.field.run(self.bridge)
        report = self.field.instance.read_now(lambda tx: runs.trial(tx, self.bridge))
        last = self.field.run(self.bridge)
        assert {name: last.counts.get(name, 0) for name in report.counts} == report.counts
        self.is_running = False
        self.after_run = {phone for one in self.listed if (phone := plain(self.phones[one]))}
        assert self.field.users() == self.field.users_with(*self.after_run)

    @invariant()
    def only_runs_change_the_audience(self) -> None:
        if hasattr(self, "bridge") and not self.is_running:
            assert self.field.users() == self.field.users_with(*self.after_run)


def test_after_any_changes_and_a_run_the_users_are_the_hashed_list(instance, monkeypatch):
    monkeypatch.setattr(list_to_audience, "PEOPLE_AT_A_TIME", 2)
    monkeypatch.setattr(list_to_audience, "USERS_OF_A_FILE", 2)
    ListAndAudience.field = Field(instance)
    agrees(ListAndAudience, examples=15)
