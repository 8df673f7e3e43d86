"""/bulk/v1: imports of leads and custom objects."""

import json

import pytest

from mercat.domain.bulk.import_job import HANDLER
from mercat.domain.bulk.imports import SLICE_ROWS
from mercat.domain.job_handler import JobContext
from mercat.domain.lists import static_lists
from mercat.domain.people import partitions
from mercat.model.assets import Kind, Ref
from mercat.model.clock import MINUTE
from mercat.model.import_jobs import Remark
from mercat.model.messages import RunImport
from mercat.store import jobs as job_rows
from mercat.store.bulk import import_jobs
from support.imports import LEADS, batch, lines, run, sent

CARS = "/bulk/v1/customobjects/car"
BODY_BYTES = 10_485_760


def imported(marketo, text, **params):
    """The id of an import of leads that is over."""
    number = batch(sent(marketo, text, **params))
    run(marketo)
    return number


def status(marketo, number):
    return marketo.get(f"{LEADS}/batch/{number}.json").document["result"][0]


def counts(marketo, number):
    told = status(marketo, number)
    return told["numOfLeadsProcessed"], told["numOfRowsFailed"], told["numOfRowsWithWarning"]


def failures(marketo, number):
    return lines(marketo.get(f"{LEADS}/batch/{number}/failures.json"))


def lead(marketo, email, *fields):
    rows = marketo.get(
        "/rest/v1/leads.json", filterType="email", filterValues=email, fields=list(fields) or ["email"]
    ).document["result"]
    assert len(rows) == 1, rows
    return rows[0]


def everybody(marketo, count):
    """The e-mail addresses of so many people by id, for those that were made in order."""
    emails = [f"p{n}@example.com" for n in range(count)]
    found = []
    for start in range(0, count, 300):
        part = emails[start : start + 300]
        rows = marketo.form("/rest/v1/leads.json?_method=GET", filterType="email", filterValues=part).result
        found += [row.email for row in rows]
    return sorted(found)


def people(count, start=0):
    return "email,firstName\n" + "".join(f"p{n}@example.com,Ada\n" for n in range(start, start + count))


@pytest.fixture
def list_id(instance):
    return instance.write_now(lambda tx: static_lists.create(tx, "Imported", Ref(Kind.FOLDER, 5)))


# -- success --------------------------------------------------------------------------------------------------------


def test_leads_are_imported(marketo):
    answer = sent(marketo, "firstName,lastName,email\nAble,Baker,able@example.com\nEasy,Fox,easy@example.com\n")
    number = batch(answer)
    assert answer.document["result"] == [{"batchId": number, "importId": str(number), "status": "Queued"}]
    assert status(marketo, number)["status"] == "Queued"
    assert run(marketo) == {"run_import": 1}
    assert status(marketo, number) == {
        "batchId": number,
        "importId": str(number),
        "status": "Complete",
        "numOfLeadsProcessed": 2,
        "numOfRowsFailed": 0,
        "numOfRowsWithWarning": 0,
        "message": "Import succeeded, 2 records imported (2 members)",
    }
    assert lead(marketo, "able@example.com", "firstName")["firstName"] == "Able"


@pytest.mark.parametrize(("form", "mark"), [("csv", ","), ("TSV", "\t"), ("ssv", ";")])
def test_the_three_formats(marketo, form, mark):
    text = mark.join(["email", "firstName"]) + "\r\n" + mark.join(["a@example.com", f'"One{mark}\nTwo ""x"""']) + "\r\n"
    number = imported(marketo, text, format=form)
    assert counts(marketo, number) == (1, 0, 0)
    assert lead(marketo, "a@example.com", "firstName")["firstName"] == f'One{mark}\nTwo "x"'


def test_parameters_may_stand_in_the_query(marketo):
    number = batch(sent(marketo, "email;firstName\na@example.com;Ada\n", path=f"{LEADS}.json?format=ssv"))
    run(marketo)
    assert counts(marketo, number) == (1, 0, 0)


def test_who_is_there_is_updated_and_an_empty_cell_leaves_a_value_alone(marketo):
    marketo.post("/rest/v1/leads.json", input=[{"email": "a@example.com", "firstName": "Ada", "lastName": "King"}])
    imported(marketo, "email,firstName,lastName,company\nA@example.com,,null,Engines\n")
    found = lead(marketo, "a@example.com", "firstName", "lastName", "company")
    assert (found["firstName"], found["lastName"], found["company"]) == ("Ada", None, "Engines")


