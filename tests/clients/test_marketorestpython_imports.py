"""marketorestpython, unmodified: bulk imports, from the file to its failures and warnings."""

import pytest


def test_leads_are_imported_from_a_file(client, subscription, tmp_path):
    file = tmp_path / "leads.csv"
    file.write_text("email,leadScore\nada@example.com,7\nodd,8\n,9\n")
    (queued,) = client.execute("import_lead", file=str(file), format="csv", lookupField="email")
    assert queued["status"] == "Queued"
    subscription.instance.jobs.run_due()
    (told,) = client.execute("get_import_lead_status", id=queued["batchId"])
    assert told["status"] == "Complete"
    assert (told["numOfLeadsProcessed"], told["numOfRowsFailed"], told["numOfRowsWithWarning"]) == (2, 1, 1)
    failures = client.execute("get_import_failure_file", id=queued["batchId"])
    assert failures.splitlines()[1] == ",9,Value for lookup field 'email' not found"
    warnings = client.execute("get_import_warning_file", id=queued["batchId"])
    assert warnings.splitlines()[1] == "odd,8,Invalid email address"
    found = client.execute("get_multiple_leads_by_filter_type", filterType="email", filterValues=["ada@example.com"])
    assert len(found) == 1


def test_a_refused_import_is_its_own_exception(client, tmp_path):
    file = tmp_path / "leads.csv"
    file.write_text("email,nothing\n")
    with pytest.raises(Exception, match="1006"):
        client.execute("import_lead", file=str(file), format="csv")
