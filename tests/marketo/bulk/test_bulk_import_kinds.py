"""/bulk/v1: what imports of leads, program members and custom objects have in common."""

from dataclasses import dataclass

import pytest

from mercat.domain.bulk import imports, simulated_progress
from mercat.domain.bulk.imports import QUEUE_LIMIT, SLICE_ROWS
from mercat.model.clock import DAY, MINUTE
from mercat.store.bulk import import_jobs
from support.exports import cars, later, program
from support.imports import batch, lines, run, sent
from support.marketo import MarketoClient

BODY_BYTES = 10_485_760
KINDS = ("leads", "members", "cars")


@dataclass
class Kind:
    """One kind of import: where it is sent and asked after, its columns, and the fields of its status that differ."""

    path: str
    batches: str
    status_end: str
    head: str
    counted: str
    params: dict[str, str]
    reason: str
    client: MarketoClient

    def send(self, text, client=None, **params):
        return sent(client or self.client, text, path=self.path, **self.params | params)

    def done(self, text, **params):
        """The id of an import that is over."""
        number = batch(self.send(text, **params))
        run(self.client)
        return number

    def status(self, number, client=None):
        answer = (client or self.client).get(f"{self.batches}/{number}{self.status_end}.json")
        return answer.document["result"][0] if answer.codes == [] else answer.codes

    def counts(self, number):
        told = self.status(number)
        return told[self.counted], told["numOfRowsFailed"], told["numOfRowsWithWarning"]

    def file(self, number, which):
        return self.client.get(f"{self.batches}/{number}/{which}.json")

    def text(self, count, start=0):
        return f"{self.head},color\n" + "".join(f"k{n}@example.com,red\n" for n in range(start, start + count))


def kind(name, marketo):
    if name == "leads":
        path, counted = "/bulk/v1/leads", "numOfLeadsProcessed"
        field = {"displayName": "Color", "name": "color", "dataType": "string"}
        assert marketo.post("/rest/v1/leads/schema/fields.json", input=[field]).document["success"]
        reason = "Value for lookup field 'email' not found"
        return Kind(f"{path}.json", f"{path}/batch", "", "email", counted, {}, reason, marketo)
    if name == "members":
        field = {"displayName": "Color", "name": "color", "dataType": "string"}
        marketo.post("/rest/v1/programs/members/schema/fields.json", input=[field])
        path = f"/bulk/v1/program/{program(marketo)}/members/import.json"
        params = {"programMemberStatus": "Invited"}
        reason = "Value for lookup field 'email' not found"
        batches = "/bulk/v1/program/members/import"
        return Kind(path, batches, "/status", "email", "numOfLeadsProcessed", params, reason, marketo)
    cars(marketo, [])
    path = "/bulk/v1/customobjects/car/import"
    return Kind(f"{path}.json", path, "/status", "vin", "numOfObjectsProcessed", {}, "missing.dedupe.fields", marketo)


@pytest.fixture(params=KINDS)
def order(request, marketo):
    return kind(request.param, marketo)


# -- the file -------------------------------------------------------------------------------------------------------


def test_the_formats_in_either_case_and_with_either_ending(order):
    for format, mark in (("csv", ","), ("CSV", ","), ("tsv", "\t"), ("SSV", ";"), (None, ",")):
        for ending in ("\n", "\r\n"):
            text = order.text(2).replace(",", mark).replace("\n", ending)
            number = order.done(text, **{} if format is None else {"format": format})
            assert order.counts(number) == (2, 0, 0), (format, ending)


def test_encodings(order):
    text = order.text(1) + "k2@example.com,grün\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert order.counts(order.done(text.encode(encoding))) == (2, 0, 0), encoding
    number = order.done(text.encode("latin-1"))
    assert order.counts(number) == (1, 1, 0)
    assert lines(order.file(number, "failures"))[1][-1] == "The text is not UTF-8"


def test_what_is_no_file_of_separated_values(order):
    for content, message in (
        (b"", "Empty file"),
        (b"\n\r\n", "Empty file"),
        (b"PK\x03\x04\x14\0\x06\0\x08\0!\0", "The row cannot be read"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "The text is not UTF-8"),
        ('"never closed\n' + "x\n" * 100, "The row cannot be read"),
        ("a,a\n", "A column is named twice"),
        ("a,\n", "A column has no name"),
        (",".join(f"c{n}" for n in range(1_001)), "The file has more than 1000 columns"),
        ("x" * 256 + "\n", "A column has no name"),
    ):
        answer = order.send(content)
        assert (answer.codes, answer.messages) == (["1003"], [message]), content[:20]
    assert run(order.client) == {}


def test_a_column_that_nothing_has_is_refused_but_for_custom_objects(order):
    answer = order.send(b"%PDF-1.7\n%\xb5\xb5")
    if order.head == "vin":
        run(order.client)
        assert order.counts(batch(answer)) == (0, 1, 0)
    else:
        assert (answer.codes, answer.messages) == (["1006"], ["Field '%PDF-1.7' not found"])


def test_an_unknown_format_is_refused(order):
    answer = order.send(order.text(1), format="xls")
    assert (answer.codes, answer.messages) == (["1003"], ["Invalid value 'xls' for 'format'"])


