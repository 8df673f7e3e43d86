"""Leads, static lists and program members against models: random calls, each answered as the model answers."""

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from mercat.domain.lists import static_lists
from mercat.domain.people import partitions
from mercat.model.assets import Kind, Ref
from mercat.store import people
from support.machines import Machine, agrees, told

DEFAULT, EUROPE, ASIA = 1, 2, 3
PARTITIONS = {"Default": DEFAULT, "Europe": EUROPE, "Asia": ASIA}
OUT_OF_REACH = EUROPE
WRITABLE = ("email", "twitterId", "firstName")

numbers = st.lists(st.integers(0, 5), min_size=1, max_size=4)


# -- leads ----------------------------------------------------------------------------------------------------------


class LeadsModel:
    """Leads as plain dicts, by id; every rule in its simplest form."""

    def __init__(self) -> None:
        self.leads: dict[int, dict[str, Any]] = {}

    def sync(self, record: dict[str, Any], action: str, lookup: str, partition: str | None, new_id: int) -> str:
        """What becomes of one record; if it is to be a new lead, that has `new_id`."""
        if "id" in record and action != "updateOnly":
            return "1003"
        found: list[dict[str, Any]] = []
        if action != "createDuplicate":
            field = "id" if "id" in record else lookup
            if not record.get(field):
                return "1002"
            found = [lead for lead in self.leads.values() if same(lead.get(field), record[field])]
        if len(found) > 1:
            return "1007"
        if not found and action == "updateOnly":
            return "1004"
        if found and action == "createOnly":
            return "1005"
        target = PARTITIONS[partition or "Default"]
        if found and found[0]["partition"] == OUT_OF_REACH:
            return "1008"
        if found and partition and action == "createOrUpdate" and found[0]["partition"] != target:
            return "1010"
        if "nonsense" in record:
            return "1006"
        values = {name: record[name] or None for name in WRITABLE if name in record}
        if found:
            found[0].update(values)
            return "updated"
        if not any(values.values()):
            return "1002"
        self.leads[new_id] = {"id": new_id, "partition": target, **values}
        return "created"

    def refusal(self, lead_id: int) -> str | None:
        """Why a call by id does not reach a lead."""
        lead = self.leads.get(lead_id)
        return "1004" if lead is None else "1008" if lead["partition"] == OUT_OF_REACH else None

    def delete(self, lead_id: int) -> str:
        refusal = self.refusal(lead_id)
        if refusal is None:
            del self.leads[lead_id]
        return refusal or "deleted"

    def move(self, lead_id: int, partition: str) -> str:
        refusal = self.refusal(lead_id)
        if refusal is None and PARTITIONS[partition] == OUT_OF_REACH:
            return "1008"
        if refusal is None:
            self.leads[lead_id]["partition"] = PARTITIONS[partition]
        return refusal or "updated"

    def merge(self, winner: int, losers: list[int]) -> list[str]:
        losing = list(dict.fromkeys(losers))
        if winner in losing:
            return ["1003"]
        refusals = {self.refusal(number) for number in (winner, *losing)}
        for refusal in ("1004", "1008"):
            if refusal in refusals:
                return [refusal]
        for loser in losing:
            gone = self.leads.pop(loser)
            kept = {name: value for name, value in self.leads[winner].items() if value is not None}
            self.leads[winner] = {**gone, **kept}
        return []

    def with_value(self, field: str, value: Any) -> list[int]:
        """Ids of the leads within reach that have a value."""
        return sorted(
            lead["id"]
            for lead in self.leads.values()
            if same(lead.get(field), value) and lead["partition"] != OUT_OF_REACH
        )


def same(one: Any, other: Any) -> bool:
    return one is not None and str(one).lower() == str(other).lower()


