"""Violations: elements that were refused after they had been approved, each an order; and all that is refused.

An order stands while its element is refused, and until a complaint about it passes.
"""

from collections.abc import Iterable
from typing import Any, Final

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.ad_groups.ad_groups import CREATIVE_KIND
from mercat.domain.advertising.dates import local_text
from mercat.domain.advertising.punishments.judged import Holder, elements, holders, is_refused, matches, month_of, part
from mercat.domain.advertising.reference import table
from mercat.domain.advertising.review.reviews import VIOLATED
from mercat.model.ad_reviews import Reviewed
from mercat.model.clock import SECOND
from mercat.store.advertising import ad_objects, ad_reviews
from mercat.store.tx import Tx

KIND: Final = "violation"
APPEAL_KIND: Final = "appeal"
DIRECT, THROUGH_AGENCY = 1, 3
TAKEN_OFF, SCENE = 1, "101"
HIGHEST: Final = 4  # level
TREES: Final = ("illegal_scene_list", "illegal_node_list", "channel_list")

Document = dict[str, Any]


def config(tx: Tx, owner: int, members: Document) -> Document:
    """Read the names of scenes, objects, channels, actions, levels and reasons."""
    trees = {name: _tree(table("punishments")[name], 1, "0") for name in TREES}
    flat = {name: rows for name, rows in table("punishments").items() if name not in TREES}
    return trees | {name: [{"value": value, "desc": text} for value, text in rows] for name, rows in flat.items()}


def orders(tx: Tx, account_ids: Iterable[int]) -> list[Document]:
    """The violations of accounts, by id. The level of one is its place among those of its company."""
    about = holders(tx, [account_tree.permitted(tx, account_id) for account_id in dict.fromkeys(account_ids)])
    places = _places(tx, [one for one in elements(tx, about) if is_refused(tx, one) and VIOLATED in one.document])
    levels: dict[str, list[int]] = {}
    rows: list[Document] = []
    for element, creative_id, component_id, group_id in places:
        if rows and rows[-1]["order_id"] == _order_id(element):
            continue  # it stands elsewhere as well
        holder = about[element.account_id]
        several = levels.setdefault(holder.company, [])
        several.append(min(len(several) + 1, HIGHEST))
        about_place = {"illegal_aid": str(group_id), "illegal_dc_id": str(creative_id), "illegal_tid": ""}
        about_place["illegal_component_id"] = str(component_id)
        rows.append({**_order(element, holder, several[-1]), **about_place})
    for row in rows:
        counts = levels[row["company_name"]]
        row["mdm_punish_data"] = [
            {"punish_level": level, "punish_cnt": counts.count(level)} for level in sorted(set(counts))
        ]
    return rows


def details(tx: Tx, owner: int, members: Document) -> Document:
    """List what is refused at each place where it stands."""
    about = holders(tx, account_tree.below(tx, [owner]))
    places = _places(tx, [one for one in elements(tx, about) if is_refused(tx, one)])
    rows = [_detail(tx, about[one.account_id], one, *place) for one, *place in places]
    rows = [row for row in rows if matches(row, members) and _within(row, members)]
    page, size = members["page_num"], members["page_size"]
    conf = {"page": page, "pageSize": size, "totalPage": -(-len(rows) // size), "totalNum": len(rows)}
    return {"data_list": part(rows, page, size), "page_conf": conf}


def _places(tx: Tx, refused: list[Reviewed]) -> list[tuple[Reviewed, int, int, int]]:
    """Elements with the creative, the component and the ad group of each place where they stand."""
    several = ad_reviews.places_of(tx, [one.id for one in refused])
    creatives = ad_objects.of_any_account(tx, CREATIVE_KIND, sorted({place.creative_id for place in several}))
    return [
        (place.element, place.creative_id, place.component_id, creatives[place.creative_id].document["adgroup_id"])
        for place in several
        if place.creative_id in creatives
    ]


def _order(element: Reviewed, holder: Holder, level: int) -> Document:
    agency, at = holder.agency, element.document[VIOLATED]
    names = {f"{part}{rank}_industry": name for rank, (_, name) in _ranked(holder) for part in ("", "kpi_")}
    ids = {f"{part}{rank}_industry_id": number for rank, (number, _) in _ranked(holder) for part in ("", "kpi_")}
    return {
        **names,
        **ids,
        "order_id": _order_id(element),
        "uid": element.account_id,
        "company_name": holder.company,
        "account_type": THROUGH_AGENCY if agency else DIRECT,
        "agency_id": agency.account_id if agency else 0,
        "illegal_time": local_text(at)[:10],
        "new_illegal_obj": element.document["type"],
        "action_type": TAKEN_OFF,
        "deposit_data": dict.fromkeys(("punish_ratio", "punish_money", "deduct_id", "deduct_money"), 0),
        "create_time": local_text(at),
        "level": level,
        "reason": element.document["reason"],
        "certificate_list": [],
        "illegal_scene": SCENE,
        "at_ms": at,
    }


def _order_id(element: Reviewed) -> str:
    return f"{element.id}-{element.document[VIOLATED] // SECOND}"


def _ranked(holder: Holder) -> tuple[tuple[str, tuple[int, str]], ...]:
    return (("first", holder.first), ("second", holder.second))


def _detail(tx: Tx, holder: Holder, element: Reviewed, creative: int, component: int, group: int) -> Document:
    agency = holder.agency
    return {
        **holder.described(),
        "partition_time": month_of(element),
        "account_id": element.account_id,
        "agency_uid": str(agency.account_id) if agency else "",
        "agency_name": agency.name if agency else "",
        "last_review_time": local_text(element.decided_ms or 0)[:10],
        "adgroup_id": group,
        "dynamic_creative_id": creative,
        "component_id": component,
        "element_type": element.document["type"],
        "element_value": element.document["value"],
        "physical_finger": element.fingerprint,
        "reject_reason": element.document["reason"],
        "is_element_appeal": int(_has_appeal(tx, element)),
        "account_frame": "",
    }


def _within(row: Document, asked: Document) -> bool:
    day = row["last_review_time"]
    if not asked.get("review_begin_time", "") <= day <= (asked.get("review_end_time") or day):
        return False
    if asked.get("reject_reason", "") not in row["reject_reason"]:
        return False
    return asked.get("is_element_appeal") in (None, row["is_element_appeal"])


def _has_appeal(tx: Tx, element: Reviewed) -> bool:
    name = f"{element.id} {element.document.get('refused_ms', 0)}"
    return ad_objects.find_by_name(tx, APPEAL_KIND, element.account_id, name) is not None


def _tree(rows: list[Any], level: int, above: str) -> list[Document]:
    return [
        {
            "value": value,
            "desc": text,
            "level": level,
            "parent_id": above,
            "options": _tree(below, level + 1, value),
        }
        for value, text, below in rows
    ]
