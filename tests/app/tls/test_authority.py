"""The authority: made once, private, and unable to sign for hosts that mercat does not serve."""

import datetime
import socket
import ssl
import stat
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mercat.app.tls import authority
from mercat.app.tls.authority import BadAuthority, open_authority


@pytest.fixture(autouse=True)
def data_home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def test_it_is_made_once_and_lies_in_the_data_home(data_home):
    first = open_authority()
    content = first.certificate.read_bytes()
    assert first.folder == data_home / "mercat" / "authority"
    assert open_authority().certificate.read_bytes() == content


def test_a_relative_data_home_does_not_count(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert authority.location() == tmp_path / ".local" / "share" / "mercat" / "authority"


def test_its_key_is_the_owners_and_nothing_else_has_a_key():
    made = open_authority()
    made.server_context()
    modes = {place.name: stat.S_IMODE(place.stat().st_mode) for place in made.folder.iterdir()}
    assert modes == {"ca.key": 0o600, "ca.pem": 0o644}
    assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
    (made.folder / "ca.key").chmod(0o644)
    made.server_context()
    assert stat.S_IMODE((made.folder / "ca.key").stat().st_mode) == 0o600


def test_many_that_begin_at_once_share_one():
    certificates = []
    threads = [
        threading.Thread(target=lambda: certificates.append(open_authority().certificate.read_bytes()))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(certificates) == 8
    assert len(set(certificates)) == 1


def test_no_client_believes_it_about_another_host(tmp_path):
    """A certificate for another host, signed with the key of the authority, is refused."""
    made = open_authority()
    issuer = made.describe()
    issuer_key = serialization.load_pem_private_key((made.folder / "ca.key").read_bytes(), None)
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    forged = (
        x509.CertificateBuilder(issuer.subject, x509.Name([]), key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("bank.example")]), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    file = tmp_path / "forged.pem"
    file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + forged.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    assert handshake(made.server_context(), made.certificate, "api.e.qq.com") is None
    assert "permitted subtree violation" in str(handshake(context, made.certificate, "bank.example"))


def handshake(server, certificate, host):
    """What a client finds wrong with a server that it takes for a host; None if nothing is."""
    one, other = socket.socketpair()

    def serve():
        try:
            server.wrap_socket(other, server_side=True).close()
        except (OSError, ssl.SSLError):
            other.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        ssl.create_default_context(cafile=certificate).wrap_socket(one, server_hostname=host).close()
        return None
    except ssl.SSLError as problem:
        return problem
    finally:
        one.close()
        thread.join()


@pytest.mark.parametrize(("name", "problem"), [("ca.pem", "cannot be read"), ("ca.key", "has no key that can be read")])
def test_a_damaged_one_says_what_to_do(name, problem):
    made = open_authority()
    (made.folder / name).write_text("nothing")
    with pytest.raises(BadAuthority, match=rf"{problem}.*Delete the directory; the next run makes another"):
        open_authority().server_context()


def test_an_expired_one_says_what_to_do(monkeypatch):
    monkeypatch.setattr(authority, "AUTHORITY_DAYS", 0)
    with pytest.raises(BadAuthority, match=r"expired on \d{4}-\d\d-\d\d\. Delete the directory"):
        open_authority()
