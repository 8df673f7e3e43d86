"""/console/accounts: agencies with their clients, balances, days and statements."""

import pytest

from mercat.domain.advertising.accounts import wallets
from mercat.domain.advertising.accounts.advertisers import entity_id
from mercat.domain.oauth import ad_accounts
from support.agencies import COFFEE, GIFT, SECOND, TEA, TOP, agency_client, balances, day, recharge, spend
from support.browser import Browser, Page
from support.tencent import TencentClient

HOME = "/console/accounts"


def words(page: Page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def agency(server) -> TencentClient:
    """The client of an agency whose first client has money."""
    client = agency_client(server)
    recharge(client, TEA, 100_000, days_ago=2)
    recharge(client, TEA, 5_050, GIFT, days_ago=1)
    spend(client, TEA, 1_234)
    return client


def test_accounts_are_a_tree_with_balances_and_the_cost_of_today(console: Browser, agency: TencentClient):
    text = words(console.get(HOME))
    assert f"Tea house {TEA} Advertiser ¥1,038.16 – ¥12.34" in text
    names = ("Top agency", "Second agency", "Bookshop", "Tea house", "Coffee house", "Direct", "Other agency")
    places = [text.index(name) for name in names]
    assert places == sorted(places)


def test_accounts_come_a_page_at_a_time(console: Browser, agency: TencentClient):
    def work(tx):
        for number in range(25):
            ad_accounts.create_account(tx, f"Advertiser {number}", account_id=90_000 + number)

    agency.server.instance.write_now(work)
    page = console.get(HOME)
    assert "33 accounts" in words(page)
    assert "Advertiser 24" not in page.text
    onward = next(link for link in page.links if "page=2" in link)
    assert "Advertiser 24" in console.get(onward).text
    assert "No advertising accounts yet." in console.get(f"{HOME}?page=99999").text


def test_of_many_accounts_the_number_is_typed(console: Browser, agency: TencentClient):
    def work(tx):
        for number in range(200):
            ad_accounts.create_account(tx, f"Advertiser {number}", account_id=90_000 + number)

    assert "Tea house (30011)" in console.get("/console/creatives").text
    agency.server.instance.write_now(work)
    page = console.get(f"/console/creatives?account={TEA}")
    assert page.value("account") == str(TEA)
    assert "Tea house (30011)" not in page.text


def test_an_account_shows_its_funds_and_its_days(console: Browser, agency: TencentClient):
    text = words(console.get(f"{HOME}/{TEA}"))
    assert "Balance ¥1,038.16" in text
    assert "Cost today ¥12.34" in text
    assert "Cash ¥987.66 ¥12.34" in text
    assert "Gift ¥50.50 ¥0.00" in text
    assert f"{day(agency)} – – ¥12.34 – ¥1,038.16 {day(agency, -1)} ¥50.50 – – – ¥1,050.50" in text
    assert f"{day(agency, -2)} ¥1,000.00 – – – ¥1,000.00 {day(agency, -3)} – – – – ¥0.00" in text
    assert "agency tool" in words(console.get(f"{HOME}/{TOP}"))


def test_a_wallet_is_on_the_page_of_its_agency_and_of_those_who_pay_from_it(console: Browser, agency: TencentClient):
    about = {"mdm_id": entity_id("Coffee house"), "wallet_name": "Common purse"}
    made = agency.post("/v3.0/wallet_create/add", **about)
    wallet_id = int(made.document["data"]["wallet_info"]["wallet_id"])
    bound = {"wallet_id": wallet_id, "advertiser_list": [COFFEE], "bind_status": wallets.BIND}
    assert agency.post("/v3.0/wallet_bind_advertiser/add", **bound).code == 0
    recharge(agency, wallet_id, 70_000)
    assert "Common purse" in words(console.get(f"{HOME}/{TOP}"))
    spend(agency, COFFEE, 2_000)
    text = words(console.get(f"{HOME}/{COFFEE}"))
    assert f"Common purse {wallet_id} Coffee house 1 ¥680.00" in text
    assert "Cost today ¥20.00" in text
    assert f"{day(agency)} – – – ¥20.00 ¥0.00" in text


def test_an_agency_lists_its_clients(console: Browser, agency: TencentClient):
    text = words(console.get(f"{HOME}/{TOP}"))
    assert "Clients 4" in text
    assert "Tea house" in text and "Bookshop" in text and "Other client" not in text
    assert "Top agency / Second agency" not in text
    assert "Bookshop" in words(console.get(f"{HOME}/{SECOND}"))


def test_statements_have_the_balance_after_each(console: Browser, agency: TencentClient):
    text = words(console.get(f"{HOME}/{TEA}/statements"))
    cost, gift, cash = (text.index(part) for part in ("−¥12.34 ¥1,038.16", "¥50.50 ¥1,050.50", "¥1,000.00 ¥1,000.00"))
    assert cost < gift < cash
    assert "No money has moved yet." in console.get(f"{HOME}/{COFFEE}/statements").text


def test_statements_come_a_page_at_a_time(console: Browser, agency: TencentClient):
    for number in range(26):
        recharge(agency, COFFEE, 100 + number)
    page = console.get(f"{HOME}/{COFFEE}/statements")
    assert "¥1.25 ¥29.25" in words(page)
    assert "¥1.00 ¥1.00" not in words(page)
    onward = next(link for link in page.links if "after=" in link)
    assert "¥1.00 ¥1.00" in words(console.get(onward))
    assert console.get(f"{HOME}/{TEA}/statements{onward[onward.index('?') :]}").status == 404


@pytest.mark.parametrize("path", [f"{HOME}/7", f"{HOME}/7/statements", f"{HOME}/{TEA}/statements?after=999999"])
def test_what_is_not_there_is_not_found(console: Browser, agency: TencentClient, path: str):
    assert console.get(path).status == 404


def test_only_a_demo_can_recharge(console: Browser, agency: TencentClient):
    page = console.get(f"{HOME}/{TEA}")
    assert all("recharge" not in form.action for form in page.forms)
    assert console.post(f"{HOME}/{TEA}/recharge", [("fund", "FUND_TYPE_CASH"), ("amount", "5")]).status in (404, 405)
    assert balances(agency, TEA) == {"FUND_TYPE_CASH": 98_766, "FUND_TYPE_GIFT": 5_050}


def test_only_administrators_see_accounts(browser: Browser, agency: TencentClient):
    for path in (HOME, f"{HOME}/{TEA}", f"{HOME}/{TEA}/statements"):
        assert browser.get(path).status == 303


def test_the_pages_speak_chinese(console: Browser, agency: TencentClient):
    console.cookies["mercat_language"] = "zh-CN"
    assert "今日消耗" in console.get(HOME).text
    assert "资金账户" in console.get(f"{HOME}/{TEA}").text
    assert "资金流水" in console.get(f"{HOME}/{TEA}/statements").text
