"""The outbox: a mail is delivered once, after the commit, in a form that every mail server takes."""

import re
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest

from mercat.app.config import Worker
from mercat.app.instances.instance import Instance
from mercat.app.smtp import mailer
from mercat.domain import housekeeping
from mercat.domain.mail import outbox
from mercat.model.clock import DAY, HOUR, MINUTE, to_datetime
from mercat.model.mail import MailState
from mercat.model.refusals import Missing, NotAllowed, RuleBroken, TooMany
from mercat.model.rules import Rule
from mercat.store import mail as mails
from support.databases import Lease
from support.mail import MailServer

TEXT = "Grüße 💡\n" + "a long line " * 200 + "\n.\nend\n"
HTML = "<p>Grüße <a href='https://example.com/?a=1'>here</a></p>" + "x" * 2_000


@pytest.fixture
def server(instance: Instance) -> Iterator[MailServer]:
    """A mail server that the instance knows."""
    made = MailServer()
    instance.mailer = mailer(settings(made.port))
    yield made
    made.stop()


def settings(port: int) -> Worker:
    return Worker(
        base_url="https://m.example",
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_from="mercat@example.com",
        smtp_tls="none",
    )


def message(**headers: str) -> EmailMessage:
    made = EmailMessage()
    given = {"From": "Åsa <asa@example.com>", "To": "eve@mercat.test", "Subject": "Grüße 💡"} | headers
    for name, value in given.items():
        if value:
            made[name] = value
    made.set_content(TEXT)
    made.add_alternative(HTML, subtype="html")
    return made


def order(instance: Instance, **headers: str) -> int:
    return instance.write_now(lambda tx: outbox.enqueue(tx, message(**headers)))


def state(instance: Instance, mail_id: int) -> tuple[str, int]:
    mail = instance.read_now(lambda tx: outbox.find(tx, mail_id))
    assert mail is not None
    return mail.state.value, mail.attempts


# -- what goes out --------------------------------------------------------------------------------------------------


def test_a_mail_is_delivered_once_with_its_parts(instance: Instance, server: MailServer):
    mail_id = order(instance)
    assert state(instance, mail_id) == ("queued", 0)
    assert instance.jobs.run_due() == {"send_mail": 1}
    assert instance.jobs.run_due() == {}
    ((recipients, mail, _),) = server.messages
    assert (recipients, mail["Subject"]) == (["eve@mercat.test"], "Grüße 💡")
    assert mail["From"].addresses[0].display_name == "Åsa"
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == TEXT
    assert mail.get_body(("html",)).get_content().strip() == HTML
    assert state(instance, mail_id) == ("sent", 1)


def test_a_message_is_of_seven_bits_and_short_lines(instance: Instance, server: MailServer):
    order(instance)
    instance.jobs.run_due()
    ((_, _, content),) = server.messages
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_message_has_a_date_of_the_instances_clock_and_an_id_of_its_sender(instance: Instance, server: MailServer):
    order(instance)
    instance.jobs.run_due()
    ((_, mail, _),) = server.messages
    age = to_datetime(instance.clock.now()) - parsedate_to_datetime(mail["Date"])
    assert 0 <= age.total_seconds() < 60
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.com>", mail["Message-ID"])


def test_a_blind_copy_goes_to_its_recipient_and_is_not_in_the_message(instance: Instance, server: MailServer):
    order(instance, Cc="c@mercat.test, eve@mercat.test", Bcc="b@mercat.test")
    instance.jobs.run_due()
    ((recipients, mail, content),) = server.messages
    assert recipients == ["eve@mercat.test", "c@mercat.test", "b@mercat.test"]
    assert (mail["Bcc"], b"b@mercat.test" in content) == (None, False)


def test_the_content_of_a_mail_that_was_sent_is_dropped(instance: Instance, server: MailServer):
    mail_id = order(instance)
    assert instance.read_now(lambda tx: mails.content(tx, mail_id)) != b""
    instance.jobs.run_due()
    assert instance.read_now(lambda tx: mails.content(tx, mail_id)) == b""


