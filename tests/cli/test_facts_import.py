"""`mercat ads facts import`: what ads delivered comes in from a file, and is paid for."""

import pytest

from mercat.app.config import InstanceOptions
from mercat.app.instances.locations import open_instance
from mercat.domain.advertising.accounts import ledger
from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.dates import ZONE
from mercat.domain.oauth import ad_accounts
from mercat.model.clock import DAY, day_of
from mercat.store.advertising import delivery_facts, fund_statements

ACCOUNT = 30_011
HEADER = "account_id,date,hour,dynamic_creative_id,impressions,clicks,conversions,cost"
MONEY = 10_000


@pytest.fixture
def instance(data_dir):
    with open_instance(InstanceOptions(data_dir=data_dir)) as opened:
        yield opened


@pytest.fixture
def creative(instance):
    """A creative of an account with money; its id."""

    def work(tx):
        ad_accounts.create_account(tx, "Tea house", account_id=ACCOUNT)
        ledger.recharge(tx, ACCOUNT, ledger.CASH, MONEY)
        about = {"adgroup_name": "Tea", "begin_date": "2026-01-01", "time_series": "1" * 336}
        group_id = ad_groups.add(tx, ACCOUNT, about)
        about = {"adgroup_id": group_id, "dynamic_creative_name": "Tea", "creative_template_id": 711}
        return creatives.add(tx, ACCOUNT, {**about, "creative_components": {}})

    return instance.write_now(work)


@pytest.fixture
def file(tmp_path, instance, creative):
    """Writes a file of rows of yesterday: hour, impressions, clicks, conversions, cost."""
    yesterday = day_of(instance.clock.now() - DAY, ZONE)

    def write(*rows, header=HEADER):
        lines = [",".join(map(str, (ACCOUNT, yesterday, row[0], creative, *row[1:]))) for row in rows]
        (tmp_path / "hours.csv").write_text("\n".join([header, *lines, ""]))
        return tmp_path / "hours.csv"

    return write


def stored(instance):
    return instance.read_now(lambda tx: delivery_facts.of_account(tx, ACCOUNT, 0, tx.now))


def left(instance):
    return instance.read_now(lambda tx: ledger.available(tx, ACCOUNT, ledger.USUAL))


def test_facts_come_in_and_are_paid_for(mercat, instance, file):
    answer = mercat("ads", "facts", "import", file((9, 1_000, 20, 2, 300), (10, 500, 9, 0, 150)))
    assert (answer.code, answer.out) == (0, "2 rows are imported, 0 are refused.\n")
    assert [fact[4:] for fact in stored(instance)] == [(1_000, 20, 2, 300), (500, 9, 0, 150)]
    assert left(instance) == MONEY - 450
    first, second = stored(instance)
    costs = instance.read_now(lambda tx: fund_statements.costs_of_ad_groups(tx, ACCOUNT, 0, tx.now))
    assert costs == {first.ad_group_id: 450}
    assert second.hour == first.hour + 1


def test_a_dry_run_tells_the_same_and_changes_nothing(mercat, instance, file):
    answer = mercat("ads", "facts", "import", file((9, 1_000, 20, 2, 300), (9, 1, 1, 0, 1)), "--dry-run")
    assert answer.code == 1
    assert "Dry run: nothing was changed. 1 rows can be imported, 1 cannot." in answer.err
    assert (stored(instance), left(instance)) == ([], MONEY)


def test_rows_that_are_refused_are_named_by_line_and_do_not_stop_others(mercat, instance, file):
    answer = mercat(
        "ads", "facts", "import", file((9, 10, 11, 0, 1), (24, 1, 0, 0, 0), (8, "x", 0, 0, 0), (7, 1, 0, 0, 5))
    )
    assert answer.code == 1
    assert answer.err.splitlines() == [
        "mercat: 1 rows are imported, 3 are refused.",
        "  line 2: clicks: at most 10.",
        "  line 3: hour: at most 23.",
        "  line 4: 'x' is not a valid value of impressions.",
    ]
    assert [fact.cost for fact in stored(instance)] == [5]


