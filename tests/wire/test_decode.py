"""Typed decoding by place: what fits arrives as it was sent, what does not is a refusal, and nothing else happens."""

import contextlib
import json
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mercat.model.refusals import (
    ForbiddenCharacters,
    MalformedJson,
    Missing,
    NotAllowed,
    Refusal,
    TooFew,
    TooLong,
    TooMany,
    WrongMember,
    WrongType,
)
from mercat.wire import decode
from mercat.wire.operation import Schema

bounded = settings(max_examples=300, derandomize=True, database=None, deadline=None)


class Reference(Schema):
    id: int
    type: Literal["Folder", "Program"] = "Folder"


class Sample(Schema):
    first_name: str
    batch_size: Annotated[int, msgspec.Meta(ge=1, le=300)] = 300
    ids: list[int] = []
    words: list[str] = []
    ratio: float | None = None
    active: bool | None = None
    folder: Reference | None = None
    tags: list[dict[str, Any]] | None = None
    code: Annotated[str, msgspec.Meta(max_length=3)] = ""
    mode: Literal["a", "b"] = "a"


def body(**members: Any) -> Any:
    return decode.json_body(json.dumps(members).encode(), Sample)


def parameters(**members: str) -> Any:
    return decode.parameters(list(members.items()), Sample)


# -- JSON bodies ----------------------------------------------------------------------------------------------------


def test_a_body_arrives_as_it_was_sent() -> None:
    sample = body(firstName="é", batchSize=5, ids=[1, 2], folder={"id": 3}, active=True, unknown={"a": 1})
    assert [sample.first_name, sample.batch_size, sample.ids, sample.active] == ["é", 5, [1, 2], True]
    assert [sample.folder.id, sample.folder.type] == [3, "Folder"]


def test_a_text_is_the_number_or_truth_value_that_it_spells() -> None:
    sample = body(firstName="5", batchSize="5", ids=[1, "2"], folder={"id": "-3"}, active="False")
    assert [sample.first_name, sample.batch_size, sample.ids, sample.active] == ["5", 5, [1, 2], False]
    assert sample.folder.id == -3


@pytest.mark.parametrize(
    ("members", "refusal"),
    [
        ({}, Missing("firstName")),
        ({"firstName": 1}, WrongMember("firstName")),
        ({"firstName": None}, Missing("firstName")),
        ({"firstName": "x", "batchSize": "five"}, WrongMember("batchSize")),
        ({"firstName": "x", "batchSize": 0}, TooFew("batchSize", 1)),
        ({"firstName": "x", "batchSize": 301}, TooMany("batchSize", 300)),
        ({"firstName": "x", "code": "four"}, TooLong("code", 3)),
        ({"firstName": "x", "mode": "c"}, NotAllowed("mode", "c")),
        ({"firstName": "x", "ids": [1, "2x"]}, WrongMember("ids")),
        ({"firstName": "x", "folder": {"id": "3.5"}}, WrongMember("id")),
        ({"firstName": "x", "folder": {}}, Missing("id")),
    ],
)
def test_a_body_that_does_not_fit_is_refused_with_its_member(members: dict[str, Any], refusal: Refusal) -> None:
    with pytest.raises(type(refusal)) as raised:
        body(**members)
    assert raised.value == refusal


def test_the_bounds_of_a_number_are_inside() -> None:
    assert [body(firstName="x", batchSize=number).batch_size for number in (1, 300)] == [1, 300]


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b'{"firstName": "\xed\xa0\x80"}', b'{"firstName": "\\u0000"}'])
def test_what_is_no_json_is_malformed(text: bytes) -> None:
    with pytest.raises(MalformedJson):
        decode.json_body(text, Sample)


def test_depth_that_would_exhaust_the_stack_is_malformed() -> None:
    for text in (b"[" * 200_000, b'{"a":' * 200_000):
        with pytest.raises(MalformedJson):
            decode.json_body(text, Any)


@bounded
@given(content=st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(content: bytes) -> None:
    with contextlib.suppress(Refusal):
        decode.json_body(content, Sample)


MEMBERS = st.sampled_from(
    ["firstName", "batchSize", "ids", "words", "ratio", "active", "folder", "tags", "code", "mode"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@bounded
@given(members=st.dictionaries(MEMBERS, VALUES, max_size=6))
def test_any_members_are_decoded_into_their_types_or_refused_naming_one(members: dict[str, Any]) -> None:
    try:
        sample = body(**members)
    except MalformedJson:
        assert "\\u0000" in json.dumps(members)
    except Refusal as refusal:
        assert getattr(refusal, "field", None)
    else:
        assert msgspec.convert(msgspec.to_builtins(sample), Sample) == sample


# -- parameters -----------------------------------------------------------------------------------------------------


def test_parameters_are_converted_from_their_texts() -> None:
    sample = parameters(firstName="x", batchSize="7", ids="1, 2,,3", ratio="1.5", active="True", folder='{"id": 4}')
    assert [sample.batch_size, sample.ids, sample.ratio, sample.active] == [7, [1, 2, 3], 1.5, True]
    assert sample.folder == Reference(id=4)


def test_a_repeated_list_parameter_adds_up_and_the_first_of_a_plain_one_counts() -> None:
    sample = decode.parameters([("firstName", "a"), ("firstName", "b"), ("ids", "1,2"), ("ids", "3")], Sample)
    assert [sample.first_name, sample.ids] == ["a", [1, 2, 3]]


def test_a_blank_parameter_is_an_absent_one() -> None:
    assert parameters(firstName="x", batchSize="").batch_size == 300
    with pytest.raises(Missing):
        parameters(firstName="")


@pytest.mark.parametrize(
    "text", ["{'id': 12, 'type': Folder}", '{"id":12,"type":"Folder"}', "{'id': 12, 'type': 'Folder'}"]
)
def test_the_literals_of_a_published_client_are_read_as_json(text: str) -> None:
    assert parameters(firstName="x", folder=text).folder == Reference(id=12, type="Folder")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("batchSize", "x"), ("batchSize", "1.5"), ("batchSize", "9" * 30), ("batchSize", "1_0"), ("batchSize", "--1"),
        ("ratio", "nan"), ("ratio", "-inf"), ("active", "perhaps"), ("folder", "12"), ("folder", "{"), ("tags", "{}"),
        ("ids", "1,x"),
    ],
)  # fmt: skip
def test_a_parameter_that_does_not_fit_is_refused_with_its_name(name: str, text: str) -> None:
    with pytest.raises(WrongType) as raised:
        parameters(firstName="x", **{name: text})
    assert raised.value.field == name


def test_a_nul_in_a_parameter_is_refused() -> None:
    with pytest.raises(ForbiddenCharacters):
        parameters(firstName="a\0b")


@bounded
@given(pairs=st.lists(st.tuples(MEMBERS, st.text(max_size=12) | VALUES.map(json.dumps)), max_size=8))
def test_any_parameters_are_converted_or_refused(pairs: list[tuple[str, str]]) -> None:
    try:
        sample = decode.parameters(pairs, Sample)
    except Refusal:
        return
    assert isinstance(sample, Sample)
    assert isinstance(sample.batch_size, int)
    assert 1 <= sample.batch_size <= 300