def test_a_transaction_that_fails_sends_nothing(instance: Instance, server: MailServer):
    def work(tx):
        outbox.enqueue(tx, message())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        instance.write_now(work)
    assert instance.jobs.run_due() == {}
    assert server.messages == []


# -- what a mail server says ----------------------------------------------------------------------------------------


def test_a_mail_that_is_not_taken_now_is_sent_later_and_once(instance: Instance, server: MailServer):
    server.reply = "451 Not now"
    mail_id = order(instance)
    instance.jobs.run_due()
    assert state(instance, mail_id) == ("queued", 1)
    server.reply = "250 OK"
    instance.jobs.advance(instance.clock.now() + MINUTE)
    assert (state(instance, mail_id), len(server.messages)) == (("sent", 2), 1)
    instance.jobs.advance(instance.clock.now() + 10 * HOUR)
    assert len(server.messages) == 1


def test_a_mail_is_given_up_after_five_attempts(instance: Instance, server: MailServer):
    server.reply = "451 Not now"
    mail_id = order(instance)
    instance.jobs.advance(instance.clock.now() + 10 * HOUR)
    assert state(instance, mail_id) == ("failed", 5)
    problem = instance.read_now(lambda tx: outbox.find(tx, mail_id)).problem
    assert "Not now" in problem


@pytest.mark.parametrize(("reply", "unknown"), [("550 Spam", {}), ("250 OK", {"eve@mercat.test": "550 No such user"})])
def test_a_mail_that_is_refused_for_good_is_not_tried_again(instance: Instance, server: MailServer, reply, unknown):
    server.reply, server.unknown = reply, unknown
    mail_id = order(instance)
    instance.jobs.run_due()
    assert state(instance, mail_id) == ("failed", 1)
    assert instance.read_now(lambda tx: mails.content(tx, mail_id)) == b""


def test_a_recipient_that_is_refused_does_not_keep_the_others_from_theirs(instance: Instance, server: MailServer):
    server.unknown = {"x@mercat.test": "550 No such user"}
    mail_id = order(instance, To="x@mercat.test, eve@mercat.test")
    instance.jobs.run_due()
    assert [recipients for recipients, _, _ in server.messages] == [["eve@mercat.test"]]
    mail = instance.read_now(lambda tx: outbox.find(tx, mail_id))
    assert (mail.state, mail.problem) == (MailState.SENT, "x@mercat.test: 550 No such user")


def test_a_server_that_is_not_there_is_asked_again(instance: Instance, server: MailServer):
    instance.mailer = mailer(settings(1))
    mail_id = order(instance)
    instance.jobs.run_due()
    assert state(instance, mail_id) == ("queued", 1)
    instance.mailer = mailer(settings(server.port))
    instance.jobs.advance(instance.clock.now() + MINUTE)
    assert len(server.messages) == 1


def test_a_bad_farewell_of_the_server_sends_nothing_twice(instance: Instance, server: MailServer):
    async def farewell(*_):
        return "421 Something else"

    server.handle_QUIT = farewell
    mail_id = order(instance)
    instance.jobs.advance(instance.clock.now() + 10 * HOUR)
    assert (state(instance, mail_id), len(server.messages)) == (("sent", 1), 1)


KILLED = """
import sys
from pathlib import Path
from mercat.app.config import Worker
from mercat.app.instances.registry import Registry
from mercat.app.smtp import mailer
registry = Registry(Path(sys.argv[1]), durable=True)
registry.open("123-ABC-456")
options = Worker(base_url="https://m.example", smtp_host="127.0.0.1", smtp_port=int(sys.argv[2]),
    smtp_from="mercat@example.com", smtp_tls="none")
registry.default.mailer = mailer(options)
registry.default.jobs.run_due()
"""


