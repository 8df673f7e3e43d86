"""Advertising of the sample data: an advertiser with a dozen ad groups, creatives, images, labels. Nothing is drawn."""

import hashlib
from dataclasses import replace
from typing import Any, Final

from mercat.domain.advertising.accounts import advertisers
from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.dates import ZONE
from mercat.domain.advertising.materials.images import Incoming, images
from mercat.domain.advertising.reports.async_reports import async_reports
from mercat.domain.advertising.review import reviews
from mercat.domain.advertising.review.elements import TEXT, Element
from mercat.domain.advertising.targeting.targetings import targetings
from mercat.domain.advertising.tasks.batch_tasks import batch_tasks
from mercat.domain.advertising.tasks.channel_packages import package_tasks
from mercat.domain.advertising.users.labels import labels
from mercat.model.ad_reviews import State
from mercat.model.caller import Caller
from mercat.model.clock import DAY, day_of
from mercat.sandbox.sample import (
    ad_pages,
    audiences,
    bidding,
    bids,
    channels,
    complaints,
    creative_tools,
    funds,
    goods,
    leads,
    live_rooms,
    materials,
    papers,
    stores,
)
from mercat.sandbox.sample.pictures import still_life
from mercat.store.tx import Tx

_SEASONS: Final = ("Spring", "Summer", "Autumn", "Winter")
_GOODS: Final = ("tea", "coffee", "books")
_GOALS: Final = ("MARKETING_GOAL_PRODUCT_SALES", "MARKETING_GOAL_USER_GROWTH", "MARKETING_GOAL_LEAD_RETENTION")
_CARRIERS: Final = (
    "MARKETING_CARRIER_TYPE_JUMP_PAGE",
    "MARKETING_CARRIER_TYPE_APP_ANDROID",
    "MARKETING_CARRIER_TYPE_WECHAT_OFFICIAL_ACCOUNT",
)
_SITES: Final = (
    ["SITE_SET_WECHAT"],
    ["SITE_SET_CHANNELS"],
    ["SITE_SET_TENCENT_NEWS", "SITE_SET_TENCENT_VIDEO", "SITE_SET_MOBILE_UNION"],
)
_SIZES: Final = ((640, 360), (360, 640), (300, 300), (960, 540))
_SHAPES: Final = ("landscape", "portrait", "square", "wide")  # of these sizes
_REFUSED: Final = "The best tea in the world"
_EVERY_HOUR: Final = "1" * 336
_OFFICE_HOURS: Final = ("0" * 18 + "1" * 18 + "0" * 12) * 5 + "0" * 96  # 9 to 18 on weekdays
_YOUNG: Final = {
    "geo_location": {"location_types": ["LIVE_IN"], "regions": [310000, 440300]},
    "age": [{"min": 18, "max": 30}],
}
_SHENZHEN: Final = {"longitude": 114.06, "latitude": 22.54, "radius": 20_000}
_LABELS: Final = (
    ("Tea drinkers", "MAP"),
    ("Coffee drinkers", "MAP"),
    ("Readers", "MAP"),
    ("E-sports", "POP"),
    ("Home cooking", "MAP"),
    ("Marathon runners", "POP"),
    ("Cyclists", "MAP"),
    ("New parents", "MAP"),
    ("Students", "MAP"),
    ("Night owls", "POP"),
    ("Travellers", "MAP"),
    ("Film fans", "POP"),
)


def fill(tx: Tx, account_id: int) -> None:
    """Make what an account owns."""
    advertisers.note(
        tx,
        account_id,
        {
            "daily_budget": 5_000_000,
            "area_code": 440_300,
            "system_industry_id": 21_474_840_687,
            "introduction_url": "https://www.example.com",
            "corporate_brand_name": "Example",
            "contact_person": "Ada Admin",
            "contact_person_email": "ada@example.com",
        },
    )
    group_ids = []
    for number in range(12):
        then = replace(tx, now=tx.now - _age(number))
        group_id = ad_groups.add(then, account_id, _ad_group(tx.now, number))
        group_ids.append(group_id)
        image_id, _ = images.keep(then, account_id, _image(number))
        if number % 6 != 5:  # some ad groups wait for their creatives
            creatives.add(then, account_id, _creative(group_id, image_id, number))
    for review in reviews.submit(tx, account_id, [Element("content", TEXT, _REFUSED)]).values():
        reviews.decide(tx, review.id, State.REFUSED, "Superlatives are not allowed")
    batch_tasks.add(tx, account_id, _pause(group_ids[4::5]))
    package_tasks.add(tx, account_id, _packages("app-market", "website"))
    for number, (name, group) in enumerate(_LABELS):
        about = {"display_label_name": name, "label_group": group, "parent_id": 1 + number % 3}
        about |= {"description": f"People of the group {name}", "user_count": 1_000_000 + 250_000 * number}
        labels.add(tx, account_id, {**about, "audience_id": 0})
    targetings.add(tx, account_id, {"targeting_name": "Young people of two cities", "targeting": _YOUNG})
    materials.fill(tx, account_id)
    audiences.fill(tx, account_id)
    ad_pages.fill(tx, account_id)
    bidding.fill(tx, account_id, group_ids)
    channels.fill(tx, account_id, group_ids)
    funds.fill(tx, account_id)
    goods.fill(tx, account_id, group_ids[0])
    creative_tools.fill(tx, account_id, group_ids[0])
    stores.fill(tx, account_id)
    papers.fill(tx, account_id)
    leads.fill(tx, account_id)
    bids.fill(tx, account_id, group_ids[0])
    live_rooms.fill(tx, account_id)
    complaints.fill(tx, account_id)


