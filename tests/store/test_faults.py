"""The 1st, 2nd, 3rd, ... statement of a call fails until a run survives; the data is whole each time."""

from typing import Any

import pytest

from mercat.store.engines.database import tables
from support import campaigns

USAGE = ("usage_calls", "usage_errors", "schema_version")


class Faulty:
    """A database whose writes fail at the statement after `left` more; None: they do not."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self.left: int | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    def write(self, work: Any) -> Any:
        return self._database.write(lambda connection: work(FaultyConnection(connection, self)))

    def strike(self) -> None:
        if self.left is not None:
            if self.left == 0:
                raise OSError("the disk is gone")
            self.left -= 1


class FaultyConnection:
    def __init__(self, connection: Any, faults: Faulty) -> None:
        self._connection = connection
        self._faults = faults

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def fetch_all(self, sql: str, params: Any) -> Any:
        self._faults.strike()
        return self._connection.fetch_all(sql, params)

    def execute(self, sql: str, params: Any) -> Any:
        self._faults.strike()
        return self._connection.execute(sql, params)

    def executemany(self, sql: str, rows: Any) -> None:
        self._faults.strike()
        self._connection.executemany(sql, rows)

    def insert_many(self, table: str, columns: Any, rows: Any) -> None:
        self._faults.strike()
        self._connection.insert_many(table, columns, rows)


@pytest.fixture
def faults(instance):
    made = Faulty(instance.database)
    instance.database = made
    yield made
    made.left = None


def everything(instance: Any) -> dict[str, list[Any]]:
    """All rows of all tables but the counters of usage."""

    def work(tx: Any) -> dict[str, list[Any]]:
        names = [name for name in tables(tx.connection, tx.dialect) if name not in USAGE]
        return {name: sorted(tx.fetch_all(f'SELECT * FROM "{name}"'), key=repr) for name in names}

    return instance.read_now(work)


def survive(client: Any, faults: Faulty, call: Any) -> Any:
    """Make a call fail at each of its statements in turn; the answer of the first run that does not."""
    instance = client.server.instance
    instance.flush()
    before = everything(instance)
    for statement in range(200):
        instance.flush()  # the counters of usage are written in a transaction of their own
        faults.left = statement
        answer = call()
        survived, faults.left = faults.left, None
        if answer.document.get("success"):
            assert survived is not None and statement > 0
            return answer
        assert answer.codes == ["611"]
        assert b"disk" not in answer.content
        assert everything(instance) == before
    pytest.fail("no run survived")


def test_an_upsert_of_leads_is_whole_or_not_at_all(marketo, faults):
    people = [{"email": f"p{number}@faults.test", "firstName": "Ada"} for number in range(4)]
    first = survive(marketo, faults, lambda: marketo.post("/rest/v1/leads.json", input=people))
    assert [row.status for row in first.result] == ["created"] * 4
    changed = [{**person, "lastName": "Lovelace", "twitterId": f"t{person['email']}"} for person in people]
    changed.append({"email": "p9@faults.test"})
    second = survive(marketo, faults, lambda: marketo.post("/rest/v1/leads.json", input=changed))
    assert [row.status for row in second.result] == ["updated"] * 4 + ["created"]
    found = marketo.get("/rest/v1/leads.json", filterType="email", filterValues=[p["email"] for p in people]).result
    assert [row.id for row in found] == [row.id for row in first.result]


def test_a_deletion_of_leads_is_whole_or_not_at_all(marketo, faults):
    made = marketo.post("/rest/v1/leads.json", input=[{"email": "a@faults.test"}, {"email": "b@faults.test"}]).result
    gone = survive(
        marketo, faults, lambda: marketo.post("/rest/v1/leads/delete.json", input=[{"id": row.id} for row in made])
    )
    assert [row.status for row in gone.result] == ["deleted"] * 2


def test_folders_and_tokens_are_whole_or_not_at_all(marketo, faults):
    (root,) = marketo.get("/rest/asset/v1/folder/byName.json", name="Marketing Activities").result
    parent = {"id": root.id, "type": "Folder"}
    (folder,) = survive(
        marketo, faults, lambda: marketo.form("/rest/asset/v1/folders.json", name="Faults", parent=parent)
    ).result
    tokens = f"/rest/asset/v1/folder/{folder.id}/tokens.json"
    survive(marketo, faults, lambda: marketo.form(tokens, name="Word", type="text", value="given", folderType="Folder"))
    survive(marketo, faults, lambda: marketo.form(f"/rest/asset/v1/folder/{folder.id}/delete.json", type="Folder"))


def test_a_copy_of_a_program_and_the_run_of_its_campaign_are_whole_or_not_at_all(marketo, faults):
    place = {"id": campaigns.program(marketo), "type": "Program"}
    marketo.form(
        f"/rest/asset/v1/folder/{place['id']}/tokens.json", name="Word", type="text", value="-", folderType="Program"
    )
    number = campaigns.created(marketo, folder=place)["id"]
    body = {"cloneToProgram": "Copy", "tokens": [{"name": "{{my.Word}}", "value": "given"}]}
    path = f"/rest/v1/campaigns/{number}/schedule.json"
    answer = survive(marketo, faults, lambda: marketo.post(path, input=body))
    assert answer.result[0].id > number


def test_a_request_of_a_campaign_is_whole_or_not_at_all(marketo, faults):
    number, ids = campaigns.trigger(marketo), campaigns.people(marketo, 2)
    body = {"leads": [{"id": lead} for lead in ids]}
    survive(marketo, faults, lambda: marketo.post(f"/rest/v1/campaigns/{number}/trigger.json", input=body))
    marketo.server.instance.jobs.run_due()
    assert [len(campaigns.memberships(marketo, lead)) for lead in ids] == [1, 1]


def test_counts_of_usage_wait_for_a_database_that_takes_them(marketo, faults):
    instance = marketo.server.instance
    marketo.get("/rest/v1/stats/usage.json")
    faults.left = 0
    with pytest.raises(OSError, match="disk"):
        instance.flush()
    faults.left = None
    instance.flush()
    assert marketo.get("/rest/v1/stats/usage.json").result[0].total == 1


def test_a_token_is_issued_or_not(marketo, faults, server):
    service = server.instance.write_now(lambda tx: _service(tx))
    query = [("grant_type", "client_credentials"), *service.items()]
    faults.left = 0
    assert server.call("GET", "/identity/oauth/token", query=query).codes == ["611"]
    faults.left = None
    assert "access_token" in server.call("GET", "/identity/oauth/token", query=query).document


def _service(tx: Any) -> dict[str, str]:
    from mercat.domain.access import api_clients

    found = api_clients.get_service(tx, "tests")
    return {"client_id": found.client_id, "client_secret": api_clients.secret(tx, found)}
