"""Ad groups with creatives against a model: random calls and moves of the clock, after each of which reads agree."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mercat.domain.advertising.dates import ZONE
from mercat.model.clock import DAY, HOUR, day_of, from_datetime, to_datetime
from support.agencies import recharge
from support.machines import agrees
from support.server import Server
from support.tencent import TencentClient
from tencent.test_dynamic_creatives import new as creative

NAMES = ("Tea", "Coffee", "Books")
START = from_datetime(datetime(2026, 12, 1, 1, 5, tzinfo=UTC))  # five past nine there, far from any half hour
DAYS_APART = 60  # of two examples
LIMITS = {"BID_MODE_CPC": (10, 10_000), "BID_MODE_OCPM": (10, 500_000)}
EVERY_HOUR, MORNINGS = "1" * 336, ("1" * 24 + "0" * 24) * 7
NORMAL, SUSPENDED = "AD_STATUS_NORMAL", "AD_STATUS_SUSPEND"
UNKNOWN = 999_999_999
BIDS = st.sampled_from((300,) * 6 + (9, 10, 10_000, 10_001, 500_001))
BUDGETS = st.sampled_from((0, 5_000, 6_000, 400_000_000) * 2 + (1, 4_999, 400_000_001))
OFFSETS = st.sampled_from((0, 0, 1, 2, 3, -1))  # days from today
STATUSES = st.sampled_from((NORMAL, NORMAL, SUSPENDED))
ADD, UPDATE, GET = (f"/v3.0/adgroups/{action}" for action in ("add", "update", "get"))
CREATIVES = "/v3.0/dynamic_creatives"


class AdGroupsWithCreatives(RuleBasedStateMachine):
    """`groups` are the members of ad groups by id, `creatives` the status of each creative by ad group and id."""

    server: Server
    examples = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).examples += 1
        self.now = START + self.examples * DAYS_APART * DAY
        self.groups: dict[int, dict[str, Any]] = {}
        self.creatives: dict[int, dict[int, str]] = {}
        self.made = 0
        self.go_on()
        recharge(self.client, self.client.account_id, 10**9)

    def go_on(self, hours: int = 0) -> None:
        """Move the clock. A new token is valid for another day."""
        self.now += hours * HOUR
        self.server.instance.clock.set(self.now)
        name = f"machine {self.examples} {self.now}"
        self.client = TencentClient(self.server, name=name, account_id=50_000 + self.examples)

    def day(self, offset: int) -> str:
        return day_of(self.now + offset * DAY, ZONE)

    def pick(self, number: int) -> int:
        """An ad group, or sometimes an id that none has."""
        ids = [*self.groups, UNKNOWN]
        return ids[number % len(ids)]

    def judge(self, group_id: int, changes: dict[str, Any]) -> int:
        """The code of a call that sends these members."""
        if group_id not in self.groups and group_id:
            return 1_800_307
        whole = self.groups.get(group_id, {}) | changes
        if changes.get("end_date") and changes["end_date"] < self.day(0):
            return 31057
        if whole.get("begin_date") and whole.get("end_date") and whole["end_date"] < whole["begin_date"]:
            return 31057
        if 0 < changes.get("daily_budget", 0) < 5_000:
            return 18004
        if changes.get("daily_budget", 0) > 400_000_000:
            return 18003
        low, high = LIMITS[whole["bid_mode"]]
        if "bid_amount" in changes and not low <= changes["bid_amount"] <= high:
            return 18004 if changes["bid_amount"] < low else 18003
        others = [one["adgroup_name"] for other, one in self.groups.items() if other != group_id]
        return 31011 if changes.get("adgroup_name") in others else 0

    @initialize()
    def begin(self) -> None:
        """Begin with an ad group that delivers."""
        self.add(NAMES[0], "BID_MODE_CPC", 300, 0, 0, 3, EVERY_HOUR, NORMAL)
        self.add_creative(0, NORMAL)

    # -- calls --------------------------------------------------------------------------------------------------------

    @rule(
        name=st.sampled_from(NAMES),
        mode=st.sampled_from(sorted(LIMITS)),
        bid=BIDS,
        budget=BUDGETS,
        first=st.sampled_from((-1, 0, 0, 1)),
        last=OFFSETS,
        hours=st.sampled_from((EVERY_HOUR, MORNINGS)),
        status=STATUSES,
    )
    def add(self, name: str, mode: str, bid: int, budget: int, first: int, last: int, hours: str, status: str) -> None:
        members = {
            "adgroup_name": name,
            "bid_mode": mode,
            "bid_amount": bid,
            "daily_budget": budget,
            "begin_date": self.day(first),
            "end_date": self.day(last),
            "time_series": hours,
            "configured_status": status,
        }
        goal = {"marketing_goal": "MARKETING_GOAL_PRODUCT_SALES"}
        answer = self.client.post(ADD, marketing_carrier_type="MARKETING_CARRIER_TYPE_JUMP_PAGE", **goal, **members)
        assert answer.code == self.judge(0, members)
        if answer.code == 0:
            self.groups[answer.data.adgroup_id] = members
            self.creatives[answer.data.adgroup_id] = {}

    @rule(
        number=st.integers(0, 5),
        changes=st.fixed_dictionaries(
            {},
            optional={
                "adgroup_name": st.sampled_from(NAMES),
                "bid_amount": BIDS,
                "daily_budget": BUDGETS,
                "configured_status": STATUSES,
                "time_series": st.sampled_from((EVERY_HOUR, MORNINGS)),
            },
        ),
    )
    def update(self, number: int, changes: dict[str, Any]) -> None:
        group_id = self.pick(number)
        expected = self.judge(group_id, changes)
        assert self.client.post(UPDATE, adgroup_id=group_id, **changes).code == expected
        if expected == 0:
            self.groups[group_id] |= changes

    @rule(
        action=st.sampled_from(("bid_amount", "daily_budget", "configured_status", "datetime")),
        rows=st.lists(st.tuples(st.integers(0, 5), BIDS, BUDGETS, STATUSES, OFFSETS), min_size=1, max_size=3),
    )
    def update_several(self, action: str, rows: list[tuple[int, int, int, str, int]]) -> None:
        sent, codes, failures = [], [], []
        for number, bid, budget, status, last in rows:
            values = {"bid_amount": bid, "daily_budget": budget, "configured_status": status}
            change = {"end_date": self.day(last)} if action == "datetime" else {action: values[action]}
            group_id = self.pick(number)
            sent.append({"adgroup_id": group_id, **change})
            codes.append(self.judge(group_id, change))
            if codes[-1]:
                failures.append(group_id)
            else:
                self.groups[group_id] |= change
        answer = self.client.post(f"/v3.0/adgroups/update_{action}", **{f"update_{action}_spec": sent})
        data = answer.document["data"]
        assert [row["code"] for row in data["list"]] == codes
        assert data["fail_id_list"] == failures

    @rule(number=st.integers(0, 5))
    def delete(self, number: int) -> None:
        group_id = self.pick(number)
        present = self.groups.pop(group_id, None)
        self.creatives.pop(group_id, None)
        expected = 0 if present else 1_800_307
        assert self.client.post("/v3.0/adgroups/delete", adgroup_id=group_id).code == expected

    @rule(number=st.integers(0, 5), status=STATUSES)
    def add_creative(self, number: int, status: str) -> None:
        group_id = self.pick(number)
        self.made += 1
        about = creative(group_id, dynamic_creative_name=f"Creative {self.made}", configured_status=status)
        answer = self.client.post(f"{CREATIVES}/add", **about)
        assert answer.code == (0 if group_id in self.groups else 1_800_307)
        if answer.code == 0:
            self.creatives[group_id][answer.data.dynamic_creative_id] = status

    @precondition(lambda self: any(self.creatives.values()))
    @rule(number=st.integers(0, 9), status=st.none() | STATUSES)
    def change_creative(self, number: int, status: str | None) -> None:
        """Suspend, resume or delete a creative."""
        all_of_them = [(group, one) for group, own in self.creatives.items() for one in own]
        group_id, creative_id = all_of_them[number % len(all_of_them)]
        if status is None:
            del self.creatives[group_id][creative_id]
            answer = self.client.post(f"{CREATIVES}/delete", dynamic_creative_id=creative_id)
        else:
            self.creatives[group_id][creative_id] = status
            change = {"configured_status": status}
            answer = self.client.post(f"{CREATIVES}/update", dynamic_creative_id=creative_id, **change)
        assert answer.code == 0

    @rule(hours=st.integers(1, 40))
    def let_time_pass(self, hours: int) -> None:
        self.go_on(hours)

    # -- what is read -------------------------------------------------------------------------------------------------

    def status(self, group_id: int) -> str:
        group, own = self.groups[group_id], self.creatives[group_id]
        local = to_datetime(self.now + 8 * HOUR)
        if group["configured_status"] == SUSPENDED:
            return "ADGROUP_STATUS_SUSPEND"
        if group["end_date"] < self.day(0):
            return "ADGROUP_STATUS_STOP"
        if not own:
            return "ADGROUP_STATUS_CREATIVE_EMPTY"
        if NORMAL not in own.values():
            return "ADGROUP_STATUS_CREATIVE_STATUS_PENDING"
        if group["begin_date"] > self.day(0) or (group["time_series"] == MORNINGS and local.hour >= 12):
            return "ADGROUP_STATUS_NOT_IN_DELIVERY_TIME"
        return "ADGROUP_STATUS_ACTIVE"

    @invariant()
    def all_ad_groups_are_read(self) -> None:
        members = ["adgroup_name", "bid_amount", "daily_budget", "begin_date", "end_date", "configured_status"]
        fields = ["adgroup_id", "system_status", *members]
        answer = self.client.get(GET, fields=fields, page_size=100).document["data"]["list"]
        assert {item.pop("adgroup_id"): item for item in answer} == {
            group_id: {name: group[name] for name in members} | {"system_status": self.status(group_id)}
            for group_id, group in self.groups.items()
        }

    @invariant()
    def all_creatives_are_read(self) -> None:
        fields = ["dynamic_creative_id", "adgroup_id", "configured_status"]
        answer = self.client.get(f"{CREATIVES}/get", fields=fields, page_size=100).document["data"]["list"]
        assert {(item["adgroup_id"], item["dynamic_creative_id"]): item["configured_status"] for item in answer} == {
            (group_id, creative_id): status
            for group_id, own in self.creatives.items()
            for creative_id, status in own.items()
        }


def test_ad_groups_with_creatives_agree_with_a_model(server: Server) -> None:
    AdGroupsWithCreatives.server = server
    agrees(AdGroupsWithCreatives, examples=12)
    assert AdGroupsWithCreatives.examples > 0