def order_report(tx: Tx, account_id: int) -> None:
    """Order an asynchronous report of an account."""
    owner = replace(tx, caller=Caller(0, "sample", account_ids=frozenset({account_id})))
    async_reports.add(owner, account_id, _report(tx.now))


def _report(now: int) -> dict[str, Any]:
    columns = [("date", ""), ("adgroup_id", 0), ("adgroup_name", ""), ("view_count", 0), ("cost", 0)]
    return {
        "task_name": "Ad groups of yesterday",
        "level": "REPORT_LEVEL_ADGROUP",
        "granularity": "DAILY",
        "date": day_of(now - DAY, ZONE),
        "report_fields": [name for name, _ in columns],
        "columns": columns,
    }


def _ad_group(now: int, number: int) -> dict[str, Any]:
    kind = number % 3
    return {
        "adgroup_name": f"{_SEASONS[number // 3]} {_GOODS[kind]}",
        "marketing_goal": _GOALS[kind],
        "marketing_carrier_type": _CARRIERS[kind],
        "begin_date": day_of(now - _age(number), ZONE),
        "end_date": day_of(now + (60 + number) * DAY, ZONE),
        "time_series": _EVERY_HOUR if number % 4 == 0 and number < 8 else _OFFICE_HOURS,
        "site_set": _SITES[kind],
        "automatic_site_enabled": False,
        "optimization_goal": "OPTIMIZATIONGOAL_CLICK",
        "bid_mode": "BID_MODE_CPC" if kind else "BID_MODE_OCPM",
        "bid_amount": 100 + 25 * number,
        "daily_budget": 5_000 * (number + 1) if number else 0,
        "configured_status": "AD_STATUS_SUSPEND" if number % 5 == 4 else "AD_STATUS_NORMAL",
        "targeting": {
            "age": [{"min": 18 + number, "max": 45}],
            "gender": ["MALE" if number % 2 else "FEMALE"],
            **({} if number else {"geo_location": {"custom_locations": [_SHENZHEN], "location_types": ["LIVE_IN"]}}),
        },
    }


def _pause(group_ids: list[int]) -> dict[str, Any]:
    items = [{"adgroup_id": each, "configured_status": "AD_STATUS_SUSPEND"} for each in group_ids]
    return {
        "task_name": "Pause what sells little",
        "task_type": "TASK_TYPE_UPDATE_ADGROUP_CONFIGURED_STATUS_NEW",
        "task_spec": {"update_adgroup_configured_status_spec": items},
    }


def _packages(*names: str) -> dict[str, Any]:
    packages = [{"package_name": name, "download_url": f"https://www.example.com/{name}.apk"} for name in names]
    specification = {"android_app_id": 100_001, "android_channel_package_spec": packages}
    return {
        "task_name": "Packages of the tea app",
        "task_type": "TASK_TYPE_CREATE_ANDROID_CHANNEL_PACKAGE",
        "task_spec": {"task_type_create_android_channel_package_spec": specification},
    }


def _age(number: int) -> int:
    """How long ago an ad group was made: the first three a month ago, the last a day."""
    return max(funds.DAYS - 3 * max(0, number - 2), 1) * DAY


def _creative(group_id: int, image_id: int, number: int) -> dict[str, Any]:
    goods = _GOODS[number % 3]
    titles = [f"Fresh {goods} for you"] + ([_REFUSED] if number == 0 else [])
    page = {"page_type": "PAGE_TYPE_H5", "page_spec": {"h5_spec": {"page_url": f"https://www.example.com/{goods}"}}}
    return {
        "adgroup_id": group_id,
        "dynamic_creative_name": f"{_SEASONS[number // 3]} {goods}, {_SHAPES[number % len(_SHAPES)]}",
        "delivery_mode": "DELIVERY_MODE_COMPONENT",
        "dynamic_creative_type": "DYNAMIC_CREATIVE_TYPE_PROGRAM",
        "creative_components": {
            "title": [{"value": {"content": text}} for text in titles],
            "description": [{"value": {"content": f"Order {goods} today"}}],
            "image": [{"value": {"image_id": str(image_id)}}],
            "main_jump_info": [{"value": page}],
        },
    }


def _image(number: int) -> Incoming:
    width, height = _SIZES[number % len(_SIZES)]
    content = still_life(width, height, _GOODS[number % 3], number // 3)
    signature = hashlib.md5(content, usedforsecurity=False).hexdigest()
    about = {"description": f"{_SEASONS[number // 3]} {_GOODS[number % 3]}", "source_type": "SOURCE_TYPE_LOCAL"}
    return Incoming(content=content, signature=signature, place="file", about=about)
