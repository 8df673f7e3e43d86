"""What is exact when calls come at once: to one process, and to several processes of one PostgreSQL database."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from support.agencies import CASH, TEA, TOP, balances, plant, recharge
from support.databases import Lease
from support.server import Server
from support.tencent import TencentClient
from tencent.test_adgroups import ADD, FIELDS, GET, new

CALLS = 12
TRANSFER = "/v3.0/fund_transfer/add"


@pytest.fixture
def clients(lease: Lease, backend: str) -> Iterator[list[TencentClient]]:
    """Clients of one instance: on PostgreSQL of two processes' worth of it, on SQLite of the one that there may be."""
    first = Server(lease.registry)
    client = TencentClient(first)
    if backend == "sqlite":
        yield [client]
        first.close()
        return
    registry = lease.open()
    second = Server(registry)
    other = TencentClient.__new__(TencentClient)
    other.server, other.account_id, other.token = second, client.account_id, client.token
    yield [client, other]
    second.close()
    registry.close()
    first.close()


def at_once(clients: list[TencentClient], call: Callable[[TencentClient, int], Any]) -> list[Any]:
    """What calls answered that began together."""
    answers: list[Any] = []
    gate = threading.Barrier(CALLS)

    def work(number: int) -> None:
        gate.wait()
        answers.append(call(clients[number % len(clients)], number))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CALLS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_one_nonce_is_good_for_one_call(clients):
    common = clients[0].common()
    query = [("account_id", "25610"), ("fields", '["adgroup_id"]')]
    answers = at_once(clients, lambda client, number: client.send("GET", GET, query=query, common=common).code)
    assert sorted(answers) == [0] + [12100] * (CALLS - 1)


def test_one_request_id_makes_one_ad_group(clients):
    answers = at_once(clients, lambda client, number: client.post(ADD, headers={"x-request-id": "one"}, **new()))
    assert {answer.code for answer in answers} <= {0, 36019}
    assert len({answer.data.adgroup_id for answer in answers if answer.code == 0}) == 1
    assert len(clients[0].get(GET, fields=FIELDS).data.list) == 1


def test_one_name_is_given_once(clients):
    answers = at_once(clients, lambda client, number: client.post(ADD, **new()).code)
    assert sorted(answers) == [0] + [31011] * (CALLS - 1)


def test_many_ad_groups_are_all_made(clients):
    answers = at_once(clients, lambda client, number: client.post(ADD, **new(adgroup_name=f"Tea {number}")).code)
    assert answers == [0] * CALLS
    assert clients[-1].get(GET, fields=FIELDS).data.page_info.total_number == CALLS


def test_transfers_at_once_take_no_more_than_there_is(clients):
    clients[0].server.instance.write_now(plant)
    clients[0].token = clients[-1].token = TencentClient(clients[0].server, name="agency", account_id=TOP).token
    recharge(clients[0], TOP, 20_000)
    body = {"account_id": TEA, "fund_type": CASH, "amount": 5_000, "transfer_type": "AGENCY_TO_ADVERTISER"}
    answers = at_once(clients, lambda client, number: client.post(TRANSFER, **body).code)
    assert sorted(answers) == [0] * 4 + [32100] * (CALLS - 4)
    assert (balances(clients[-1], TOP), balances(clients[-1], TEA)) == ({}, {CASH: 20_000})


def test_one_number_moves_money_once(clients):
    clients[0].server.instance.write_now(plant)
    clients[0].token = clients[-1].token = TencentClient(clients[0].server, name="agency", account_id=TOP).token
    recharge(clients[0], TOP, 20_000)
    body = {"account_id": TEA, "fund_type": CASH, "amount": 5_000, "transfer_type": "AGENCY_TO_ADVERTISER"}
    answers = at_once(clients, lambda client, number: client.post(TRANSFER, external_bill_no="only-once-1", **body))
    assert sorted(answer.document["data"]["is_repeated"] for answer in answers) == [False] + [True] * (CALLS - 1)
    assert balances(clients[-1], TEA) == {CASH: 5_000}