def test_a_form_without_a_file_is_refused(order):
    text = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {"format": "csv", **order.params}.items()
    )
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = order.client.send("POST", order.path, content=f"{text}--x--\r\n".encode(), headers=headers)
    assert (answer.codes, answer.messages) == (["1002"], ["Missing value for the required parameter 'file'"])


@pytest.mark.parametrize(("more", "status", "waiting"), [(-1, 200, 1), (0, 200, 1), (1, 413, 0)])
def test_a_body_has_ten_megabytes_at_the_most(order, more, status, waiting):
    class Recorder:
        def send(self, method, path, *, content, headers):
            return content

    around = len(MarketoClient.upload(Recorder(), "", order.text(1).encode(), **order.params))
    answer = order.send(order.text(1) + "\n" * (BODY_BYTES - around + more))
    assert answer.status == status
    assert len(order.client.server.instance.read_now(import_jobs.active)) == waiting


# -- rows that fail -------------------------------------------------------------------------------------------------


def test_one_bad_row_spoils_no_other(order):
    many = SLICE_ROWS + 10
    text = order.text(many).replace("k1005@example.com,", ",")
    number = order.done(text)
    assert order.counts(number) == (many - 1, 1, 0)
    word = order.status(number)["message"]
    assert word == f"Import completed with errors, {many - 1} records imported ({many - 1} members), 1 failed"
    assert lines(order.file(number, "failures")) == [
        [order.head, "color", "Import Failure Reason"],
        ["", "red", order.reason],
    ]
    assert order.file(number, "warnings").status == 404


@pytest.mark.slow
def test_one_bad_row_among_a_hundred_thousand(marketo):
    order = kind("leads", marketo)
    number = order.done(order.text(100_000).replace("k77777@example.com,", ","))
    assert order.counts(number) == (99_999, 1, 0)
    assert lines(order.file(number, "failures"))[1:] == [["", "red", order.reason]]


@pytest.mark.parametrize("which", ["failures", "warnings"])
def test_without_such_rows_there_is_no_file(order, which):
    number = order.done(order.text(1))
    for one in (number, number + 1):
        answer = order.file(one, which)
        assert (answer.status, answer.headers["content-type"]) == (404, "text/plain;charset=UTF-8")


# -- limits, time ---------------------------------------------------------------------------------------------------


def test_ten_imports_of_all_kinds_wait_at_the_most(marketo):
    orders = [kind(name, marketo) for name in KINDS]
    for number in range(QUEUE_LIMIT):
        assert orders[number % 3].send(orders[number % 3].text(1)).codes == []
    for order in orders:
        answer = order.send(order.text(1))
        assert (answer.codes, answer.messages) == (["1016"], ["Too many imports"])
    assert marketo.server.instance.jobs.step()
    assert orders[0].send(orders[0].text(1)).codes == []
    assert orders[0].send(orders[0].text(1)).codes == ["1016"]


def test_two_imports_run_at_a_time_in_the_order_they_came(order):
    numbers = [batch(order.send(order.text(SLICE_ROWS + 1, start=n * 3_000))) for n in range(3)]
    for _ in range(2):
        assert order.client.server.instance.jobs.step()
    assert [order.status(number)["status"] for number in numbers] == ["Importing", "Importing", "Queued"]
    assert [order.counts(number)[0] for number in numbers] == [SLICE_ROWS, SLICE_ROWS, 0]
    assert order.file(numbers[0], "failures").status == 404
    run(order.client)
    assert [order.counts(number) for number in numbers] == [(SLICE_ROWS + 1, 0, 0)] * 3


def test_an_import_is_known_for_seven_days_after_its_end(order):
    number = order.done(order.text(1) + ",red\n")
    later(order.client, 7 * DAY - MINUTE)
    assert order.counts(number) == (1, 1, 0)
    later(order.client, 2 * MINUTE)
    assert order.status(number) == ["1013"]
    assert order.file(number, "failures").status == 404
    instance = order.client.server.instance
    instance.write_now(imports.forget_stale)
    assert instance.read_now(
        lambda tx: (import_jobs.find(tx, number), list(import_jobs.remarks(tx, number, "failure")))
    ) == (
        None,
        [],
    )


def test_everybody_with_the_permission_knows_an_import_but_as_its_own_kind_only(marketo, marketo_with):
    orders = [kind(name, marketo) for name in KINDS]
    numbers = [order.done(order.text(1)) for order in orders]
    clients = {"email": marketo_with("Read-Write Lead"), "vin": marketo_with("Read-Write Custom Object")}
    for order, number in zip(orders, numbers, strict=True):
        assert order.status(number, clients[order.head])["status"] == "Complete"
        for other in orders:
            if other.batches != order.batches:
                assert other.status(number) == ["1013"]


@pytest.mark.parametrize(("pace", "seen"), [("timed", ["Queued", "Importing", "Complete"]), ("polls:1", ["Complete"])])
def test_progress_shows_in_time_or_after_looks(order, pace, seen):
    order.client.server.instance.write_now(lambda tx: simulated_progress.set_bulk(tx, pace))
    number = order.done(order.text(1) + ",red\n")
    assert order.file(number, "failures").status == 404
    for word in seen:
        assert order.status(number)["status"] == word
        later(order.client, MINUTE)
    assert order.file(number, "failures").status == 200
