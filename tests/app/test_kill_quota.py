"""kill -9 after a client was told that the day's quota is used up: it stays so, whatever counts were not stored."""

from support.processes import Client, Process

USAGE = "/rest/v1/stats/usage.json"
LEADS = "/rest/v1/leads.json?filterType=id&filterValues=1"


def test_607_that_was_told_once_stands_after_kill_9(tmp_path):
    process = Process(tmp_path / "data")
    client = Client(process, process.token)
    try:
        client.call("PUT", "/sandbox/limits", {"mode": "off", "marketo": {"daily_quota": 5}})
        codes = [error["code"] for _ in range(6) for error in client.call("GET", LEADS).get("errors", [])]
        assert codes == ["607"]
        process.kill()
        process = Process(tmp_path / "data")
        again = Client(process, process.token).call("GET", LEADS)
        assert [error["code"] for error in again["errors"]] == ["607"]
    finally:
        process.kill()
