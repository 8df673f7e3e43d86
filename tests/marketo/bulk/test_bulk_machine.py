"""/bulk/v1: whatever is asked in whatever order, extracts and imports do as a small model of them says.

The model knows the queue and its limits, who sees what, and for how long. It is asked after every step.
"""

from dataclasses import dataclass
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from mercat.domain.lists import static_lists
from mercat.model.assets import Kind, Ref
from mercat.model.clock import DAY, HOUR, MINUTE
from mercat.store.bulk import export_jobs as export_rows
from mercat.store.bulk import import_jobs as import_rows
from support.databases import leases
from support.exports import KINDS, kind
from support.imports import batch, lines, sent
from support.marketo import MarketoClient
from support.server import Server

BOUNDED: Final = settings(
    max_examples=8,
    stateful_step_count=30,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
QUEUE, AT_A_TIME = 10, 2
FILE_DAYS, STATUS_DAYS, LISTED_DAYS, IMPORT_DAYS = 10, 30, 7, 7
OVER = ("Completed", "Cancelled")
PICK = st.integers(0, 999)


@dataclass
class Extract:
    """What the model knows of an extract."""

    kind: str
    owner: int
    path: str
    made_ms: int
    state: str = "Created"
    turn: int = 0
    over_ms: int = 0

    def age(self, now):
        return now - (self.over_ms or self.made_ms)


@dataclass
class Import:
    """What the model knows of an import."""

    number: int
    on_list: bool
    state: str = "Queued"
    over_ms: int = 0


class Bulk(RuleBasedStateMachine):
    """Two users, four kinds of extracts, imports of people onto a list or not."""

    def __init__(self):
        super().__init__()
        self.leases = type(self).make()
        self.lease = next(self.leases)
        self.users = [MarketoClient(Server(self.lease.registry), name=name) for name in ("one", "two")]
        self.users[1].server.close()
        self.users[1].server = self.users[0].server
        self.orders = {name: kind(name, self.users[0]) for name in KINDS}
        self.list_id = self.instance.write_now(lambda tx: static_lists.create(tx, "Filled", Ref(Kind.FOLDER, 5)))
        self.extracts: list[Extract] = []
        self.imports: list[Import] = []
        self.turns = 0

    def teardown(self):
        self.users[0].server.close()
        next(self.leases, None)

    @property
    def instance(self):
        return self.lease.registry.default

    @property
    def now(self):
        return self.instance.clock.now()

    @property
    def queue(self):
        return sorted((one for one in self.extracts if one.state in ("Queued", "Processing")), key=lambda x: x.turn)

    def known(self, one):
        return one.age(self.now) <= STATUS_DAYS * DAY

    def told(self, one):
        answer = self.users[one.owner].get(f"{one.path}/status.json")
        return answer.result[0].status if answer.codes == [] else answer.codes

    # -- extracts ---------------------------------------------------------------------------------------------------

    @rule(name=st.sampled_from(KINDS), owner=st.integers(0, 1))
    def create(self, name, owner):
        order = self.orders[name]
        (row,) = order.created(self.users[owner]).result
        assert row.status == "Created"
        self.extracts.append(Extract(name, owner, f"{order.path}/{row.exportId}", self.now))

    @precondition(lambda self: self.extracts)
    @rule(pick=PICK)
    def enqueue(self, pick):
        one = self.extracts[pick % len(self.extracts)]
        answer = self.users[one.owner].post(f"{one.path}/enqueue.json")
        if not self.known(one):
            assert answer.codes == ["1013"]
        elif one.state != "Created":
            assert (answer.codes, answer.messages) == (["1029"], ["Job already queued"])
        elif len(self.queue) == QUEUE:
            assert (answer.codes, answer.messages) == (["1029"], ["Too many jobs in queue"])
        else:
            assert answer.result[0].status == "Queued"
            self.turns += 1
            one.state, one.turn = "Queued", self.turns

    @rule()
    def fill(self):
        """Create and queue until no more are taken."""
        for number in range(QUEUE - len(self.queue) + 1):
            self.create(KINDS[number % len(KINDS)], number % 2)
            self.enqueue(len(self.extracts) - 1)
        assert len(self.queue) == QUEUE

    @precondition(lambda self: self.extracts)
    @rule(pick=PICK)
    def cancel(self, pick):
        one = self.extracts[pick % len(self.extracts)]
        answer = self.users[one.owner].post(f"{one.path}/cancel.json")
        if not self.known(one):
            assert answer.codes == ["1013"]
        elif one.state in OVER:
            assert answer.codes == ["709"]
        else:
            assert answer.result[0].status == "Cancelled"
            one.state, one.over_ms = "Cancelled", self.now

    @precondition(lambda self: self.extracts)
    @rule(pick=PICK)
    def look(self, pick):
        one = self.extracts[pick % len(self.extracts)]
        assert self.told(one) == (one.state if self.known(one) else ["1013"])
        assert self.users[1 - one.owner].get(f"{one.path}/status.json").codes == ["1013"]
        answer = self.users[one.owner].get(f"{one.path}/file.json")
        if one.state == "Completed" and one.age(self.now) <= FILE_DAYS * DAY:
            assert len(lines(answer)) == 4
        else:
            assert answer.status == 404
        assert self.users[1 - one.owner].get(f"{one.path}/file.json").status == 404

    @rule(name=st.sampled_from(KINDS), owner=st.integers(0, 1))
    def browse(self, name, owner):
        rows = self.users[owner].get(f"{self.orders[name].path}.json").result
        expected = [
            (one.path.rpartition("/")[2], one.state)
            for one in self.extracts
            if (one.kind, one.owner) == (name, owner) and self.now - one.made_ms <= LISTED_DAYS * DAY
        ]
        assert [(row.exportId, row.status) for row in rows] == expected

    # -- imports ----------------------------------------------------------------------------------------------------

    @rule(on_list=st.booleans(), rows=st.integers(1, 3))
    def order(self, on_list, rows):
        waiting = [one for one in self.imports if one.state == "Queued"]
        params = {"listId": self.list_id} if on_list else {}
        answer = sent(self.users[0], "email\n" + "".join(f"p{n}@example.com\n" for n in range(rows)), **params)
        if len(waiting) == QUEUE:
            assert (answer.codes, answer.messages) == (["1016"], ["Too many imports"])
        elif on_list and any(one.on_list for one in waiting):
            assert (answer.codes, answer.messages) == (["1019"], ["Import in progress"])
        else:
            self.imports.append(Import(batch(answer), on_list))

    @precondition(lambda self: self.imports)
    @rule(pick=PICK, user=st.integers(0, 1))
    def look_at_import(self, pick, user):
        one = self.imports[pick % len(self.imports)]
        answer = self.users[user].get(f"/bulk/v1/leads/batch/{one.number}.json")
        if one.state == "Complete" and self.now - one.over_ms > IMPORT_DAYS * DAY:
            assert answer.codes == ["1013"]
        else:
            assert answer.result[0].status == one.state

    # -- time -------------------------------------------------------------------------------------------------------

    @rule()
    def step(self):
        """One slice of something: one extract or import is one step further, and nobody has passed by the others."""
        before = [(one, one.state) for one in self.queue]
        importing = [one for one in self.imports if one.state == "Queued"]
        worked = self.instance.jobs.step()
        further = [(place, one, self.told(one)) for place, (one, state) in enumerate(before) if self.told(one) != state]
        imported = [one for one in importing if self.import_state(one) != "Queued"]
        assert len(further) + len(imported) == (1 if worked and (before or importing) else 0)
        for place, one, state in further:
            assert place < AT_A_TIME
            assert (one.state, state) in (("Queued", "Processing"), ("Processing", "Completed"))
            one.state, one.over_ms = state, self.now if state in OVER else 0
        for one in imported:
            assert one in importing[:AT_A_TIME]
            one.state, one.over_ms = "Complete", self.now

    def import_state(self, one):
        return self.users[0].get(f"/bulk/v1/leads/batch/{one.number}.json").result[0].status

    @rule()
    def run(self):
        self.instance.jobs.run_due()
        self.all_is_done()

    @rule(ahead=st.sampled_from([MINUTE, *(25 * HOUR * count for count in (1, 6, 7, 10, 29))]))
    def advance(self, ahead):
        """Time passes, in steps whose sums are none of the spans that things are kept for."""
        self.all_is_done()
        self.instance.jobs.advance(self.now + ahead)
        for user in self.users:
            user.token = user.fresh_token()
        for place in range(len(self.extracts))[-QUEUE:]:
            self.look(place)
        for place in range(len(self.imports))[-AT_A_TIME:]:
            self.look_at_import(place, 1)
        for name in KINDS:
            self.browse(name, 0)

    @rule()
    def restart(self):
        """The process ends between two requests; what was under way is taken up again."""
        self.users[0].server.close()
        self.lease.registry.close()
        self.lease.registry = self.lease.open()
        server = Server(self.lease.registry)
        for user in self.users:
            user.server = server

    def all_is_done(self):
        for one in self.queue:
            one.state, one.over_ms = "Completed", self.now
        for other in self.imports:
            if other.state == "Queued":
                other.state, other.over_ms = "Complete", self.now

    @invariant()
    def limits_hold(self):
        waiting, imports = self.instance.read_now(lambda tx: (export_rows.active(tx), import_rows.active(tx)))
        assert [f"{self.orders_path(one)}/{one.export_id}" for one in waiting] == [one.path for one in self.queue]
        assert [one.id for one in imports] == [one.number for one in self.imports if one.state == "Queued"]
        assert sum(one.state == "processing" for one in waiting) <= AT_A_TIME
        assert max(len(waiting), len(imports)) <= QUEUE

    def orders_path(self, export):
        name = {"customobject/car": "cars"}.get(export.kind, export.kind)
        return self.orders[name].path


@pytest.mark.slow
def test_extracts_and_imports_do_as_their_model_says(templates, backend, monkeypatch):
    monkeypatch.setattr("mercat.domain.bulk.export_job.SLICE_ROWS", 2)
    machine = type("Machine", (Bulk,), {"make": staticmethod(lambda: leases(templates, backend))})
    run_state_machine_as_test(machine, settings=BOUNDED)
