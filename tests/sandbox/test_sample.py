"""The sample data, and the credentials that come with it."""

import time

import pytest

from mercat.app.instances.registry import Registry
from mercat.app.sandbox import SandboxServer
from mercat.domain.access import api_clients, users
from mercat.domain.activity import types
from mercat.domain.activity.read import page
from mercat.marketo.permissions import EVERY
from mercat.model.clock import from_datetime, to_datetime
from mercat.sandbox.sample import access
from mercat.store.tx import Tx

START_MS = from_datetime(to_datetime(1_772_323_200_000))  # 2026-03-01


def content(tx: Tx) -> dict[str, list[tuple]]:
    """All rows of all tables but the settings, which know when the instance was really made."""
    names = [row[0] for row in tx.fetch_all(tx.dialect.tables())]
    return {name: sorted(tx.fetch_all(f'SELECT * FROM "{name}"'), key=repr) for name in names if name != "settings"}


@pytest.fixture
def made(tmp_path):
    """Makes the first instance of a demo in a folder of its own."""
    ends = []

    def make(name: str, seed: int | None, state: str = "seed"):
        registry = Registry(tmp_path / name, durable=False, seed=seed)
        powers = SandboxServer(registry, START_MS)
        ends.extend([powers.close, registry.close])
        return powers.create_now(state, "123-ABC-456" if seed is None else None)

    yield make
    for end in ends:
        end()


def test_the_same_seed_and_clock_give_the_same_bytes(made):
    first, second = made("first", seed=7), made("second", seed=7)
    assert first.id == second.id
    assert first.read_now(content) == second.read_now(content)
    assert first.write_now(access.credentials) == second.write_now(access.credentials)


def test_without_a_seed_the_data_are_the_same_and_the_credentials_are_not(made):
    first, second = made("first", seed=None), made("second", seed=None)
    one, other = first.read_now(content), second.read_now(content)
    assert one["people"] == other["people"]
    assert one["ad_objects"] == other["ad_objects"]
    ours, theirs = first.write_now(access.credentials), second.write_now(access.credentials)
    assert ours.client_id != theirs.client_id
    assert ours.client_secret != theirs.client_secret
    assert ours.password != theirs.password
    assert ours.access_token != theirs.access_token


def test_its_activities_have_no_attribute_that_their_types_lack(made):
    known = types.standard()
    found = made("first", seed=7).read_now(lambda tx: page(tx, known, (0, 0), 10_000)).items
    assert {activity.type_id for activity in found} >= {1, 3, 12, 13, 46}
    missing = {(one.type_id, name) for one in found for name in one.attributes.keys() - known[one.type_id].attributes}
    assert missing == set()


def test_no_secret_is_stored(made):
    instance = made("first", seed=7)
    opens = instance.write_now(access.credentials)
    stored = instance.database.path.read_bytes() + instance.database.path.with_name("mercat.db-wal").read_bytes()
    secrets = [opens.password, opens.client_secret, opens.application_secret, opens.access_token, opens.refresh_token]
    assert [secret for secret in secrets if secret.encode() in stored] == []
    assert opens.client_id.encode() in stored


def test_the_credentials_hold_every_permission(demo):
    opens = demo.credentials
    caller = demo.instance.read_now(lambda tx: api_clients.authenticate(tx, demo.token(opens["marketo"])))
    assert caller.permissions == set(EVERY)


def test_the_administrator_can_log_in(demo):
    console = demo.credentials["console"]
    user = demo.instance.read_now(lambda tx: users.log_in(tx, console["email"], console["password"]))
    assert demo.instance.read_now(lambda tx: users.administers(tx, user.id))
    assert demo.instance.read_now(lambda tx: users.log_in(tx, console["email"], "no")) is None


def test_the_first_documented_calls_are_answered(demo):
    token = demo.token(demo.credentials["marketo"])
    (person,) = demo.marketo("/rest/v1/lead/1.json", token).result
    assert (person.email, person.firstName, person.lastName) == (
        "developerfeedback@marketo.com",
        "Kenneth",
        "Elkington",
    )
    tencent = demo.credentials["tencent"]
    common = [("access_token", tencent["access_token"]), ("timestamp", int(time.time())), ("nonce", "n1")]
    wanted = [("account_id", tencent["account_id"]), ("fields", '["adgroup_id","adgroup_name"]')]
    answer = demo.call("GET", "/v3.0/adgroups/get", query=common + wanted)
    assert answer.code == 0, answer
    assert answer.data.list


def test_tokens_that_ended_are_replaced_when_the_credentials_are_asked_for(demo):
    before = demo.credentials["tencent"]
    demo.sandbox("POST", "/clock", {"advance_seconds": 2 * 86_400})
    after = demo.credentials["tencent"]
    assert before["access_token"] != after["access_token"]
    assert before["client_secret"] == after["client_secret"]
