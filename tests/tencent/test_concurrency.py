"""What is exact when calls come at once: to one process, and to several processes of one PostgreSQL database."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from support.databases import Lease
from support.server import Server
from support.tencent import TencentClient
from tencent.test_adgroups import ADD, FIELDS, GET, new

CALLS = 12


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
