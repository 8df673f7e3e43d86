"""The documented set-up, click by click: from an empty `mercat init` to a first call that succeeds."""

import json
import time
import urllib.request
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Browser, Page, expect

from browser.conftest import ADMIN, PASSWORD, Words
from support.chromium import log_in, window
from support.running import Running


def ask(url: str, **params: Any) -> Any:
    """What a GET answers."""
    with urllib.request.urlopen(f"{url}?{urlencode(params)}", timeout=30) as answer:
        return json.load(answer)


def shown(page: Page, label: str) -> str:
    """The text of a read-only field."""
    return page.get_by_label(label, exact=True).input_value()


def test_a_marketo_service_is_set_up_and_calls(browser: Browser, serve: Running, words: Words):
    with window(browser, serve.url("")) as page:
        log_in(page, ADMIN, PASSWORD, words.language)

        page.get_by_role("link", name=words("Users & Roles")).click()
        page.get_by_role("link", name=words("Roles"), exact=True).click()
        page.get_by_role("link", name=words("New Role")).click()
        page.get_by_label(words("Role name")).fill("Lead API")
        page.get_by_label("Read-Write Lead", exact=True).check()
        page.get_by_role("button", name=words("Create"), exact=True).click()
        expect(page.get_by_text("Lead API")).to_be_visible()

        page.get_by_role("link", name=words("Users"), exact=True).click()
        page.get_by_role("link", name=words("Invite New User")).click()
        page.get_by_label(words("Email")).fill("api@example.com")
        page.get_by_label(words("First name")).fill("Lead")
        page.get_by_label(words("Last name")).fill("Sync")
        page.get_by_role("button", name=words("Next")).click()
        page.get_by_label("Lead API").check()  # one list: there is one workspace
        page.get_by_label(words("API Only")).check()
        page.get_by_role("button", name=words("Next")).click()
        page.get_by_role("button", name=words("Send")).click()
        expect(page.get_by_text("api@example.com")).to_be_visible()

        page.get_by_role("link", name="LaunchPoint").click()
        page.get_by_role("link", name=words("New Service")).click()
        page.get_by_label(words("Display Name")).fill("Sync")
        page.get_by_label(words("Service"), exact=True).select_option(label=words("Custom"))
        page.get_by_label(words("API Only User")).select_option("api@example.com")
        page.get_by_role("button", name=words("Create")).click()
        page.get_by_role("link", name=words("LaunchPoint")).first.click()
        page.get_by_role("link", name=words("View details of {name}").format(name="Sync")).click()
        client_id, secret = shown(page, words("Client Id")), shown(page, words("Client Secret"))
        page.get_by_role("button", name=words("Get Token")).click()
        token = shown(page, words("Token"))

        page.get_by_role("link", name=words("Web Services")).click()
        endpoint, identity = shown(page, words("Endpoint")), shown(page, words("Identity"))

    given = ask(f"{identity}/oauth/token", grant_type="client_credentials", client_id=client_id, client_secret=secret)
    assert given["access_token"] == token
    request = urllib.request.Request(
        f"{endpoint}/v1/leads.json",
        json.dumps({"input": [{"email": "first@example.com"}]}).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        told = json.load(answer)
    assert (told["success"], told["result"][0]["status"]) == (True, "created")


def test_a_tencent_application_is_authorised_and_calls(browser: Browser, serve: Running, words: Words):
    with window(browser, serve.url("")) as page:
        log_in(page, ADMIN, PASSWORD, words.language)

        page.get_by_role("link", name=words("Accounts")).first.click()
        page.get_by_role("link", name=words("New account")).click()
        page.get_by_label(words("Name")).fill("Example Company")
        page.get_by_role("button", name=words("Create")).click()
        expect(page.get_by_text("Example Company")).to_be_visible()

        page.get_by_role("link", name=words("Applications")).first.click()
        page.get_by_role("link", name=words("New application")).click()
        page.get_by_label(words("Name")).fill("Reports")
        page.get_by_label(words("Redirect domains")).fill("client.example")
        page.get_by_role("button", name=words("Create")).click()
        client_id, secret = shown(page, "client_id"), shown(page, "client_secret")

        landed: list[str] = []
        page.route("https://client.example/**", lambda route: (landed.append(route.request.url), route.fulfill()))
        asked = {"client_id": client_id, "redirect_uri": "https://client.example/back", "state": "s1"}
        page.goto(f"/oauth/authorize?{urlencode(asked)}")
        expect(page.get_by_label("Example Company")).to_be_checked()
        page.get_by_role("button", name=words("Authorise")).click()
        page.wait_for_url("https://client.example/**")

    back = parse_qs(urlsplit(landed[0]).query)
    assert back["state"] == ["s1"]
    given = ask(
        serve.url("/oauth/token"),
        client_id=client_id,
        client_secret=secret,
        grant_type="authorization_code",
        authorization_code=back["authorization_code"][0],
        redirect_uri=asked["redirect_uri"],
    )
    common = {"access_token": given["data"]["access_token"], "timestamp": int(time.time()), "nonce": "n1"}
    common |= {"pagination_mode": "PAGINATION_MODE_NORMAL", "page": 1, "page_size": 10}
    told = ask(serve.url("/v3.0/advertiser/get"), **common, fields='["account_id","corporation_name"]')
    assert told["code"] == 0, told
    assert told["data"]["list"][0]["corporation_name"] == "Example Company"