def leads_machine(marketo: Any) -> type[Machine]:
    email = st.sampled_from(("a@x", "A@X", "b@x"))
    key = st.sampled_from(("k1", "K1", "k2"))
    name = st.sampled_from(("Ada", "", None))
    blank = st.sampled_from(("", None))
    records = (
        st.fixed_dictionaries({"email": email}, optional={"twitterId": key, "firstName": name})
        | st.fixed_dictionaries({"twitterId": key}, optional={"email": email | blank, "firstName": name})
        | st.fixed_dictionaries({"id": st.integers(0, 5)}, optional={"email": email | blank, "twitterId": key | blank})
        | st.fixed_dictionaries({"email": email | blank}, optional={"nonsense": st.just(1), "id": st.integers(0, 5)})
    )
    instance = marketo.server.instance

    class Leads(Machine):
        client = marketo

        def __init__(self) -> None:
            super().__init__()
            self.model = LeadsModel()
            self.ids: list[int] = []
            begin = ({"email": "a@x", "twitterId": "k1"}, {"email": "b@x"}, {"email": "b@x", "firstName": "Bob"})
            self.synchronised(begin, "createDuplicate", "email", None)

        def some_id(self, number: int) -> int:
            """The id of a lead that is there or was, or of nobody."""
            return self.ids[number % len(self.ids)] if self.ids else 999_999

        def own(self, record: dict[str, Any]) -> dict[str, Any]:
            """A record whose keys only this example uses."""
            marked = {name: f"{record[name]}.{self.mark}.com" for name in ("email", "twitterId") if record.get(name)}
            known = {"id": self.some_id(record["id"])} if "id" in record else {}
            return {**record, **marked, **known}

        @rule(
            batch=st.lists(records, min_size=1, max_size=4).map(tuple),
            action=st.sampled_from(("createOrUpdate", "createOrUpdate", "createOnly", "updateOnly", "createDuplicate")),
            lookup=st.sampled_from(("email", "email", "twitterId", "id")),
            partition=st.sampled_from((None, None, None, *PARTITIONS)),
        )
        def synchronise(self, batch: Any, action: str, lookup: str, partition: str | None) -> None:
            self.synchronised(batch, action, lookup, partition)

        def synchronised(self, batch: Any, action: str, lookup: str, partition: str | None) -> None:
            records = [self.own(record) for record in batch]
            named = {} if partition is None else {"partitionName": partition}
            answer = marketo.post("/rest/v1/leads.json", action=action, lookupField=lookup, input=records, **named)
            if partition == "Europe":
                assert told(answer) == "1008"
                return
            result = answer.document["result"]
            ids = [row.get("id", 0) for row in result]
            wanted = [
                self.model.sync(record, action, lookup, partition, number)
                for record, number in zip(records, ids, strict=True)
            ]
            assert told(answer) == wanted
            self.ids += [row["id"] for row in result if row["status"] == "created"]

        @rule(which=numbers)
        def delete(self, which: list[int]) -> None:
            ids = [self.some_id(number) for number in which]
            assert self.delete_leads(ids) == [self.model.delete(number) for number in ids]

        @rule(which=numbers, partition=st.sampled_from(tuple(PARTITIONS)))
        def move(self, which: list[int], partition: str) -> None:
            ids = [self.some_id(number) for number in which]
            wanted = [{"id": number, "partitionName": partition} for number in ids]
            answer = marketo.post("/rest/v1/leads/partitions.json", input=wanted)
            assert told(answer) == [self.model.move(number, partition) for number in ids]

        @rule(which=st.integers(0, 5), partition=st.sampled_from((EUROPE, DEFAULT, ASIA)))
        def somebody_who_reaches_all_moves_one(self, which: int, partition: int) -> None:
            lead = self.model.leads.get(self.some_id(which))
            if lead is not None:
                put(instance, lead["id"], partition)
                lead["partition"] = partition

        @rule(winner=st.integers(0, 5), losers=numbers)
        def fold(self, winner: int, losers: list[int]) -> None:
            first, others = self.some_id(winner), [self.some_id(number) for number in losers]
            assert self.merge(first, others) == self.model.merge(first, others)

        @rule(field=st.sampled_from(("email", "twitterId")), value=st.sampled_from(("A@x", "b@x", "k1", "K2")))
        def look_up(self, field: str, value: str) -> None:
            value = f"{value}.{self.mark}.com"
            found = marketo.get("/rest/v1/leads.json", filterType=field, filterValues=value, fields="id")
            assert [lead.id for lead in found.result] == self.model.with_value(field, value)

        @invariant()
        def the_leads_within_reach_are_those_of_the_model(self) -> None:
            wanted = [
                {"id": lead_id, "leadPartitionId": lead["partition"]} | {name: lead.get(name) for name in WRITABLE}
                for lead_id, lead in sorted(self.model.leads.items())
                if self.model.refusal(lead_id) is None
            ]
            fields = [*WRITABLE, "leadPartitionId"]
            answer = marketo.get("/rest/v1/leads.json", filterType="id", filterValues=self.ids, fields=fields)
            assert answer.document["result"] == wanted

        def teardown(self) -> None:
            for lead_id in self.ids:
                refusal = self.model.refusal(lead_id)
                assert marketo.get(f"/rest/v1/lead/{lead_id}.json").codes == ([refusal] if refusal else [])

    return Leads