def test_a_mail_survives_kill_9_in_the_middle_of_its_delivery(lease: Lease, backend: str, server: MailServer):
    if backend != "sqlite":
        pytest.skip("the process is about SQLite's file")
    mail_id = order(lease.registry.default)
    lease.registry.close()
    server.stalls.set()
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(lease.folder), str(server.port)])
    assert server.arrived.wait(60)
    process.kill()
    process.wait()
    lease.registry = lease.open()
    server.stalls.clear()
    instance = lease.registry.default
    instance.mailer = mailer(settings(server.port))
    instance.jobs.take_up()
    instance.jobs.run_due()
    assert (state(instance, mail_id)[0], len(server.messages)) == ("sent", 1)


# -- what is refused ------------------------------------------------------------------------------------------------


def test_nothing_is_ordered_where_nothing_can_be_sent(instance: Instance):
    with pytest.raises(RuleBroken) as refusal:
        order(instance)
    assert refusal.value.rule is Rule.MAIL_SERVER_MISSING


def test_a_mail_fails_if_the_mail_server_is_gone_from_the_settings(instance: Instance, server: MailServer):
    mail_id = order(instance)
    instance.mailer = None
    instance.jobs.run_due()
    assert state(instance, mail_id) == ("failed", 1)


@pytest.mark.parametrize("address", ["eve", "eve@", "e ve@mercat.test", "éve@mercat.test", "eve@mércat.test", ""])
def test_a_recipient_that_is_no_address_is_refused(instance: Instance, server: MailServer, address: str):
    with pytest.raises(NotAllowed):
        instance.write_now(lambda tx: outbox.enqueue(tx, message(), [address]))
    assert instance.jobs.run_due() == {}


@pytest.mark.parametrize("address", ["eve", "éve@mercat.test", "eve@mércat.test"])
def test_a_sender_that_is_no_address_is_refused(instance: Instance, server: MailServer, address: str):
    with pytest.raises(NotAllowed):
        order(instance, From=address)


@pytest.mark.parametrize("name", ["From", "To"])
def test_a_mail_without_sender_or_recipient_is_refused(instance: Instance, server: MailServer, name: str):
    with pytest.raises(Missing):
        order(instance, **{name: ""})


def test_a_mail_has_a_hundred_recipients_at_most(instance: Instance, server: MailServer):
    def to(count: int) -> int:
        recipients = [f"p{number}@mercat.test" for number in range(count)]
        return instance.write_now(lambda tx: outbox.enqueue(tx, message(), recipients))

    assert to(100)
    with pytest.raises(TooMany):
        to(101)


def test_a_mail_has_a_bound(instance: Instance, server: MailServer):
    large = message()
    large.add_attachment(b"x" * outbox.MESSAGE_BYTES, maintype="application", subtype="octet-stream")
    with pytest.raises(RuleBroken) as refusal:
        instance.write_now(lambda tx: outbox.enqueue(tx, large))
    assert (refusal.value.rule, refusal.value.facts) == (Rule.MAIL_TOO_LARGE, {"limit": outbox.MESSAGE_BYTES})


def test_the_message_of_the_caller_stays_as_it_was(instance: Instance, server: MailServer):
    given = message(Bcc="b@mercat.test")
    before = given.as_bytes()
    instance.write_now(lambda tx: outbox.enqueue(tx, given))
    assert given.as_bytes() == before


def test_mails_that_were_sent_long_ago_are_forgotten(instance: Instance, server: MailServer):
    mail_id = order(instance)
    instance.jobs.run_due()
    instance.jobs.advance(instance.clock.now() + 31 * DAY)
    instance.write_now(housekeeping.forget)
    assert instance.read_now(lambda tx: outbox.find(tx, mail_id)) is None


def test_a_stored_message_reads_back(instance: Instance, server: MailServer):
    mail_id = order(instance)
    content = instance.read_now(lambda tx: mails.content(tx, mail_id))
    assert message_from_bytes(content, policy=policy.default)["To"] == "eve@mercat.test"
