"""/v3.0/muse_audios: a library that belongs to no account."""

import pytest

from mercat.domain.advertising.materials.audios import LIBRARY, audios

GET = "/v3.0/muse_audios/get"
ABOUT = {"audio_name": "8-bit", "author": "Ada", "duration": 51.36, "expire_time": 1_760_025_599}
TAGS = {"feel_tags": ["calm"], "genre_tags": ["jazz"]}


@pytest.fixture
def library(tencent):
    for number in range(3):
        document = {**ABOUT, **TAGS, "audio_name": f"Audio {number}"}
        tencent.server.instance.write_now(lambda tx, document=document: audios.add(tx, LIBRARY, document))
    return tencent


def test_every_account_sees_the_same_audios(library, tencent_with):
    listed = library.post(GET, account_id=None).document["data"]["list"]
    assert listed[0] == {**ABOUT, **TAGS, "audio_name": "Audio 0", "audio_id": listed[0]["audio_id"]}
    assert len({audio["audio_id"] for audio in listed}) == 3
    other = tencent_with("ads_management", account_id=25611)
    assert other.post(GET, account_id=None).document["data"]["list"] == listed


def test_audios_are_listed_a_page_at_a_time_with_the_chosen_members(library):
    answer = library.post(GET, account_id=None, fields=["audio_name"], page=2, page_size=2).document["data"]
    assert answer["list"] == [{"audio_name": "Audio 2"}]
    assert answer["page_info"] == {"page": 2, "page_size": 2, "total_number": 3, "total_page": 2}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"page": 0}, 18004),
        ({"page": 100_000}, 18003),
        ({"page_size": 101}, 18003),
        ({"page_size": "10"}, 18002),
        ({"fields": "audio_id"}, 12008),
        ({"fields": ["bytes"]}, 18009),
    ],
    ids=str,
)
def test_a_search_is_checked(library, members, expected):
    assert library.post(GET, account_id=None, **members).code == expected