def test_rows_take_effect_in_order(marketo):
    number = imported(marketo, "email,firstName\na@example.com,One\na@example.com,Two\n")
    assert counts(marketo, number) == (2, 0, 0)
    assert lead(marketo, "a@example.com", "firstName")["firstName"] == "Two"


def test_people_are_found_by_another_field(marketo):
    marketo.post("/rest/v1/leads.json", input=[{"email": "a@example.com", "sfdcLeadId": "00Q1"}])
    number = imported(marketo, "sfdcLeadId,firstName\n00Q1,Ada\n", lookupField="sfdcLeadId")
    assert counts(marketo, number) == (1, 0, 0)
    assert lead(marketo, "a@example.com", "firstName")["firstName"] == "Ada"


def test_by_id_people_are_only_updated(marketo):
    (known,) = marketo.post("/rest/v1/leads.json", input=[{"email": "a@example.com"}]).result
    number = imported(marketo, f"id,firstName\n{known.id},Ada\n{known.id + 999},Eve\n", lookupField="id")
    assert counts(marketo, number) == (1, 1, 0)
    assert failures(marketo, number)[1] == [str(known.id + 999), "Eve", "Lead not found"]


def test_people_come_onto_the_list(marketo, list_id):
    number = imported(marketo, people(3) + "p0@example.com,Eve\n", listId=list_id)
    assert counts(marketo, number) == (4, 0, 0)
    assert len(marketo.get(f"/rest/v1/lists/{list_id}/leads.json").result) == 3


def test_history_says_list_import(marketo, list_id):
    since = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01T00:00:00Z").nextPageToken
    imported(marketo, people(1), listId=list_id)
    imported(marketo, "email,firstName\np0@example.com,Eve\n")
    answer = marketo.get("/rest/v1/activities.json", nextPageToken=since, activityTypeIds=[12, 13, 24]).document
    told = {row["activityTypeId"]: {one["name"]: one["value"] for one in row["attributes"]} for row in answer["result"]}
    assert told[12]["Source Type"] == "List import"
    assert (told[13]["Source"], told[13]["Reason"]) == ("List import", "List import")
    assert told[24]["Source"] == "List import"


@pytest.mark.parametrize(
    "content",
    ["\ufeffemail,firstName\nä@example.com,Zoë\n".encode(), "email,firstName\nä@example.com,Zoë\n".encode("utf-16")],
    ids=["utf-8 with a mark", "utf-16"],
)
def test_files_may_begin_with_a_mark(marketo, content):
    number = imported(marketo, content)
    assert counts(marketo, number) == (1, 0, 1)  # the address is not ASCII, and kept all the same
    assert lead(marketo, "ä@example.com", "firstName")["firstName"] == "Zoë"


def test_a_file_with_a_header_only_is_an_import_of_nobody(marketo):
    number = imported(marketo, "email,firstName")
    assert counts(marketo, number) == (0, 0, 0)
    assert status(marketo, number)["message"] == "Import succeeded, 0 records imported (0 members)"


# -- rows that fail, rows that are odd -------------------------------------------------------------------------------


def test_failures_come_in_the_formats_own_file(marketo):
    text = "email\tleadScore\ta\nok@example.com\t5\nbad@example.com\tmany\n".replace("\ta\n", "\n", 1)
    number = imported(marketo, text, format="tsv")
    assert status(marketo, number)["message"] == (
        "Import completed with errors, 1 records imported (1 members), 1 failed"
    )
    answer = marketo.get(f"{LEADS}/batch/{number}/failures.json")
    assert answer.headers["content-type"] == "text/tab-separated-values;charset=UTF-8"
    assert lines(answer, "\t") == [
        ["email", "leadScore", "Import Failure Reason"],
        ["bad@example.com", "many", "Invalid data type in field Lead Score"],
    ]


def test_an_address_that_is_none_is_a_warning(marketo):
    number = imported(marketo, "firstName,email\nAerys,INVALID_EMAIL\n")
    assert counts(marketo, number) == (1, 0, 1)
    assert status(marketo, number)["message"] == "Import succeeded, 1 records imported (1 members), 1 warning."
    answer = marketo.get(f"{LEADS}/batch/{number}/warnings.json")
    assert lines(answer) == [
        ["firstName", "email", "Import Warning Reason"],
        ["Aerys", "INVALID_EMAIL", "Invalid email address"],
    ]
    assert lead(marketo, "INVALID_EMAIL", "firstName")["firstName"] == "Aerys"


