"""What the OpenAPI document says that operations answer, beside what the vendor's files say."""

import contextlib
from pathlib import Path

import pytest

from mercat.app.catalogue import documents
from support import described_answers, vendor_answers

FILES = Path(__file__).resolve().parents[3] / "shared" / "spec" / "marketo"
JSON = {"content-type": "application/json"}


def test_answers_agree_with_the_vendors_files_but_for_the_list() -> None:
    listed = {name: set(differing) for name, differing in vendor_answers.known().differences.items()}
    assert vendor_answers.differences() == listed


def test_every_listed_difference_has_its_reason() -> None:
    listed = vendor_answers.known()
    used = {reason for differing in listed.differences.values() for reason in differing.values()}
    assert used == set(listed.reasons)


def test_every_answer_is_described() -> None:
    described = vendor_answers.ours()
    bare = [name for name, members in described.items() if vendor_answers.UNDESCRIBED in members.values()]
    assert bare == [], "mappings with any members are `Record`, everything else is an `Answer`"


def test_every_kind_of_answer_has_a_name_of_its_own() -> None:
    names = documents.openapi("marketo")["components"]["schemas"]
    assert [name for name in names if "." in name and name.endswith("Answer")] == []


@pytest.mark.skipif(not FILES.exists(), reason="the vendor's files are not part of the repository")
def test_the_facts_are_those_of_the_vendors_files() -> None:
    assert vendor_answers.FACTS.read_text() == vendor_answers.facts_of(FILES)


@pytest.mark.parametrize(
    "result",
    ['{"id":7}', '{"id":"seven"}', "{}", '{"id":7,"name":"more"}'],
    ids=["fits", "type", "absence", "surplus"],
)
def test_an_answer_that_is_not_described_fails_the_test_that_called(result: str) -> None:
    content = f'{{"requestId":"1#2","success":true,"errors":[],"warnings":[],"result":[{result}]}}'.encode()
    fits = result == '{"id":7}'
    with contextlib.nullcontext() if fits else pytest.raises(AssertionError, match=r"POST /rest/asset/v1/staticList"):
        described_answers.check("POST", "/rest/asset/v1/staticList/7/delete.json", 200, JSON, content)
