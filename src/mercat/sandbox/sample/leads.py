"""Leads of the sample account, some of ads, a call with one of them, and the channels of a dealer. Nothing is drawn."""

from dataclasses import replace
from typing import Final

from mercat.domain.advertising.collection import Search
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.leads import calls, follow_up, leads
from mercat.domain.advertising.leads.channel_figures import channels, streams
from mercat.model.clock import DAY, HOUR, SECOND
from mercat.store.tx import Tx

CHANNEL: Final = "sph0000000000001"
_FORM: Final = "LEADS_TYPE_FORM"
_OF_ADS: Final = (  # how many days ago, a name, a telephone, where it is
    (29, "Li Lei", "13800138001", "广东省 深圳市"),
    (27, "Han Meimei", "13800138002", "上海市"),
    (6, "Wang Fang", "13800138003", "北京市"),
    (2, "Zhang Wei", "13800138004", "浙江省 杭州市"),
    (1, "Chen Jing", "13800138005", "四川省 成都市"),
)
_IMPORTED: Final = {
    "outer_leads_id": "crm-1001",
    "leads_type": _FORM,
    "leads_tel": "13800138006",
    "leads_name": "Ada",
    "leads_email": "ada@example.com",
    "leads_area": "江苏省 南京市",
}
_DEALER: Final = {"brand_id": 1, "brand_name": "Example", "dealer_id": 11, "dealer_name": "Example of the south"}
_COUNTS: Final = {
    "watching_person_uv": 830,
    "avg_watching_duration": 64,
    "cheers_cnt": 120,
    "share_cnt": 12,
    "comment_cnt": 47,
}
_FANS: Final = {"fans_cnt": 1_200, "fans_a_day": 9}


def fill(tx: Tx, account_id: int) -> None:
    """Store leads with their status, a call, and a channel with a live stream."""
    first, second = creatives.find(tx, Search([account_id])).items[:2]
    ids = []
    for number, (days, name, telephone, area) in enumerate(_OF_ADS):
        about = {"leads_type": _FORM, "leads_name": name, "leads_telephone": telephone, "leads_area": area}
        about |= {"video_channel_id": CHANNEL} if number == 3 else {}
        then = replace(tx, now=tx.now - days * DAY)
        ids.append(leads.brought(then, account_id, second if number % 2 else first, about))
    imported = {"leads_info_list": [_IMPORTED]}
    leads.importing(tx, account_id, imported)(_IMPORTED)
    for lead_id, days, reason in ((ids[0], 28, "LEADS_INEFFECT_REASON_TEL_NOT_CONNECTED"), (ids[2], 5, "")):
        status = "DEPRECATED" if reason else "TRANS_COMPLETED"
        row = {
            "leads_id": lead_id,
            "leads_convert_type": f"LEADS_CONVERT_STATUS_{status}",
            "leads_ineffect_reason": reason,
        }
        call = {"match_type": "LEADSID", "leads_conversion_status_list": [row]}
        follow_up.rating(replace(tx, now=tx.now - days * DAY), account_id, call)(row)
    then = replace(tx, now=tx.now - 20 * HOUR)
    calls.call_from_seat(then, account_id, {"leads_id": ids[4], "user_id": 1, "callee_number": _OF_ADS[4][2]})
    channel = {**_DEALER, **_FANS, "video_channel_id": CHANNEL, "video_channel_name": "Example"}
    channels.add(replace(tx, now=tx.now - 30 * DAY), account_id, channel)
    start_s = (tx.now - 2 * DAY) // SECOND
    about_stream = {"video_channel_id": CHANNEL, "showings_id": "live-0", "start_s": start_s, "end_s": start_s + 5_400}
    counts = {
        "watching_person_uv": 830,
        "avg_watching_duration": 64,
        "cheers_cnt": 120,
        "share_cnt": 12,
        "comment_cnt": 47,
    }
    streams.add(tx, account_id, about_stream | counts)
