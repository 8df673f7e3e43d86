"""`legacy_query_token` and `fields_required`: settings of `serve` and `demo`, given in any of the three ways."""

import time
import uuid
from urllib.parse import urlencode

import pytest

from mercat.app.config import InstanceOptions
from mercat.app.instances.locations import open_instance
from mercat.domain.advertising.delivery import delivery
from mercat.model.clock import HOUR
from support.running import Running

OPTIONS = ["--legacy-query-token", "--no-fields-required"]
VARIABLES = {"MERCAT_LEGACY_QUERY_TOKEN": "true", "MERCAT_FIELDS_REQUIRED": "false"}
FILE = "legacy_query_token = true\nfields_required = false\n"


def adgroups(server):
    told = server.told["tencent"]
    query = {
        "access_token": told["access_token"],
        "timestamp": int(time.time()),
        "nonce": uuid.uuid4().hex,
        "account_id": told["account_id"],
    }
    return server.get(f"/v3.0/adgroups/get?{urlencode(query)}")["code"]


def leads(server, token):
    return server.get(f"/rest/v1/stats/usage.json?access_token={token}")["success"]


def test_a_demo_refuses_both_unless_it_is_told_otherwise(tmp_path):
    with Running(tmp_path, "demo") as demo:
        assert (leads(demo, demo.token()), adgroups(demo)) == (False, 18001)
        demo.end()


@pytest.mark.parametrize("way", ["options", "variables", "file", "table"])
def test_a_demo_is_told_in_any_way(tmp_path, way):
    if way in ("file", "table"):
        (tmp_path / "mercat.toml").write_text(FILE if way == "file" else f"[demo]\n{FILE}")
    options = OPTIONS if way == "options" else []
    with Running(tmp_path, "demo", *options, **(VARIABLES if way == "variables" else {})) as demo:
        assert (leads(demo, demo.token()), adgroups(demo)) == (True, 0)
        demo.end()


@pytest.mark.parametrize(("options", "expected"), [([], False), (["--legacy-query-token"], True)])
def test_a_durable_server_is_told_likewise(mercat, data_dir, tmp_path, options, expected):
    mercat("role", "create", "API", "--permission", "all")
    mercat("user", "create", "api@example.com", "--role", "API", "--api-only")
    mercat("service", "create", "Sync", "--user", "api@example.com")
    with Running(tmp_path, "serve", *options) as server:
        assert leads(server, mercat("token", "Sync").out.strip()) is expected
        server.end()


def test_an_option_counts_more_than_a_variable(tmp_path):
    with Running(tmp_path, "demo", "--no-legacy-query-token", **VARIABLES) as demo:
        assert (leads(demo, demo.token()), adgroups(demo)) == (False, 0)
        demo.end()


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_help_shows_both(mercat, monkeypatch, command):
    monkeypatch.setenv("COLUMNS", "200")
    text = mercat(command, "--help").out
    assert "--legacy-query-token" in text
    assert "--no-fields-required" in text


def test_another_value_is_refused(mercat, data_dir, monkeypatch):
    monkeypatch.setenv("MERCAT_FIELDS_REQUIRED", "perhaps")
    answer = mercat("serve", "--port", "0")
    assert (answer.code, "MERCAT_FIELDS_REQUIRED takes true or false, not 'perhaps'." in answer.err) == (2, True)


def test_a_durable_server_simulates_delivery_while_it_is_told_to(data_dir, tmp_path):
    def hour():
        with open_instance(InstanceOptions(data_dir=data_dir)) as instance:
            mark = instance.read_now(delivery.mark)
            return None if mark is None else mark.hour - instance.clock.now() // HOUR

    assert hour() is None
    with Running(tmp_path, "serve", "--delivery-simulation") as server:
        server.end()
    assert hour() in (0, -1)
    with Running(tmp_path, "serve") as server:
        server.end()
    assert hour() is None
