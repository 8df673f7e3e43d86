"""Paging tokens: what was written is read, and nothing else is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mercat.marketo import paging
from mercat.model.refusals import PagingTokenInvalid

bounded = settings(max_examples=200, derandomize=True, database=None, deadline=None)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567="


def test_a_token_leads_to_its_position_in_its_query_only(instance):
    @bounded
    @given(number=NUMBERS, binding=st.text(max_size=40), other=st.text(max_size=40))
    def run(number: int, binding: str, other: str) -> None:
        def work(tx):
            token = paging.write(tx, number, binding)
            assert set(token) <= set(ALPHABET)
            assert paging.read(tx, token, binding) == number
            if other != binding:
                with pytest.raises(PagingTokenInvalid):
                    paging.read(tx, token, other)
            with pytest.raises(PagingTokenInvalid):
                paging.moment(tx, token)

        instance.read_now(work)

    run()


def test_a_date_based_token_leads_to_its_time_and_to_no_position(instance):
    @bounded
    @given(at_ms=NUMBERS, number=NUMBERS)
    def run(at_ms: int, number: int) -> None:
        def work(tx):
            token = paging.write_moment(tx, at_ms, number)
            assert paging.moment(tx, token) == (at_ms, number)
            with pytest.raises(PagingTokenInvalid):
                paging.read(tx, token)

        instance.read_now(work)

    run()


def test_a_token_with_one_letter_changed_is_refused(instance):
    @bounded
    @given(number=NUMBERS, at=st.integers(0, 30), letter=st.sampled_from(ALPHABET[:-1]))
    def run(number: int, at: int, letter: str) -> None:
        def work(tx):
            token = paging.write(tx, number)
            changed = token[:at] + letter + token[at + 1 :]
            if at < len(token.rstrip("=")) - 1 and changed != token:
                with pytest.raises(PagingTokenInvalid):
                    paging.read(tx, changed)

        instance.read_now(work)

    run()


def test_any_other_text_is_refused(instance):
    @bounded
    @given(text=st.text(max_size=60) | st.text(alphabet=ALPHABET, max_size=60))
    def run(text: str) -> None:
        for read in (paging.read, paging.moment):
            with pytest.raises(PagingTokenInvalid):
                instance.read_now(lambda tx, read=read: read(tx, text))

    run()
