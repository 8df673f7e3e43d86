"""/sandbox/funds."""

import pytest

ACCOUNT_ID, SECOND_ID = 25_610, 25_630


def move(demo, **body):
    return demo.sandbox("POST", "/funds", {"account_id": SECOND_ID, **body})


def test_money_comes_in_and_is_spent(demo):
    before = move(demo, recharge=1_000, fund_type="FUND_TYPE_GIFT").document["balances"]
    assert before["FUND_TYPE_GIFT"] == 1_000
    after = move(demo, spend=300).document
    assert after == {
        "account_id": SECOND_ID,
        "balances": {**before, "FUND_TYPE_CASH": before["FUND_TYPE_CASH"] - 300},
    }


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "Send either `recharge` or `spend`."),
        ({"recharge": 1, "spend": 1}, "Send either `recharge` or `spend`."),
        ({"account_id": 7, "recharge": 1}, "There is no account 7."),
        ({"spend": 1, "adgroup_id": 7}, "The account has no ad group 7."),
        ({"spend": 10**12}, "The account and its wallet hold 500000 cents."),
    ],
)
def test_what_cannot_be_moved_is_a_problem(demo, body, detail):
    answer = move(demo, **body)
    assert (answer.status, answer.document["detail"]) == (422, detail)


@pytest.mark.parametrize(
    "body", [{"recharge": 0}, {"recharge": 10**12 + 1}, {"spend": -1}, {"fund_type": "X"}, {"x": 1}]
)
def test_nonsense_is_a_problem(demo, body):
    assert move(demo, **body).status == 422