def put(instance: Any, lead_id: int, partition: int) -> None:
    def work(tx: Any) -> None:
        person = people.find(tx, lead_id)
        assert person is not None
        person.partition_id = partition
        people.update(tx, [person], email=True)

    instance.write_now(work)


@pytest.fixture
def world(instance: Any) -> None:
    """A partition that no client reaches, and one that all do."""

    def work(tx: Any) -> None:
        people.add_workspace(tx, 2, "Europe", "")
        assert partitions.create(tx, "Europe", workspaces=(2,)) == EUROPE
        assert partitions.create(tx, "Asia", workspaces=(1, 2)) == ASIA

    instance.write_now(work)


def test_leads_agree_with_their_model(marketo, world):
    agrees(leads_machine(marketo), examples=20)


# -- static lists ---------------------------------------------------------------------------------------------------


def lists_machine(marketo: Any) -> type[Machine]:
    instance = marketo.server.instance

    class Lists(Machine):
        client = marketo

        def __init__(self) -> None:
            super().__init__()
            self.leads = [self.lead(f"l{number}") for number in range(6)]
            self.living = set(self.leads)
            self.members: dict[int, set[int]] = {self.new_list(name): set() for name in "ab"}

        def new_list(self, name: str) -> int:
            return int(
                instance.write_now(lambda tx: static_lists.create(tx, f"{name} of {self.mark}", Ref(Kind.FOLDER, 5)))
            )

        def change(self, method: str, tail: str, place: int, which: list[int], judge: Any) -> None:
            """One call about leads and a list; `judge` says what the model makes of each lead."""
            list_id = sorted(self.members)[place]
            ids = [self.leads[number] for number in which]
            answer = marketo.send(
                method, f"/rest/v1/lists/{list_id}/leads{tail}.json", query=[("id", str(number)) for number in ids]
            )
            inside = self.members[list_id]
            assert told(answer) == [judge(inside, number) if number in self.living else "1004" for number in ids]

        @rule(place=st.integers(0, 1), which=numbers)
        def add(self, place: int, which: list[int]) -> None:
            self.change("POST", "", place, which, lambda inside, number: inside.add(number) or "added")

        @rule(place=st.integers(0, 1), which=numbers)
        def remove(self, place: int, which: list[int]) -> None:
            def judge(inside: set[int], number: int) -> str:
                if number not in inside:
                    return "1015"
                inside.discard(number)
                return "removed"

            self.change("DELETE", "", place, which, judge)

        @rule(place=st.integers(0, 1), which=numbers)
        def ask(self, place: int, which: list[int]) -> None:
            def judge(inside: set[int], number: int) -> str:
                return "memberof" if number in inside else "notmemberof"

            self.change("GET", "/ismember", place, which, judge)

        @rule(which=st.integers(0, 5))
        def delete(self, which: int) -> None:
            number = self.leads[which]
            assert self.delete_leads([number]) == ["deleted" if number in self.living else "1004"]
            self.gone(number)

        @rule(winner=st.integers(0, 5), losers=numbers)
        def fold(self, winner: int, losers: list[int]) -> None:
            first, others = self.leads[winner], [self.leads[number] for number in losers]
            codes = ["1003"] if first in others else [] if {first, *others} <= self.living else ["1004"]
            assert self.merge(first, others) == codes
            if not codes:
                for inside in self.members.values():
                    if not inside.isdisjoint(others):
                        inside.add(first)
                for number in others:
                    self.gone(number)

        @rule(place=st.integers(0, 1))
        def replace_a_list(self, place: int) -> None:
            list_id = sorted(self.members)[place]
            assert marketo.form(f"/rest/asset/v1/staticList/{list_id}/delete.json").codes == []
            assert marketo.get(f"/rest/v1/lists/{list_id}/leads.json").codes == ["1013"]
            del self.members[list_id]
            self.members[self.new_list(f"after {list_id}")] = set()

        def gone(self, number: int) -> None:
            self.living.discard(number)
            for inside in self.members.values():
                inside.discard(number)

        @invariant()
        def lists_tell_their_members(self) -> None:
            for list_id, inside in self.members.items():
                found = marketo.get(f"/rest/v1/lists/{list_id}/leads.json", fields="id").result
                assert [lead.id for lead in found] == sorted(inside)

        @rule(which=st.integers(0, 5))
        def ask_for_the_lists_of_a_lead(self, which: int) -> None:
            self.check_lists_of(self.leads[which])

        def check_lists_of(self, number: int) -> None:
            answer = marketo.get(f"/rest/v1/leads/{number}/listMembership.json")
            if number not in self.living:
                assert answer.codes == ["1004"]
                return
            on = sorted((list_id for list_id, inside in self.members.items() if number in inside), reverse=True)
            assert [row.listId for row in answer.result] == on

        def teardown(self) -> None:
            for number in self.leads:
                self.check_lists_of(number)

    return Lists


