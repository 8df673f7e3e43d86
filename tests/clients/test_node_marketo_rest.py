"""node-marketo-rest, unmodified: its calls for leads, lists of what it can ask for, and usage."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.databases import skip_or_fail

NODE = Path(__file__).parent / "node"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the client is installed, from the lock file beside this test."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            skip_or_fail(f"{program} is not there")
    made = tmp_path_factory.mktemp("node")
    for name in ("package.json", "package-lock.json", "calls.js"):
        shutil.copy(NODE / name, made)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    done = subprocess.run(command, cwd=made, capture_output=True, text=True, timeout=300)
    if done.returncode:
        skip_or_fail(f"npm cannot install node-marketo-rest: {done.stderr[-500:]}")
    return made


@pytest.fixture(scope="module")
def run(folder: Path, subscription: Any) -> Callable[..., list[dict[str, Any]]]:
    """Makes the client call methods, each given as `[group, method, arguments...]`."""
    options = {
        "endpoint": f"{subscription.url}/rest",
        "identity": f"{subscription.url}/identity",
        "clientId": subscription.client_id,
        "clientSecret": subscription.client_secret,
        "partnerId": "a-partner",
        "retry": {"retries": 0},
    }

    def call(*calls: list[Any]) -> list[dict[str, Any]]:
        given = json.dumps({"options": options, "calls": calls})
        done = subprocess.run(["node", "calls.js", given], cwd=folder, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        told: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
        return told

    return call


def test_leads_are_upserted_and_found_with_paging(run):
    people = [{"email": f"n{number}@clients.test", "firstName": "Grace"} for number in range(5)]
    emails = [person["email"] for person in people]
    made, changed, first, second, third = run(
        ["lead", "createOrUpdate", people, {"lookupField": "email"}],
        ["lead", "createOrUpdate", [{"email": emails[0], "lastName": "Hopper"}], {"action": "updateOnly"}],
        ["lead", "find", "email", emails, {"fields": ["email", "lastName"], "batchSize": 2}],
        ["nextPage", ""],
        ["nextPage", ""],
    )
    ids = [row["id"] for row in made["answer"]["result"]]
    assert [row["status"] for row in made["answer"]["result"]] == ["created"] * 5
    assert changed["answer"]["result"] == [{"id": ids[0], "status": "updated"}]
    assert [(row["id"], row["lastName"]) for row in first["answer"]["result"]] == [(ids[0], "Hopper"), (ids[1], None)]
    assert [row["id"] for row in second["answer"]["result"] + third["answer"]["result"]] == ids[2:]
    assert [page["more"] for page in (first, second, third)] == [True, True, False]


def test_a_lead_is_read_by_id_and_a_stranger_is_an_error(run):
    made, *_ = run(["lead", "createOrUpdate", [{"email": "one@clients.test"}]])
    lead_id = made["answer"]["result"][0]["id"]
    found, some, stranger = run(
        ["lead", "byId", lead_id],
        ["lead", "byId", lead_id, {"fields": ["email"]}],
        ["lead", "byId", 10_000_000],
    )
    assert found["answer"]["result"][0]["email"] == "one@clients.test"
    assert some["answer"]["result"] == [{"id": lead_id, "email": "one@clients.test"}]
    assert stranger["error"][0]["code"] == "1004"


def test_a_refused_filter_is_an_error(run):
    (refused,) = run(["lead", "find", "nonsense", ["x"]])
    assert refused["error"][0]["code"] == "1006"


def test_leads_are_described(run):
    (described,) = run(["lead", "describe"])
    assert "email" in {field["rest"]["name"] for field in described["answer"]["result"]}


def test_usage_is_told(run):
    told = run(["stats", "usage"], ["stats", "usageLast7Days"], ["stats", "errors"], ["stats", "errorsLast7Days"])
    assert [len(one["answer"]["result"]) for one in told] == [1, 7, 1, 7]
