"""Invitations by mail: to the server that the settings name, over TLS and with its log-in; what happens if it fails."""

import re
import ssl
from collections.abc import Iterator

import pytest

from mercat.app.config import BadSetting, Worker
from mercat.app.smtp import SmtpMailer, mailer
from mercat.domain import jobs
from mercat.domain.access import invitations
from mercat.domain.job_handler import Undelivered
from mercat.model.clock import HOUR, MINUTE
from mercat.model.mail import Envelope
from support import certificates
from support.mail import PASSWORD, USER, MailServer, authenticate
from support.server import Server


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """A mail server in the clear."""
    made = MailServer()
    yield made
    made.stop()


HELLO = Envelope(
    "mercat@example.com", ["eve@mercat.test"], "Hello", b"From: mercat@example.com\r\nSubject: Hello\r\n\r\nText\r\n"
)


def settings(mail: MailServer, **changes: object) -> Worker:
    given = {
        "base_url": "https://m.example",
        "smtp_host": "127.0.0.1",
        "smtp_port": mail.port,
        "smtp_from": "mercat@example.com",
        "smtp_tls": "none",
    }
    return Worker(**{**given, **changes})


def invite(server: Server) -> None:
    names = {"address": "eve@mercat.test", "first_name": "Eve", "last_name": "Adams"}
    server.instance.write_now(lambda tx: invitations.invite(tx, "eve", **names, roles=[(2, 1)]))


def test_who_is_invited_gets_the_link(server: Server, mail: MailServer):
    server.instance.mailer = mailer(settings(mail))
    invite(server)
    assert server.instance.jobs.run_due() == {"send_invitation": 1}
    ((to, subject, text),) = mail.mails
    assert (to, "Marketo Login Information" in subject) == (["eve@mercat.test"], True)
    link = re.search(r"https://m\.example(/i/123-ABC-456/console/invitation/\S+)", text)
    assert link and "您已受邀" in text
    assert [message["From"] for _, message, _ in mail.messages] == ["mercat@example.com"]
    assert server.call("GET", link[1]).status == 200


def test_a_mail_that_was_not_taken_is_sent_later(server: Server, mail: MailServer):
    server.instance.mailer = mailer(settings(mail))
    mail.refuses = True
    invite(server)
    server.instance.jobs.run_due()
    assert mail.mails == []
    mail.refuses = False
    server.instance.jobs.advance(server.instance.clock.now() + MINUTE)
    assert len(mail.mails) == 1


def test_it_is_given_up_in_the_end_and_the_link_still_stands(server: Server, mail: MailServer):
    server.instance.mailer = mailer(settings(mail))
    mail.refuses = True
    invite(server)
    server.instance.jobs.advance(server.instance.clock.now() + 5 * HOUR)
    assert [job.kind for job in server.instance.read_now(jobs.failed)] == ["send_invitation"]
    assert server.instance.read_now(lambda tx: invitations.invitation(tx, "eve"))


def test_an_invitation_that_was_withdrawn_is_not_mailed(server: Server, mail: MailServer):
    server.instance.mailer = mailer(settings(mail))
    invite(server)
    server.instance.write_now(lambda tx: invitations.withdraw(tx, "eve"))
    server.instance.jobs.run_due()
    assert mail.mails == []


def test_without_a_mail_server_nothing_is_sent(server: Server):
    assert mailer(Worker(base_url="https://m.example")) is None
    invite(server)
    assert server.instance.jobs.run_due() == {"send_invitation": 1}
    assert server.instance.read_now(jobs.failed) == []


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_the_way_is_encrypted_and_the_certificate_looked_at(tmp_path, monkeypatch, tls: str):
    certificate, key = certificates.make(tmp_path, "127.0.0.1")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    options = {"tls": context} if tls == "tls" else {"tls_context": context, "require_starttls": True}
    known = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": tls == "starttls"}
    mail = MailServer(**known, **options)
    (tmp_path / "password").write_text(PASSWORD + "\n")
    given = {"smtp_tls": tls, "smtp_user": USER, "smtp_password_file": tmp_path / "password"}
    sender = mailer(settings(mail, **given))
    assert isinstance(sender, SmtpMailer)
    try:
        with pytest.raises(Undelivered) as refusal:
            sender.deliver(HELLO)
        assert isinstance(refusal.value.__cause__, ssl.SSLCertVerificationError)
        assert not refusal.value.is_final
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        sender.deliver(HELLO)
    finally:
        mail.stop()
    assert [subject for _, subject, _ in mail.mails] == ["Hello"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"base_url": None}, "--smtp-host needs --base-url"),
        ({"smtp_from": None}, "--smtp-host needs --smtp-from"),
        ({"smtp_from": "mercat@example.com\nBcc: x@example.com"}, "--smtp-host needs --smtp-from"),
        ({"smtp_user": "mercat"}, "--smtp-user goes with"),
        ({"smtp_password_file": "password"}, "--smtp-user goes with"),
        ({"smtp_user": "mercat", "smtp_password_file": "password"}, "a password must not be sent in plain text"),
        ({"smtp_user": "mercat", "smtp_password_file": "nowhere"}, "--smtp-password-file cannot be read"),
    ],
)
def test_settings_that_do_not_go_together_are_said(tmp_path, mail: MailServer, given, words):
    (tmp_path / "password").write_text(PASSWORD)
    if "smtp_password_file" in given:
        given = {**given, "smtp_password_file": tmp_path / given["smtp_password_file"]}
    with pytest.raises(BadSetting, match=re.escape(words)):
        mailer(settings(mail, **given))


def test_the_password_may_be_a_variable(monkeypatch, mail: MailServer):
    monkeypatch.setenv("MERCAT_SMTP_PASSWORD", PASSWORD)
    assert mailer(settings(mail, smtp_user="mercat", smtp_tls="starttls")) is not None
