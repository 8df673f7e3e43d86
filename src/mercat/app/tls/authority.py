"""The certificate authority of this machine, which signs certificates for the vendors' hosts.

It lies in $XDG_DATA_HOME/mercat/authority and is made when it is first needed. Nothing installs it: only programs that
`mercat run` starts trust it. Its certificate permits the hosts that mercat serves and no others, so that its key cannot
sign for another host even if it gets out.
"""

import ipaddress
import os
import shutil
import ssl
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mercat.app import streams
from mercat.app.vendor_hosts import OTHERS, SUFFIX
from mercat.model.clock import Clock, to_datetime
from mercat.store.engines import private

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

AUTHORITY_DAYS: Final = 3_650
LEAF_DAYS: Final = 397  # some clients refuse certificates that are valid for longer
NAMES: Final = (f"*.{SUFFIX}", *OTHERS, "localhost")
ADDRESSES: Final = ("127.0.0.1", "::1")
ALPN: Final = ["http/1.1"]


class BadAuthority(Exception):
    """The authority cannot be used. The text says why, and what to do."""

    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(
            f"The certificate authority in {folder} {problem}. Delete the directory; the next run makes another."
        )


class Authority:
    """The authority in a directory. `certificate` is the file that clients trust."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.certificate = folder / "ca.pem"
        self._key = folder / "ca.key"

    def server_context(self) -> ssl.SSLContext:
        """The server side of TLS, with a new certificate for all hosts that mercat serves."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(ALPN)
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".leaf-") as file:  # mode 0600; `ssl` reads only files
            file.write(self._leaf())
            file.flush()
            context.load_cert_chain(file.name)
        return context

    def describe(self) -> "x509.Certificate":
        """The certificate of the authority. Raises BadAuthority."""
        from cryptography import x509

        try:
            return x509.load_pem_x509_certificate(self.certificate.read_bytes())
        except (OSError, ValueError) as problem:
            raise BadAuthority(self.folder, f"cannot be read ({problem})") from None

    def _leaf(self) -> bytes:
        """The private key and the certificate of the server, PEM."""
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec

        issuer, issuer_key = self.describe(), self._load_key()
        key = ec.generate_private_key(ec.SECP256R1())
        names: list[x509.GeneralName] = [x509.DNSName(name) for name in NAMES]
        names += [x509.IPAddress(ipaddress.ip_address(address)) for address in ADDRESSES]
        builder = _certificate(_named("mercat"), issuer.subject, key, issuer_key, LEAF_DAYS)
        leaf = (
            builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(issuer_key, hashes.SHA256())
        )
        return _pem(key) + leaf.public_bytes(_encoding()) + issuer.public_bytes(_encoding())

    def _load_key(self) -> "EllipticCurvePrivateKey":
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        try:
            private.close_to_others(self._key)
            key = serialization.load_pem_private_key(self._key.read_bytes(), None)
        except (OSError, ValueError) as problem:
            raise BadAuthority(self.folder, f"has no key that can be read ({problem})") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise BadAuthority(self.folder, "has a key of another kind")
        return key


def open_authority() -> Authority:
    """The authority of this machine. Creates it if there is none. Raises BadAuthority."""
    folder = location()
    if not folder.exists():
        _create(folder)
    authority = Authority(folder)
    expires = authority.describe().not_valid_after_utc
    if expires < to_datetime(Clock().now()) + timedelta(days=1):
        raise BadAuthority(folder, f"expired on {expires:%Y-%m-%d}")
    return authority


def facts(authority: Authority) -> dict[str, Any]:
    """What a person has to know to trust the authority."""
    from cryptography.hazmat.primitives import hashes

    certificate = authority.describe()
    return {
        "ca_file": str(authority.certificate),
        "sha256": certificate.fingerprint(hashes.SHA256()).hex(":").upper(),
        "expires": certificate.not_valid_after_utc.isoformat(),
        "permits": list(NAMES),
    }


def location() -> Path:
    """The directory of the authority."""
    data_home = os.environ.get("XDG_DATA_HOME", "")
    base = Path(data_home) if Path(data_home).is_absolute() else Path.home() / ".local" / "share"
    return base / "mercat" / "authority"


def _create(folder: Path) -> None:
    """Make key and certificate in a directory beside and rename it. Of two processes at once, one makes them."""
    from cryptography.hazmat.primitives.asymmetric import ec

    private.make_folder(folder.parent)
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".authority-"))
    try:
        key = ec.generate_private_key(ec.SECP256R1())
        with streams.writing(beside / "ca.key", mode=private.FILE) as out:
            out.write(_pem(key))
        with streams.writing(beside / "ca.pem", mode=0o644) as out:
            out.write(_root(key))
        try:
            beside.rename(folder)
        except OSError:
            if not (folder / "ca.pem").exists():
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _root(key: "EllipticCurvePrivateKey") -> bytes:
    """The certificate of the authority, PEM. It permits only the names and addresses that mercat serves."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    permitted: list[x509.GeneralName] = [x509.DNSName(name) for name in (SUFFIX, *OTHERS, "localhost")]
    permitted += [x509.IPAddress(ipaddress.ip_network(address)) for address in ADDRESSES]
    name = _named(f"mercat on {os.uname().nodename}"[:64])
    return (
        _certificate(name, name, key, key, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None), critical=True)
        .sign(key, hashes.SHA256())
        .public_bytes(_encoding())
    )


def _certificate(subject: Any, issuer: Any, key: Any, issuer_key: Any, days: int) -> "x509.CertificateBuilder":
    from cryptography import x509

    now = to_datetime(Clock().now())
    return (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> "x509.KeyUsage":
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _named(name: str) -> "x509.Name":
    from cryptography import x509

    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _pem(key: "EllipticCurvePrivateKey") -> bytes:
    from cryptography.hazmat.primitives import serialization

    plain = serialization.NoEncryption()
    return key.private_bytes(_encoding(), serialization.PrivateFormat.PKCS8, plain)


def _encoding() -> Any:
    from cryptography.hazmat.primitives.serialization import Encoding

    return Encoding.PEM