def test_a_row_of_another_account_or_creative_or_of_the_future_is_refused(mercat, instance, file, creative):
    place = file((9, 1, 0, 0, 0))
    today, tomorrow = (day_of(instance.clock.now() + days * DAY, ZONE) for days in (0, 1))
    rows = [f"7,{today},0,{creative}", f"{ACCOUNT},{today},0,{creative + 99}", f"{ACCOUNT},{tomorrow},0,{creative}"]
    place.write_text(
        "\n".join([HEADER, *(f"{row},1,0,0,0" for row in rows), f"{ACCOUNT},today,0,{creative},1,0,0,0", ""])
    )
    answer = mercat("ads", "facts", "import", place)
    assert [line.partition(": ")[2] for line in answer.err.splitlines()[1:]] == [
        "There is no advertising account '7'.",
        f"There is no creative '{creative + 99}'.",
        f"The present time is before the end of hour 0 of {tomorrow}.",
        "'today' is not a valid value of date.",
    ]


def test_an_hour_that_is_there_is_refused_or_replaced_and_the_difference_is_paid(mercat, instance, file):
    assert mercat("ads", "facts", "import", file((9, 1_000, 20, 2, 300))).code == 0
    again = mercat("ads", "facts", "import", file((9, 1_000, 20, 2, 500)))
    assert (again.code, "--replace replaces it" in again.err) == (1, True)
    assert mercat("ads", "facts", "import", file((9, 1_000, 20, 2, 500)), "--replace").code == 0
    assert ([fact.cost for fact in stored(instance)], left(instance)) == ([500], MONEY - 500)
    assert mercat("ads", "facts", "import", file((9, 900, 10, 2, 100)), "--replace").code == 0
    assert ([fact[4:] for fact in stored(instance)], left(instance)) == ([(900, 10, 2, 100)], MONEY - 100)
    (cost,) = instance.read_now(lambda tx: fund_statements.costs_of_ad_groups(tx, ACCOUNT, 0, tx.now)).values()
    assert cost == 100


def test_an_hour_that_the_account_cannot_pay_is_refused(mercat, instance, file):
    answer = mercat(
        "ads", "facts", "import", file((9, 1_000, 20, 2, MONEY - 1), (10, 1_000, 20, 2, 2), (11, 10, 1, 1, 1))
    )
    assert answer.err.splitlines()[1:] == [
        "  line 3: The account and its wallet hold 1 cents, which is less than the hour costs."
    ]
    assert left(instance) == 0


def test_all_refused_rows_can_be_written_to_a_file(mercat, file, tmp_path):
    rows = [(hour, 1, 2, 0, 0) for hour in range(7)]
    answer = mercat("ads", "facts", "import", file(*rows), "--failures", tmp_path / "refused.txt")
    assert "and 2 more" in answer.err
    assert (tmp_path / "refused.txt").read_text().splitlines() == [f"line {n}: clicks: at most 1." for n in range(2, 9)]


def test_a_file_that_is_no_table_with_the_columns_is_refused_as_a_whole(mercat, instance, file):
    answer = mercat("ads", "facts", "import", file((9, 1, 0, 0, 0), header=HEADER.replace("cost", "price")))
    assert answer.code == 1
    assert "The file has no column 'cost'" in answer.err
    place = file((9, 1, 0, 0, 0))
    place.write_bytes(HEADER.encode() + b"\n\xff\xfe\n")
    assert "The text is not UTF-8." in mercat("ads", "facts", "import", place).err
    assert stored(instance) == []


def test_machines_get_counts(mercat, file):
    assert mercat("ads", "facts", "import", file((9, 1, 0, 0, 0)), "--json").document == {"imported": 1, "refused": 0}
