"""Leads that simulated delivery brings: people whom an ad converts, where the goal of its ad group is a lead."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from mercat.domain.advertising.ad_groups.ad_groups import CREATIVE_KIND
from mercat.domain.advertising.leads import leads
from mercat.domain.advertising.leads.members import TYPES, Document
from mercat.model.clock import HOUR, SECOND
from mercat.model.delivery import Fact
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

MOST: Final = 2  # leads of a creative in an hour, however many people it converts
_FAMILY: Final = ("王", "李", "张", "刘", "陈", "杨", "赵", "黄")
_GIVEN: Final = ("伟", "芳", "娜", "敏", "静", "磊", "洋", "艳")
_AREAS: Final = ("广东省 深圳市", "上海市", "北京市", "浙江省 杭州市", "四川省 成都市")


def arrive(tx: Tx, goals: dict[int, str], facts: Sequence[Fact]) -> None:
    """Store the leads that facts brought. `goals` are those of ad groups, by id."""
    converting = [fact for fact in facts if fact.conversions and goals.get(fact.ad_group_id, "") in TYPES]
    ads = ad_objects.of_any_account(tx, CREATIVE_KIND, [fact.creative_id for fact in converting])
    for fact in converting:
        for number in range(min(fact.conversions, MOST)):
            dice = hashlib.sha256(f"{fact.creative_id}/{fact.hour}/{number}".encode()).digest()
            at = fact.hour * HOUR + int.from_bytes(dice[:2], "big") % 3_600 * SECOND
            person = _person(dice) | {"leads_type": TYPES[goals[fact.ad_group_id]]}
            leads.brought(replace(tx, now=at), fact.account_id, ads[fact.creative_id], person)


def _person(dice: bytes) -> Document:
    """Somebody who is made up."""
    return {
        "leads_name": _FAMILY[dice[2] % len(_FAMILY)] + _GIVEN[dice[3] % len(_GIVEN)],
        "leads_telephone": f"1380013{int.from_bytes(dice[4:6], 'big') % 10_000:04d}",
        "leads_area": _AREAS[dice[6] % len(_AREAS)],
    }
