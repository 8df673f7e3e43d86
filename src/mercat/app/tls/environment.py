"""What a command finds in its environment, so that its clients use the proxy and trust the authority.

Beside the authority lie files for clients that do not read its certificate as it is: `bundle.pem` has the usual roots
too, `trust.p12` is the same for Java, and `php/mercat.ini` names the bundle to PHP.
"""

import contextlib
import json
import os
import shlex
import ssl
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from mercat.app import streams
from mercat.app import vendor_hosts as hosts
from mercat.app.tls.authority import Authority
from mercat.app.tls.gateway import HOST, Gateway

LOCAL: Final = ("localhost", "127.0.0.1", "::1")
PRELOAD: Final = Path(__file__).parent / "preload"
STORE_PASSWORD: Final = "changeit"  # noqa: S105  # Java's own; the store holds no secret
READABLE: Final = 0o644
ROOTS: Final = (  # where systems keep their roots
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
_BEGIN: Final = "-----BEGIN CERTIFICATE-----"
_END: Final = "-----END CERTIFICATE-----"


def environment(authority: Authority, gateway: Gateway, ready_file: Path, base: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command, made from that of this process."""
    ours = ssl.PEM_cert_to_DER_cert(authority.certificate.read_text())
    certificates = [ours, *(root for root in _roots(base) if root != ours)]
    bundle, store = _trust(authority.folder, certificates)
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    preload = {**hosts.patterns(), "proxy_port": gateway.proxy_port, "tls_port": gateway.tls_port}
    return {
        **base,
        **{name: gateway.proxy_url for proxy in proxies for name in (proxy, proxy.lower())},
        **dict.fromkeys(("NO_PROXY", "no_proxy"), ",".join(LOCAL)),
        **dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"), str(bundle)),
        "NODE_EXTRA_CA_CERTS": str(authority.certificate),
        "NODE_USE_ENV_PROXY": "1",
        "NODE_OPTIONS": _joined(base.get("NODE_OPTIONS"), f'--require "{PRELOAD / "node.cjs"}"'),
        "JAVA_TOOL_OPTIONS": _joined(base.get("JAVA_TOOL_OPTIONS"), _java_options(gateway.proxy_port, store)),
        "PHP_INI_SCAN_DIR": f"{base.get('PHP_INI_SCAN_DIR', '')}{os.pathsep}{authority.folder / 'php'}",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(PRELOAD), base.get("PYTHONPATH")))),
        "MERCAT_READY_FILE": str(ready_file),
        "MERCAT_RUN": json.dumps(preload),
    }


def _trust(folder: Path, certificates: list[bytes]) -> tuple[Path, Path]:
    """The bundle and Java's store of these certificates, written if they are not there; PHP's file with them."""
    bundle, store, php = folder / "bundle.pem", folder / "trust.p12", folder / "php" / "mercat.ini"
    content = "".join(map(ssl.DER_cert_to_PEM_cert, certificates)).encode()
    if not (store.exists() and php.exists() and bundle.exists() and bundle.read_bytes() == content):
        php.parent.mkdir(exist_ok=True)
        _write(php, f'openssl.cafile="{bundle}"\ncurl.cainfo="{bundle}"\n'.encode())
        _write(store, _java_store(certificates))
        _write(bundle, content)
    return bundle, store


def _write(place: Path, content: bytes) -> None:
    with streams.writing(place, mode=READABLE) as out:
        out.write(content)


def _roots(base: Mapping[str, str]) -> list[bytes]:
    """The roots that clients of this machine trust, DER: those of the user's own file, or of the system."""
    system = ssl.get_default_verify_paths().cafile
    own = base.get("SSL_CERT_FILE") or base.get("REQUESTS_CA_BUNDLE") or base.get("CURL_CA_BUNDLE")
    for place in (own, system, *ROOTS):
        if place and Path(place).is_file():
            return _certificates(Path(place).read_text("utf-8", "replace"))
    return ssl.create_default_context().get_ca_certs(binary_form=True)


def _certificates(text: str) -> list[bytes]:
    """The certificates of a PEM file, DER."""
    parts = [part.partition(_END)[0] for part in text.split(_BEGIN)[1:]]
    return [ssl.PEM_cert_to_DER_cert(f"{_BEGIN}{part}{_END}\n") for part in parts]


def _java_store(certificates: list[bytes]) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate, serialize_java_truststore

    entries = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about roots that are older than the rules of today
        for number, certificate in enumerate(certificates):
            with contextlib.suppress(ValueError):
                entries.append(PKCS12Certificate(x509.load_der_x509_certificate(certificate), b"mercat-%d" % number))
    return serialize_java_truststore(entries, BestAvailableEncryption(STORE_PASSWORD.encode()))


def _java_options(port: int, store: Path) -> str:
    properties = {
        **{f"{scheme}.proxyHost": HOST for scheme in ("http", "https")},
        **{f"{scheme}.proxyPort": str(port) for scheme in ("http", "https")},
        "http.nonProxyHosts": "localhost|127.*|[::1]",
        "javax.net.ssl.trustStore": str(store),
        "javax.net.ssl.trustStoreType": "PKCS12",
        "javax.net.ssl.trustStorePassword": STORE_PASSWORD,
    }
    return " ".join(shlex.quote(f"-D{name}={value}") for name, value in properties.items())


def _joined(*words: str | None) -> str:
    return " ".join(filter(None, words))
