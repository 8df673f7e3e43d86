"""/v3.0/labels: labels of the audience market."""

from typing import Any

import pytest

from mercat.domain.advertising.users.labels import labels
from support.tencent import TencentClient

GET = "/v3.0/labels/get"
FIELDS = ["label_id", "display_label_name", "user_count"]


@pytest.fixture
def stocked(tencent: TencentClient) -> TencentClient:
    """A client whose account sees three labels."""

    def work(tx: Any) -> None:
        for name, group, parent in (("Tea drinkers", "MAP", 1), ("Coffee drinkers", "POP", 2), ("Readers", "MAP", 2)):
            document = {"display_label_name": name, "label_group": group, "parent_id": parent, "user_count": 1_000}
            labels.add(tx, tencent.account_id, document)

    tencent.server.instance.write_now(work)
    return tencent


def names(client: TencentClient, *conditions: tuple[str, str, list[str]]) -> list[str]:
    filtering = [{"field": field, "operator": operator, "values": values} for field, operator, values in conditions]
    answer = client.get(GET, fields=FIELDS, filtering=filtering)
    assert answer.code == 0, answer
    return [item["display_label_name"] for item in answer.document["data"]["list"]]


def test_labels_are_listed_and_filtered(stocked):
    assert names(stocked) == ["Tea drinkers", "Coffee drinkers", "Readers"]
    assert names(stocked, ("label_group", "IN", ["MAP"])) == ["Tea drinkers", "Readers"]
    assert names(stocked, ("parent_id", "NOT_IN", ["2", "3"])) == ["Tea drinkers"]
    assert names(stocked, ("display_label_name", "CONTAINS", ["drink"])) == ["Tea drinkers", "Coffee drinkers"]
    assert names(stocked, ("label_group", "IN", ["MAP"]), ("parent_id", "NOT_IN", ["1"])) == ["Readers"]


def test_a_page_of_them(stocked):
    data = stocked.get(GET, fields=FIELDS, page=2, page_size=2).document["data"]
    assert [set(item) for item in data["list"]] == [set(FIELDS)]
    assert data["page_info"] == {"page": 2, "page_size": 2, "total_number": 3, "total_page": 2}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"account_id": None}, 18001),
        ({"page": 0}, 18004),
        ({"page_size": 101}, 18003),
        ({"filtering": [{"field": "user_count", "operator": "EQUALS", "values": ["1"]}]}, 18009),
        ({"filtering": [{"field": "label_group", "operator": "EQUALS", "values": ["MAP"]}]}, 18009),
        ({"fields": ["name"]}, 12009),
    ],
    ids=str,
)
def test_parameters_are_checked(tencent, params, expected):
    assert tencent.get(GET, **{"fields": FIELDS, **params}).code == expected


def test_a_page_far_behind_the_last_label_is_empty(stocked):
    data = stocked.get(GET, fields=FIELDS, page=2**63 - 1).document["data"]
    assert (data["list"], data["page_info"]["total_number"]) == ([], 3)