def test_each_bad_row_has_its_reason(marketo):
    number = imported(
        marketo,
        b"email,firstName,leadScore\n"
        b",Benji,1\n"
        b"a@example.com,Ada\n"
        b"b@example.com,Ada,1,2\n"
        b"c@example.com,\xff\xfe,1\n"
        b'd@example.com,"Ada"x,1\n'
        b"\n"
        b"e@example.com,A\0da,1\n"
        b"f@example.com," + b"x" * 256 + b",1\n"
        b'g@example.com,"never closed,1\n'
        b"ok@example.com,Ada,1\n",
    )
    assert counts(marketo, number) == (1, 8, 0)
    assert [row[-1] for row in failures(marketo, number)[1:]] == [
        "Value for lookup field 'email' not found",
        "The row has 2 values, the header 3",
        "The row has 4 values, the header 3",
        "The text is not UTF-8",
        "The row cannot be read",
        "The row cannot be read",
        "'First Name' is longer than 255",
        "The row cannot be read",
    ]
    assert lead(marketo, "ok@example.com", "firstName")["firstName"] == "Ada"


def test_a_row_stored_with_its_reason_in_words_still_has_it(marketo):
    """As versions before the rules stored it."""
    number = imported(marketo, "email\n,\n")
    old = [Remark(["a@example.com"], "InvalidData", {"detail": "The row cannot be read"})]
    marketo.server.instance.write_now(lambda tx: import_jobs.add_remarks(tx, number, "failure", old))
    assert failures(marketo, number)[-1] == ["a@example.com", "The row cannot be read"]


# -- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "params", "code", "message"),
    [
        ("", {}, "1003", "Empty file"),
        ("\n\n", {}, "1003", "Empty file"),
        ("email,firstname\n", {}, "1006", "Field 'firstname' not found"),
        ("email;firstName\n", {}, "1006", "Field 'email;firstName' not found"),
        ("Email Address,First Name\n", {}, "1006", "Field 'Email Address' not found"),
        ("email,email\n", {}, "1003", "A column is named twice"),
        ("email,\n", {}, "1003", "A column has no name"),
        ("email,createdAt\n", {}, "1003", "Invalid data"),
        (b"email,\xff\n", {}, "1003", "The text is not UTF-8"),
        (b"PK\x03\x04\0\0\n", {}, "1003", "The row cannot be read"),
        ('email,"firstName\n', {}, "1003", "The row cannot be read"),
        ("email\n", {"format": "xls"}, "1003", "Invalid value 'xls' for 'format'"),
        ("email\n", {"lookupField": "nothing"}, "1006", "Lookup field 'nothing' not found"),
        ("email\n", {"lookupField": "firstName"}, "1011", "Lookup field 'firstName' not supported"),
        ("email\n", {"partitionName": "Nowhere"}, "1003", "Invalid value 'Nowhere' for 'partitionName'"),
        ("email\n", {"listId": 4711}, "1013", "Object not found"),
        ("email\n", {"listId": "x"}, "1001", "Invalid value 'x'. Required of type 'integer'"),
    ],
)
def test_what_makes_no_import(marketo, text, params, code, message):
    answer = sent(marketo, text, **params)
    assert (answer.codes, answer.messages) == ([code], [message])
    assert run(marketo) == {}


def test_the_body_has_to_be_a_form_with_a_file(marketo):
    assert marketo.post(f"{LEADS}.json", input=[]).codes == ["612"]
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert marketo.send("POST", f"{LEADS}.json", content=b"nothing of the kind", headers=broken).codes == ["613"]
    empty = b'--x\r\nContent-Disposition: form-data; name="format"\r\n\r\ncsv\r\n--x--\r\n'
    answer = marketo.send("POST", f"{LEADS}.json", content=empty, headers=broken)
    assert (answer.codes, answer.messages) == (["1002"], ["Missing value for the required parameter 'file'"])


def test_permission_is_needed(marketo, marketo_with):
    number = imported(marketo, people(1))
    reader = marketo_with("Read-Only Lead")
    assert sent(reader, people(1)).codes == ["603"]
    for path in ("", "/failures", "/warnings"):
        assert reader.get(f"{LEADS}/batch/{number}{path}.json").codes == ["603"]


