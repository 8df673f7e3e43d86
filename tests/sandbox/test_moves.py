"""A move of the clock by a and then by b leaves the same state of the whole instance as one by both together."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mercat.app.instances.registry import Registry
from mercat.app.sandbox import SandboxServer
from support.catalog import bounded
from support.demo import Demo, close_demo, open_demo
from support.tencent import TencentClient

START = "2030-03-04T09:30:00Z"
# What the platform does by itself beside the moves: how the moves were made, and what forgets old rows.
LEFT_OUT = {"audit_entries", "versions", "schema_version", "sessions", "nonces"}
MOVES = st.lists(
    st.sampled_from([0, 1, 30, 59, 60, 90, 600, 3_599, 3_600, 7_200, 40_000, 86_400, 200_000]), min_size=2, max_size=4
)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo with a seed, whose clock stands still."""
    registry = Registry(tmp_path, seed=7, durable=False)
    SandboxServer(registry).create_now("seed")
    made = open_demo(registry)
    made.sandbox("POST", "/clock", {"freeze": True, "set": START})
    yield made
    close_demo(made)
    registry.close()


def state(demo: Demo) -> dict[str, list[Any]]:
    """All rows of the instance, but for those that tell of the moves themselves."""

    def work(tx: Any) -> dict[str, list[Any]]:
        names = [row[0] for row in tx.fetch_all(tx.dialect.tables())]
        rows = {name: sorted(tx.fetch_all(f'SELECT * FROM "{name}"'), key=repr) for name in names}
        rows["jobs"] = [row for row in rows["jobs"] if row[1] not in ("housekeeping", "deliver")]
        rows["settings"] = [row for row in rows["settings"] if not row[0].startswith("clock.")]
        return {name: some for name, some in rows.items() if name not in LEFT_OUT}

    return demo.instance.read_now(work)


def busy(demo: Demo) -> None:
    """Let many things be due at different times: extracts, a campaign, reviews, a video, tasks, ads that deliver."""
    paces = {"bulk": "timed", "videos": "timed", "review": "timed", "tasks": "timed"}
    demo.sandbox("PUT", "/transitions", paces)
    token = demo.token(demo.credentials["marketo"])
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    window = {"startAt": "2030-01-01T00:00:00Z", "endAt": "2030-01-20T00:00:00Z"}
    for _ in range(3):
        body = json.dumps({"fields": ["id"], "filter": {"createdAt": window}}).encode()
        made = demo.call("POST", "/bulk/v1/leads/export/create.json", headers=headers, content=body)
        path = f"/bulk/v1/leads/export/{made.result[0].exportId}/enqueue.json"
        assert demo.call("POST", path, headers=headers).success
    demo.sandbox("POST", "/funds", {"account_id": demo.credentials["tencent"]["account_id"], "recharge": 100_000})
    client = TencentClient(demo, account_id=demo.credentials["tencent"]["account_id"])
    groups = client.get("/v3.0/adgroups/get", fields=["adgroup_id"], page_size=3).document["data"]["list"]
    for group in groups:
        client.post("/v3.0/adgroups/update", adgroup_id=group["adgroup_id"], daily_budget=5_000)


def test_moves_one_after_the_other_leave_what_one_move_leaves(demo: Demo) -> None:
    busy(demo)
    demo.sandbox("POST", "/snapshots", {"name": "before"})

    @bounded
    @given(moves=MOVES)
    def run(moves: list[int]) -> None:
        states = []
        for steps in ([sum(moves)], moves):
            demo.sandbox("POST", "/snapshots/before/restore")
            for seconds in steps:
                demo.sandbox("POST", "/clock", {"advance_seconds": seconds})
            states.append(state(demo))
        once, stepwise = states
        assert {name for name in once if once[name] != stepwise[name]} == set()

    run()