def test_static_lists_agree_with_their_model(marketo):
    agrees(lists_machine(marketo), examples=5)


# -- program members ------------------------------------------------------------------------------------------------


def members_machine(marketo: Any) -> type[Machine]:
    (channel,) = marketo.get("/rest/asset/v1/channel/byName.json", name="Live Event").document["result"]
    steps = {status["name"]: status["step"] for status in channel["progressionStatuses"]}
    won = {status["name"] for status in channel["progressionStatuses"] if status["success"]}
    field = {"name": "lunch", "displayName": "Lunch", "dataType": "string"}
    assert marketo.post("/rest/v1/programs/members/schema/fields.json", input=[field]).codes == []
    statuses = st.sampled_from((*steps, "Sleeping"))

    class Members(Machine):
        client = marketo

        def __init__(self) -> None:
            super().__init__()
            self.leads = [self.lead(f"m{number}") for number in range(6)]
            self.living = set(self.leads)
            self.members: dict[int, dict[str, Any]] = {}  # by lead, oldest first
            folder = {"id": 15, "type": "Folder"}
            (made,) = marketo.form(
                "/rest/asset/v1/programs.json", name=self.mark, type="Event", channel="Live Event", folder=folder
            ).result
            self.program = made.id
            self.path = f"/rest/v1/programs/{made.id}/members"
            self.joined = 0

        def input(self, ids: list[int], **values: Any) -> list[dict[str, Any]]:
            return [{"leadId": number, **values} for number in ids]

        @rule(which=numbers, status=statuses)
        def set_status(self, which: list[int], status: str) -> None:
            ids = [self.leads[number] for number in which]
            answer = marketo.post(f"{self.path}/status.json", statusName=status, input=self.input(ids))
            if status not in steps:
                assert told(answer) == "1025"
                return
            assert told(answer) == [self.raised(number, status) for number in ids]

        def raised(self, number: int, status: str) -> str:
            if number not in self.living:
                return "1004"
            member = self.members.get(number)
            if status == "Not in Program" or (member and steps[member["status"]] >= steps[status]):
                return "1037"
            self.joined += member is None
            before = member or {"success": False, "values": {}, "joined": self.joined}
            self.members[number] = {**before, "status": status, "success": before["success"] or status in won}
            return "updated" if member else "created"

        @rule(which=numbers, value=st.sampled_from(("Soup", "Fish", "", None)))
        def write(self, which: list[int], value: str | None) -> None:
            ids = [self.leads[number] for number in which]
            answer = marketo.post(f"{self.path}.json", input=self.input(ids, lunch=value))
            assert told(answer) == ["updated" if number in self.members else "1013" for number in ids]
            for number in self.members.keys() & ids:
                self.members[number]["values"] = {"lunch": value} if value else {}

        @rule(which=numbers)
        def leave(self, which: list[int]) -> None:
            ids = [self.leads[number] for number in which]
            answer = marketo.post(f"{self.path}/delete.json", input=self.input(ids))
            assert told(answer) == ["deleted" if self.members.pop(number, None) else "1037" for number in ids]

        @rule(which=st.integers(0, 5))
        def delete(self, which: int) -> None:
            number = self.leads[which]
            assert self.delete_leads([number]) == ["deleted" if number in self.living else "1004"]
            self.living.discard(number)
            self.members.pop(number, None)

        @rule(winner=st.integers(0, 5), losers=numbers)
        def fold(self, winner: int, losers: list[int]) -> None:
            first, others = self.leads[winner], [self.leads[number] for number in losers]
            codes = ["1003"] if first in others else [] if {first, *others} <= self.living else ["1004"]
            assert self.merge(first, others) == codes
            if codes:
                return
            brought = [self.members.pop(number) for number in dict.fromkeys(others) if number in self.members]
            brought.sort(key=lambda member: (-steps[member["status"]], member["joined"]))
            if brought and first not in self.members:
                self.members[first] = brought[0]
            self.living -= set(others)

        @rule(field=st.sampled_from(("statusName", "lunch", "reachedSuccess")), value=st.data())
        def look_up(self, field: str, value: Any) -> None:
            sought = value.draw(
                st.sampled_from({"statusName": tuple(steps), "lunch": ("soup", "Fish")}.get(field, ("true", "false")))
            )
            found = marketo.get(f"{self.path}.json", filterType=field, filterValues=sought, fields="leadId").result
            assert [row.leadId for row in found] == [
                number for number, member in self.in_order() if shown(member)[field].lower() == sought.lower()
            ]

        def in_order(self) -> list[tuple[int, dict[str, Any]]]:
            return sorted(self.members.items(), key=lambda item: item[1]["joined"])

        @invariant()
        def the_program_tells_its_members(self) -> None:
            found = marketo.get(
                f"{self.path}.json",
                filterType="leadId",
                filterValues=self.leads,
                fields="leadId,statusName,reachedSuccess,lunch",
            ).document["result"]
            assert found == [
                {"seq": seq, "leadId": number, "statusName": one["status"], "reachedSuccess": one["success"]}
                | one["values"]
                for seq, (number, one) in enumerate(self.in_order())
            ]

        @rule(which=st.integers(0, 5))
        def ask_for_the_programs_of_a_lead(self, which: int) -> None:
            self.check_programs_of(self.leads[which])

        def check_programs_of(self, number: int) -> None:
            answer = marketo.get(f"/rest/v1/leads/{number}/programMembership.json")
            if number not in self.living:
                assert answer.codes == ["1004"]
                return
            member = self.members.get(number)
            assert [(row.id, row.progressionStatus, row.reachedSuccess) for row in answer.result] == (
                [(self.program, member["status"], member["success"])] if member else []
            )

        def teardown(self) -> None:
            for number in self.leads:
                self.check_programs_of(number)

    return Members


def shown(member: dict[str, Any]) -> dict[str, str]:
    """A member's values as texts."""
    success = str(member["success"])
    return {"statusName": member["status"], "reachedSuccess": success, "lunch": member["values"].get("lunch", "")}


def test_program_members_agree_with_their_model(marketo):
    agrees(members_machine(marketo), examples=8)