def test_an_unknown_import_is_not_found(marketo, car):
    number = imported(marketo, people(1))
    assert marketo.get(f"{LEADS}/batch/{number + 1}.json").codes == ["1013"]
    assert marketo.get(f"{CARS}/import/{number}/status.json").codes == ["1013"]
    assert marketo.get(f"{LEADS}/batch/one.json").codes == ["1001"]


# -- limits ---------------------------------------------------------------------------------------------------------


def test_a_list_takes_one_import_at_a_time(marketo, list_id):
    sent(marketo, people(1), listId=list_id)
    answer = sent(marketo, people(1), listId=list_id)
    assert (answer.codes, answer.messages) == (["1019"], ["Import in progress"])
    assert sent(marketo, people(1)).document["success"]
    run(marketo)
    assert sent(marketo, people(1), listId=list_id).document["success"]


# -- time, trouble --------------------------------------------------------------------------------------------------


def test_a_killed_import_goes_on_where_it_was(marketo, instance, list_id):
    many = 2 * SLICE_ROWS + 5
    number = batch(sent(marketo, people(many) + ",nobody\n", listId=list_id))
    assert instance.jobs.step()
    assert counts(marketo, number) == (SLICE_ROWS, 0, 0)
    die_in_the_next_slice(instance)
    assert counts(marketo, number) == (SLICE_ROWS, 0, 0)
    instance.jobs.take_up()
    run(marketo)
    assert counts(marketo, number) == (many, 1, 0)
    assert len(failures(marketo, number)) == 2
    assert len(everybody(marketo, many)) == many
    history = "SELECT type_id, count(*) FROM activities GROUP BY type_id ORDER BY type_id"
    assert instance.read_now(lambda tx: tx.fetch_all(history)) == [(12, many), (24, many)]


def die_in_the_next_slice(instance):
    """A slice is claimed and written, and the process ends before its commit."""

    job = instance.write_now(lambda tx: job_rows.claim(tx, tx.now + MINUTE))
    slice_ = HANDLER.run(
        JobContext(
            RunImport(int(job.message.partition(":")[2].split(":")[-1].rstrip("}"))),
            json.loads(job.progress),
            instance.read_now,
        )
    )

    def write(tx):
        slice_(tx)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        instance.write_now(write)


def test_an_import_whose_partition_went_away_fails(marketo, instance):
    instance.write_now(lambda tx: partitions.create(tx, "Europe"))
    number = batch(sent(marketo, people(1), partitionName="Europe"))

    def drop(tx):
        tx.execute("DELETE FROM workspace_partitions WHERE partition_id = 2")
        tx.execute("DELETE FROM partitions WHERE name = 'Europe'")
        tx.invalidate(partitions.MEMORY)

    instance.write_now(drop)
    run(marketo)
    told = status(marketo, number)
    assert (told["status"], told["message"]) == ("Failed", "Import failed: Invalid value 'Europe' for 'partitionName'")


def test_an_import_that_is_given_up_has_failed_and_the_next_one_runs(marketo, instance):
    number = batch(sent(marketo, people(1)))
    later = batch(sent(marketo, people(1)))
    instance.write_now(lambda tx: HANDLER.failed(tx, RunImport(number)))
    run(marketo)
    told = status(marketo, number)
    assert (told["status"], told["message"]) == ("Failed", "Import failed")
    assert counts(marketo, later) == (1, 0, 0)


def test_an_import_in_another_partition(marketo, instance):
    instance.write_now(lambda tx: partitions.create(tx, "Europe"))
    imported(marketo, people(1), partitionName="Europe")
    assert lead(marketo, "p0@example.com", "leadPartitionId")["leadPartitionId"] == 2
    number = imported(marketo, people(1), partitionName="Default")
    assert failures(marketo, number)[1][-1] == "Partition update not allowed"


# -- custom objects -------------------------------------------------------------------------------------------------


@pytest.fixture
def car(marketo):
    schema = "/rest/v1/customobjects/schema"
    marketo.post(f"{schema}.json", action="createOnly", displayName="Car", apiName="car")
    fields = [
        {"name": "vin", "displayName": "VIN", "dataType": "string", "isDedupeField": True},
        {"name": "color", "displayName": "Color", "dataType": "string"},
        {"name": "year", "displayName": "Model Year", "dataType": "integer"},
        {"name": "garage", "displayName": "Garage", "dataType": "email"},
    ]
    marketo.post(f"{schema}/car/addField.json", input=fields)
    assert marketo.post(f"{schema}/car/approve.json").result == []


