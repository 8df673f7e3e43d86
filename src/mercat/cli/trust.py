"""`mercat trust`: where the certificate authority of this machine is, and how to trust it elsewhere."""

from typing import Any

from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def trust(out: Out) -> None:
    """Explain how a client trusts the certificate authority of this machine. Installs nothing."""
    from mercat.app.tls import authority

    made = authority.open_authority()
    facts = authority.facts(made)
    out.done(_explanation(facts), facts)


def _explanation(facts: dict[str, Any]) -> str:
    place = facts["ca_file"]
    return "\n".join(
        [
            f"The certificate authority of this machine: {place}",
            f"SHA-256 {facts['sha256']}, valid until {facts['expires'][:10]}. Its private key stays in that directory.",
            "It can sign for these hosts alone: " + ", ".join(facts["permits"]) + ".",
            "",
            "`mercat run -- CMD` lets CMD trust it; nothing else has to. For a client that is started in another way:",
            "",
            f"  curl                 --cacert {place}",
            f"  Python requests      REQUESTS_CA_BUNDLE={place}",
            f"  httpx, aiohttp, Go   SSL_CERT_FILE={place}",
            f"  Node                 NODE_EXTRA_CA_CERTS={place}",
            f"  Java                 keytool -importcert -file {place} -keystore STORE",
            f"  PHP                  openssl.cafile={place}",
            "",
            "mercat never changes the trust store of a system or a browser, and advises against it: there is no need.",
        ]
    )
