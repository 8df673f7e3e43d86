"""/sandbox/mailbox."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from mercat.domain.access import invitations
from mercat.domain.mail import outbox


def message(to="ada@example.com", subject="Grüße 💡", html="<a href='https://example.com/?a=1&amp;b=2'>x</a>"):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Mira <mira@example.com>", to, subject
    made.set_content("Grüße, see https://example.com/text.\n")
    if html:
        made.add_alternative(html, subtype="html")
    return made


def send(demo, *messages):
    return demo.instance.write_now(lambda tx: [outbox.enqueue(tx, one) for one in messages])


def test_a_mail_is_in_the_mailbox_once_its_transaction_is_committed(demo):
    (mail_id,) = send(demo, message())
    (mail,) = demo.sandbox("GET", "/mailbox").document["messages"]
    assert mail["headers"].pop("Message-ID").endswith("@example.com>")
    assert mail["headers"].pop("Date")
    assert mail.pop("sent_at") <= demo.sandbox("GET", "/clock").now
    assert mail == {
        "id": mail_id,
        "to": ["ada@example.com"],
        "from": "mira@example.com",
        "subject": "Grüße 💡",
        "headers": {
            "From": "Mira <mira@example.com>",
            "To": "ada@example.com",
            "Subject": "Grüße 💡",
            "MIME-Version": "1.0",
            "Content-Type": mail["headers"]["Content-Type"],
        },
        "text": "Grüße, see https://example.com/text.\n",
        "html": "<a href='https://example.com/?a=1&amp;b=2'>x</a>\n",
        "links": ["https://example.com/?a=1&b=2", "https://example.com/text"],
    }
    assert demo.sandbox("GET", f"/mailbox/{mail_id}").document["subject"] == "Grüße 💡"


def test_a_mail_of_text_alone_has_no_html(demo):
    send(demo, message(html=""))
    (mail,) = demo.sandbox("GET", "/mailbox").document["messages"]
    assert (mail["html"], mail["links"]) == (None, ["https://example.com/text"])


def test_the_source_of_a_mail_is_what_a_mail_program_reads(demo):
    (mail_id,) = send(demo, message())
    answer = demo.sandbox("GET", f"/mailbox/{mail_id}.eml")
    assert answer.headers["content-type"] == "message/rfc822"
    assert message_from_bytes(answer.content, policy=policy.default)["Subject"] == "Grüße 💡"


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ([], ["One", "Two", "Three"]),
        ([("to", "BOB@example.com")], ["Two", "Three"]),
        ([("to", "bob")], []),
        ([("subject", "t")], ["Two", "Three"]),
        ([("to", "bob@example.com"), ("subject", "three")], ["Three"]),
        ([("limit", "2")], ["Two", "Three"]),
    ],
)
def test_filters_narrow_what_is_shown(demo, query, subjects):
    send(demo, message(subject="One"), message("bob@example.com", "Two"), message("a@x.com, Bob@example.com", "Three"))
    answer = demo.operate("GET", "/sandbox/mailbox", query=query)
    assert [mail["subject"] for mail in answer.document["messages"]] == subjects


@pytest.mark.parametrize("query", [[("limit", "0")], [("limit", "1001")], [("to", "")], [("from", "x")]])
def test_a_filter_that_is_none_is_a_problem(demo, query):
    assert demo.operate("GET", "/sandbox/mailbox", query=query).status == 422


def test_the_mailbox_is_emptied_and_ids_go_on(demo):
    first = send(demo, message(), message())
    assert demo.sandbox("DELETE", "/mailbox").document == {"deleted": 2}
    assert demo.sandbox("GET", "/mailbox").document == {"messages": []}
    assert demo.sandbox("GET", f"/mailbox/{first[0]}").status == 404
    assert send(demo, message())[0] > first[1]


def test_a_reset_empties_it_too(demo):
    send(demo, message())
    demo.sandbox("POST", "/reset", {"to": "seed"})
    assert demo.sandbox("GET", "/mailbox").document == {"messages": []}


def test_the_oldest_mails_make_room(demo, monkeypatch):
    monkeypatch.setattr(outbox, "CAPTURED", 3)
    ids = send(demo, *[message() for _ in range(5)])
    assert [mail["id"] for mail in demo.sandbox("GET", "/mailbox").document["messages"]] == ids[2:]


def test_all_mails_together_have_a_bound(demo, monkeypatch):
    (first,) = send(demo, message())
    size = len(demo.sandbox("GET", f"/mailbox/{first}.eml").content)
    monkeypatch.setattr(outbox, "CAPTURED_BYTES", 3 * size + 100)
    ids = send(demo, *[message() for _ in range(4)])
    assert [mail["id"] for mail in demo.sandbox("GET", "/mailbox").document["messages"]] == ids[1:]


def test_a_mailbox_is_of_one_instance(demo):
    other = demo.sandbox("POST", "/instances", {"from": "empty"}).id
    send(demo, message())
    assert demo.sandbox("GET", "/mailbox", prefix=f"/i/{other}").document == {"messages": []}


def test_an_invitation_is_in_the_mailbox_with_a_link_that_works(demo):
    names = {"address": "eve@example.com", "first_name": "Eve", "last_name": "Adams"}
    demo.instance.write_now(lambda tx: invitations.invite(tx, "eve", **names, roles=[(2, 1)]))
    demo.instance.jobs.run_due()
    (mail,) = demo.operate("GET", "/sandbox/mailbox", query=[("to", "eve@example.com")]).document["messages"]
    (link,) = mail["links"]
    path = re.fullmatch(r"http://mercat\.test(/i/123-ABC-456/console/invitation/\S+)", link)[1]
    assert demo.call("GET", path).status == 200


@pytest.mark.parametrize("name", ["x", "0", "-1", "1.5", "9" * 30, "1.eml.eml", ".eml", "x.eml"])
def test_a_mail_that_is_not_there_is_not_found(demo, name):
    assert demo.sandbox("GET", f"/mailbox/{name}").status == 404
