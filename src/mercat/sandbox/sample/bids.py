"""The sample account as a customer of RTA: its service, policies with bindings, and experiments. Nothing is drawn."""

from dataclasses import replace
from typing import Final

from mercat.domain.advertising.rta import targets
from mercat.domain.advertising.rta.customers import services
from mercat.domain.advertising.rta.experiments import experiments
from mercat.model.caller import Caller
from mercat.model.clock import DAY
from mercat.store.tx import Tx

POLICIES: Final = (("regulars", "Regular customers"), ("strangers", "New customers"))


def fill(tx: Tx, account_id: int, group_id: int) -> None:
    """Store a service, two policies, of which one has an ad group, and two experiments."""
    caller = Caller(0, "sample", account_ids=frozenset({account_id}))
    then = replace(tx, now=tx.now - 18 * DAY, caller=caller)
    rule = {"RuleType": 5, "RuleTypeName": "操作系统", "RuleValue": 2, "RuleDesc": "Android"}
    address = {"BidUrl": "https://bid.example.com/rta", "QpsLimit": 1_000, "Phase": 3, "AgencyIds": ""}
    address |= {"IDCZone": "shenzhen", "ProxyURL": "", "IsHttp2": 1}
    about = {"QpsLimit": 1_000, "CacheTime": 300, "Enable": 1, "rules": [rule], "bidurls": [address]}
    services.add(then, account_id, about)
    for name, title in POLICIES:
        targets.add(then, 0, {"data": {"OuterTargetId": name, "TargetName": title}})
    (regulars, _), (strangers, _) = POLICIES
    targets.bind(then, {"Id": group_id, "TargetType": 1, "UId": account_id, "OuterTargetId": regulars})
    targets.bind(then, {"Id": account_id, "TargetType": 3, "UId": account_id, "OuterTargetId": strangers})
    for name, rate, is_paused in (("Half of all", 50, False), ("A tenth", 10, True)):
        experiment = {"ExpName": name, "FlowRate": rate, "SiteSet": [], "is_paused": is_paused}
        experiments.add(then, account_id, {**experiment, "end_ms": tx.now + 30 * DAY})
