"""State machines: random calls of the public surface, each compared with a model that is a few plain containers."""

import os
from typing import Any, Final

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from support.marketo import MarketoClient

WIDER: Final = int(os.environ.get("MERCAT_MACHINES", "1"))  # times as many examples as usual

# Few, always the same, and over within seconds.
_BOUNDED: Final = settings(
    stateful_step_count=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def agrees(machine: type[RuleBasedStateMachine], *, examples: int) -> None:
    """Run a machine; it fails with the shortest calls after which the two differ."""
    run_state_machine_as_test(machine, settings=settings(_BOUNDED, max_examples=examples * WIDER))


class Machine(RuleBasedStateMachine):
    """What the machines share: a client, leads that only this example knows, and how outcomes are told."""

    client: MarketoClient
    examples = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).examples += 1
        self.mark = f"e{self.examples}"

    def lead(self, name: str) -> int:
        """A new lead."""
        answer = self.client.post("/rest/v1/leads.json", input=[{"email": f"{name}.{self.mark}@x.com"}])
        return int(answer.result[0].id)

    def merge(self, winner: int, losers: list[int]) -> list[str]:
        """Merge leads; answers the codes of the refusal."""
        query = [("leadIds", ",".join(map(str, losers)))]
        return self.client.send("POST", f"/rest/v1/leads/{winner}/merge.json", query=query).codes

    def delete_leads(self, ids: list[int]) -> Any:
        """Delete leads; answers what became of each."""
        return told(self.client.post("/rest/v1/leads/delete.json", input=[{"id": number} for number in ids]))


def told(answer: Any) -> Any:
    """Status of each record, or the code of its first reason; the code alone of a call that was refused."""
    if answer.codes:
        return answer.codes[0]
    return [row["reasons"][0]["code"] if "reasons" in row else row["status"] for row in answer.document["result"]]