def cars(marketo, *vins):
    answer = marketo.get(
        "/rest/v1/customobjects/car.json", filterType="vin", filterValues=list(vins), fields=["vin", "color", "year"]
    )
    return [(row["vin"], row.get("color"), row.get("year")) for row in answer.document["result"]]


def cars_imported(marketo, text, **params):
    number = batch(sent(marketo, text, path=f"{CARS}/import.json", **params))
    run(marketo)
    return number, marketo.get(f"{CARS}/import/{number}/status.json").document["result"][0]


def test_records_of_a_custom_object_are_imported(marketo, car):
    answer = sent(marketo, "color,vin\nred,V1\nblue,V2\n", path=f"{CARS}/import.json")
    number = batch(answer)
    assert answer.document["result"] == [
        {"operation": "import", "objectApiName": "car", "batchId": number, "status": "Queued"}
    ]
    run(marketo)
    assert marketo.get(f"{CARS}/import/{number}/status.json").document["result"] == [
        {
            "operation": "import",
            "objectApiName": "car",
            "batchId": number,
            "status": "Complete",
            "numOfObjectsProcessed": 2,
            "numOfRowsFailed": 0,
            "numOfRowsWithWarning": 0,
            "importTime": "1 second(s)",
            "message": "Import succeeded, 2 records imported (2 members)",
        }
    ]
    assert cars(marketo, "V1", "V2") == [("V1", "red", None), ("V2", "blue", None)]
    for kind in ("failures", "warnings"):
        assert marketo.get(f"{CARS}/import/{number}/{kind}.json").status == 404


def test_a_known_record_is_updated_and_a_key_may_come_again(marketo, car):
    _, told = cars_imported(marketo, "vin;color;year\nV1;red;1999\nv1;blue;\nV2;green;7\n", format="ssv")
    assert told["numOfObjectsProcessed"] == 3
    assert cars(marketo, "V1", "V2") == [("v1", "blue", 1999), ("V2", "green", 7)]


def test_a_dedupe_field_that_no_column_has_fails_every_row(marketo, car):
    number, told = cars_imported(marketo, "color, vin\nred,V1\nblue,V2\n")
    assert (told["numOfObjectsProcessed"], told["numOfRowsFailed"]) == (0, 2)
    assert told["message"] == "Import completed with errors, 0 records imported (0 members), 2 failed"
    assert lines(marketo.get(f"{CARS}/import/{number}/failures.json")) == [
        ["color", " vin", "Import Failure Reason"],
        ["red", "V1", "missing.dedupe.fields"],
        ["blue", "V2", "missing.dedupe.fields"],
    ]


def test_a_record_with_a_wrong_value_fails(marketo, car):
    number, _ = cars_imported(marketo, "vin,year\nV1,old\nV2,7\n")
    assert lines(marketo.get(f"{CARS}/import/{number}/failures.json"))[1:] == [
        ["V1", "old", "Invalid data type in field Model Year"]
    ]
    assert cars(marketo, "V1", "V2") == [("V2", None, 7)]


def test_an_odd_address_in_a_record_is_a_warning(marketo, car):
    number, told = cars_imported(marketo, "vin,Garage\nV1,INVALID_EMAIL\nV2,garage@example.com\nV3,\n")
    assert (told["numOfObjectsProcessed"], told["numOfRowsFailed"], told["numOfRowsWithWarning"]) == (3, 0, 1)
    assert told["message"] == "Import succeeded, 3 records imported (3 members), 1 warning."
    answer = marketo.get(f"{CARS}/import/{number}/warnings.json")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/csv;charset=UTF-8")
    assert lines(answer) == [
        ["vin", "Garage", "Import Warning Reason"],
        ["V1", "INVALID_EMAIL", "Invalid email address"],
    ]
    assert marketo.get(f"{CARS}/import/{number}/failures.json").status == 404


def test_an_unknown_custom_object_is_not_found(marketo):
    assert sent(marketo, "vin\n", path=f"{CARS}/import.json").codes == ["1013"]
    assert marketo.get(f"{CARS}/import/1/status.json").codes == ["1013"]
    assert marketo.get(f"{CARS}/import/1/failures.json").status == 404


def test_custom_object_imports_need_their_permission(marketo_with):
    reader = marketo_with("Read-Only Custom Object")
    assert sent(reader, "vin\n", path=f"{CARS}/import.json").codes == ["603"]
    assert reader.get(f"{CARS}/import/1/status.json").codes == ["603"]
