"""Where a demo's own time and the real time meet: timestamps of unmodified clients, and the Date of answers."""

import itertools
from email.utils import parsedate_to_datetime

import pytest

from mercat.model.clock import DAY, HOUR, SECOND, Clock, from_datetime
from mercat.wire.call import Compatibility

NUMBERS = itertools.count()


def ask(demo, timestamp_ms):
    """The code of a Tencent call that carries this timestamp."""
    given = demo.credentials["tencent"]
    query = {
        "access_token": given["access_token"],
        "timestamp": timestamp_ms // SECOND,
        "nonce": f"time{next(NUMBERS)}",
        "account_id": given["account_id"],
        "fields": '["adgroup_id"]',
    }
    return demo.call("GET", "/v3.0/adgroups/get", query=query.items()).document["code"]


@pytest.mark.parametrize("start", [lambda demo: demo.instance.clock.now(), lambda demo: Clock().now()])
def test_in_a_demo_a_timestamp_near_the_real_time_or_near_the_instances_is_good(demo, start):
    demo.sandbox("POST", "/clock", {"advance_seconds": HOUR // SECOND})
    now = start(demo)
    assert [ask(demo, now + shift * SECOND) for shift in (0, -295, 295)] == [0, 0, 0]
    assert [ask(demo, now + shift * SECOND) for shift in (-310, 310)] == [12101, 12101]


def test_without_that_setting_the_instances_time_alone_counts(demo):
    demo.instance.compatibility = Compatibility()
    demo.sandbox("POST", "/clock", {"advance_seconds": HOUR // SECOND})
    assert ask(demo, demo.instance.clock.now()) == 0
    assert ask(demo, Clock().now()) == 12101


@pytest.mark.parametrize(
    "path", ["/rest/v1/leads.json", "/v3.0/adgroups/get", "/sandbox/clock", "/healthz", "/console/login"]
)
def test_the_date_of_an_answer_is_the_instances_time(demo, path):
    demo.sandbox("POST", "/clock", {"advance_seconds": 30 * DAY // SECOND})
    answer = demo.call("GET", path)
    told = from_datetime(parsedate_to_datetime(answer.headers["date"]))
    assert abs(told - demo.instance.clock.now()) < 5 * SECOND
    assert answer.headers["date"].endswith(" GMT")
