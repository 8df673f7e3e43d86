"""Audiences, their files, grants and estimations against a model: random calls of three accounts, and the clock."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mercat.domain.bulk import simulated_progress
from mercat.domain.bulk.simulated_progress import AUDIENCES
from mercat.model.clock import HOUR, MINUTE, SECOND, from_datetime
from support.audiences import ADD, DELETE, GET, GET_FILES, UPDATE, combination, phones, upload
from support.machines import agrees
from support.server import Server
from support.tencent import TencentClient

START = from_datetime(datetime(2027, 3, 1, 2, 0, tzinfo=UTC))
NAMES = ("Buyers", "Readers", "Guests")
UNKNOWN = 999_999_999
NOT_THERE, NAME_TAKEN, TYPE_UNFIT, NOT_OWN = 50005, 50007, 50013, 50015
SHARED, IN_COMBINATION, FILE_MALFORMED = 50022, 50025, 201
ACCOUNTS = st.integers(0, 2)
NUMBERS = st.integers(0, 9)
STEPS = (19, 43, 67, 127)  # seconds whose sums keep away from a minute and two, since the clock runs on by itself
GROUPS = st.lists(st.lists(NUMBERS, min_size=1, max_size=2), min_size=1, max_size=2)
GRANTS, ESTIMATE = "/v3.0/audience_grant_relations/add", "/v3.0/custom_audience_estimations/get"

Groups = list[list[int]]


@dataclass
class Audience:
    """An audience in the model. `covers` are its users, or None for a failure, each with the time of its beginning."""

    owner: int
    name: str
    include: Groups = field(default_factory=list)  # of a combination
    exclude: Groups = field(default_factory=list)
    covers: list[tuple[int, frozenset[int] | None]] = field(default_factory=list)
    grantees: frozenset[int] = frozenset()
    description: str = ""

    def users(self, at: int) -> frozenset[int]:
        """Whom it covers at a time."""
        ready = [users for begin, users in self.covers if begin <= at and users is not None]
        return ready[-1] if ready else frozenset()


@dataclass
class File:
    """A file in the model: how many users it has, and when it is read."""

    audience_id: int
    users: int
    at: int


class Audiences(RuleBasedStateMachine):
    """`audiences` by id, deleted ones no more; `files` in their order, which stay."""

    server: Server
    examples = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).examples += 1
        self.now = START + self.examples * HOUR
        self.delay = 0
        self.audiences: dict[int, Audience] = {}
        self.files: list[File] = []
        self.server.instance.clock.set(self.now)
        self.set_pace(timed=False)
        first = 60_000 + 3 * self.examples
        self.clients = [
            TencentClient(self.server, name=f"audiences {account_id}", account_id=account_id)
            for account_id in range(first, first + 3)
        ]

    # -- the model ----------------------------------------------------------------------------------------------------

    def pick(self, number: int) -> int:
        """An audience, or an id that none has."""
        ids = [*self.audiences, UNKNOWN]
        return ids[number % len(ids)]

    def usable(self, account: int, audience_id: int) -> bool:
        one = self.audiences.get(audience_id)
        return one is not None and (one.owner == account or account in one.grantees)

    def judge_own(self, account: int, audience_id: int) -> int:
        """The code of a change of an audience by an account."""
        if not self.usable(account, audience_id):
            return NOT_THERE
        return 0 if self.audiences[audience_id].owner == account else NOT_OWN

    def judge_parts(self, account: int, include: Groups, exclude: Groups) -> int:
        for audience_id in (one for group in include + exclude for one in group):
            if not self.usable(account, audience_id):
                return NOT_THERE
            if self.audiences[audience_id].include:
                return TYPE_UNFIT
        return 0

    def taken(self, account: int, name: str, own_id: int = 0) -> bool:
        return any(
            one.owner == account and one.name == name and audience_id != own_id
            for audience_id, one in self.audiences.items()
        )

    def combined(self, account: int, include: Groups, exclude: Groups, at: int) -> frozenset[int]:
        def in_all(groups: Groups) -> frozenset[int]:
            some = [
                [self.audiences[one].users(at) if self.usable(account, one) else frozenset() for one in group]
                for group in groups
            ]
            return frozenset.intersection(*(frozenset().union(*group) for group in some))

        return in_all(include) - (in_all(exclude) if exclude else frozenset())

    def ready_at(self, audience: Audience) -> int:
        return max([self.now + self.delay, *(at for at, _ in audience.covers)])

    # -- calls --------------------------------------------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        """Begin with two audiences that overlap, one of which others may use, and what both cover."""
        for name in NAMES[:2]:
            self.add(0, name)
        self.send_file(0, 0, 0, 6, reduces=False)
        self.send_file(0, 1, 4, 6, reduces=False)
        self.grant(0, 0, frozenset({1}))
        self.combine(0, NAMES[2], [[0, 1]], [])

    @rule(account=ACCOUNTS, name=st.sampled_from(NAMES))
    def add(self, account: int, name: str) -> None:
        answer = self.clients[account].post(ADD, name=name, type="CUSTOMER_FILE")
        assert answer.code == (NAME_TAKEN if self.taken(account, name) else 0)
        if answer.code == 0:
            self.audiences[answer.data.audience_id] = Audience(account, name)

    @rule(account=ACCOUNTS, name=st.sampled_from(NAMES), inside=GROUPS, outside=st.just([]) | GROUPS)
    def combine(self, account: int, name: str, inside: Groups, outside: Groups) -> None:
        include, exclude = ([[self.pick(one) for one in group] for group in groups] for groups in (inside, outside))
        expected = self.judge_parts(account, include, exclude)
        spec = combination(include, exclude)
        members = {"name": name, "type": "COMBINE", "audience_spec": spec}
        answer = self.clients[account].post(ADD, **members)
        assert answer.code == (expected or (NAME_TAKEN if self.taken(account, name) else 0))
        if answer.code == 0:
            users = self.combined(account, include, exclude, self.now)
            made = Audience(account, name, include, exclude, [(self.now + self.delay, users)])
            self.audiences[answer.data.audience_id] = made

    @rule(account=ACCOUNTS, inside=GROUPS, outside=st.just([]) | GROUPS)
    def estimate(self, account: int, inside: Groups, outside: Groups) -> None:
        include, exclude = ([[self.pick(one) for one in group] for group in groups] for groups in (inside, outside))
        spec = combination(include, exclude)
        answer = self.clients[account].get(ESTIMATE, type="COMBINE", audience_spec=spec, fields=["user_count"])
        assert answer.code == self.judge_parts(account, include, exclude)
        if answer.code == 0:
            assert answer.data.user_count == len(self.combined(account, include, exclude, self.now))

    @rule(account=ACCOUNTS, number=NUMBERS, first=st.integers(0, 20), count=st.integers(0, 8), reduces=st.booleans())
    def send_file(self, account: int, number: int, first: int, count: int, reduces: bool) -> None:
        """Send a file; one without users has a line that is no identifier."""
        audience_id = self.pick(number)
        lines = phones(first, count) if count else ["no hash"]
        kind = "REDUCE" if reduces else "APPEND"
        answer = upload(self.clients[account], audience_id, lines, operation_type=kind)
        audience = self.audiences.get(audience_id)
        if audience is None or audience.owner != account:
            assert answer.code == NOT_THERE
        elif audience.include:
            assert answer.code == TYPE_UNFIT
        else:
            assert answer.code == 0
            at, users = self.ready_at(audience), frozenset(range(first, first + count))
            before = audience.users(at)
            audience.covers.append((at, (before - users if reduces else before | users) if count else None))
            self.files.append(File(audience_id, count, at))
            self.cover_combinations(audience_id, at)

    def cover_combinations(self, audience_id: int, at: int) -> None:
        """Combinations of those that may use the audience follow its files."""
        for one in self.audiences.values():
            parts = [part for group in one.include + one.exclude for part in group]
            if audience_id in parts and self.usable(one.owner, audience_id):
                ready = max(at, self.ready_at(one))
                one.covers.append((ready, self.combined(one.owner, one.include, one.exclude, ready)))

    @rule(
        account=ACCOUNTS,
        number=NUMBERS,
        name=st.none() | st.sampled_from(NAMES),
        description=st.sampled_from(("", "Of a year")),
    )
    def update(self, account: int, number: int, name: str | None, description: str) -> None:
        audience_id = self.pick(number)
        expected = self.judge_own(account, audience_id)
        if expected == 0 and name is not None and self.taken(account, name, audience_id):
            expected = NAME_TAKEN
        answer = self.clients[account].post(UPDATE, audience_id=audience_id, name=name, description=description)
        assert answer.code == expected
        if expected == 0:
            audience = self.audiences[audience_id]
            audience.name, audience.description = name or audience.name, description

    @rule(account=ACCOUNTS, number=NUMBERS)
    def delete(self, account: int, number: int) -> None:
        audience_id = self.pick(number)
        expected = self.judge_own(account, audience_id)
        own = [one for one in self.audiences.values() if one.owner == account]
        if expected == 0 and self.audiences[audience_id].grantees:
            expected = SHARED
        elif expected == 0 and any(audience_id in group for one in own for group in one.include + one.exclude):
            expected = IN_COMBINATION
        assert self.clients[account].post(DELETE, audience_id=audience_id).code == expected
        if expected == 0:
            del self.audiences[audience_id]

    @rule(account=ACCOUNTS, number=NUMBERS, grantees=st.frozensets(ACCOUNTS, min_size=1, max_size=2))
    def grant(self, account: int, number: int, grantees: frozenset[int]) -> None:
        """Let others use an audience. A second grant replaces the first: they are to the same business."""
        audience_id, others = self.pick(number), grantees - {account}
        if not others:
            return
        rights = [
            {
                "account_id": self.clients[one].account_id,
                "grant_permission_type_list": ["GRANT_PERMISSION_TYPE_TARGET"],
            }
            for one in sorted(others)
        ]
        spec = {"grant_business_id": 7, "grant_scope_type": "GRANT_SCOPE_TYPE_ACCOUNT"}
        members = {"audience_id_list": [audience_id], "grant_type": "GRANT_TYPE_BUSINESS"}
        answer = self.clients[account].post(
            GRANTS, **members, grant_spec={"grant_to_business_spec": {**spec, "grant_account_permission": rights}}
        )
        assert answer.code == self.judge_own(account, audience_id)
        if answer.code == 0:
            self.audiences[audience_id].grantees = others

    @rule(timed=st.booleans())
    def set_pace(self, *, timed: bool) -> None:
        """Let what begins from now on be ready at once, or after two minutes."""
        self.delay = 2 * MINUTE if timed else 0
        pace = "timed" if timed else "immediate"
        self.server.instance.write_now(lambda tx: simulated_progress.set_pace(tx, AUDIENCES, pace))

    @rule(seconds=st.sampled_from(STEPS))
    def let_time_pass(self, seconds: int) -> None:
        self.now += seconds * SECOND
        self.server.instance.clock.set(self.now)

    # -- what is read -------------------------------------------------------------------------------------------------

    def progress(self, at: int) -> str:
        if at <= self.now:
            return "SUCCESS"
        return "PENDING" if at - self.now > MINUTE else "PROCESSING"

    def status(self, audience: Audience) -> tuple[str, int]:
        if any(at <= self.now and users is not None for at, users in audience.covers):
            return "SUCCESS", 0
        waiting = [at for at, _ in audience.covers if at > self.now]
        if waiting:
            return self.progress(waiting[0]), 0
        return ("ERROR", FILE_MALFORMED) if audience.covers else ("PENDING", 0)

    @invariant()
    def every_account_lists_its_audiences_and_those_of_others_that_it_may_use(self) -> None:
        fields = ["audience_id", "name", "description", "is_own", "status", "error_code", "user_count"]
        for account, client in enumerate(self.clients):
            items = client.get(GET, fields=fields, page_size=100).document["data"]["list"]
            expected = []
            for audience_id, one in sorted(self.audiences.items()):
                if self.usable(account, audience_id):
                    status, error = self.status(one)
                    about = (one.name, one.description, one.owner == account)
                    expected.append((audience_id, *about, status, error, len(one.users(self.now))))
            assert [tuple(item[name] for name in fields) for item in items] == expected

    @invariant()
    def files_show_what_they_hold_once_they_are_read(self) -> None:
        fields = ["audience_id", "process_status", "user_count", "process_code"]
        items = [
            tuple(item[name] for name in fields)
            for client in self.clients
            for item in client.get(GET_FILES, fields=fields, page_size=100).document["data"]["list"]
        ]
        expected = []
        for file in self.files:
            status, over = self.progress(file.at), file.at <= self.now
            failed = over and not file.users
            shown_status = "ERROR" if failed else status
            error = FILE_MALFORMED if failed else 0
            expected.append((file.audience_id, shown_status, file.users if over else 0, error))
        assert sorted(items) == sorted(expected)


def test_audiences_agree_with_a_model(server: Server) -> None:
    Audiences.server = server
    agrees(Audiences, examples=12)
    assert Audiences.examples > 0
