"""The vendors' hosts: those that mercat serves, and those that nobody reaches under `mercat run`."""

import ipaddress
import re
from typing import Final

SUFFIX: Final = "mktorest.com"
INGESTION: Final = "mkto-ingestion-api.adobe.io"
OTHERS: Final = (INGESTION, "api.e.qq.com", "developers.e.qq.com", "dl.e.qq.com")
VENDORS: Final = (
    *("marketo.com", "marketo.net", "marketodesigner.com", "mktorest.com", "mktoweb.com", "mktdns.com", "mktossl.com"),
    *("mktosoap.com", "mktoapi.com", "mktoresp.com", "adobe.io", "adobe.com", "adobelogin.com"),
    *("qq.com", "gtimg.cn", "qpic.cn", "tencent.com", "weixin.com", "tenpay.com"),
)

HOST: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,252}|[0-9A-Fa-f:.]{2,45}")
MUNCHKIN: Final = re.compile(r"([0-9]{3}-[a-z]{3}-[0-9]{3})\.mktorest\.com")


def plain(host: str) -> str:
    """A host in lower case, without a dot at its end."""
    return host.lower().rstrip(".")


def munchkin_id(host: str) -> str | None:
    """The Munchkin id that a host names, in capitals."""
    match = MUNCHKIN.fullmatch(plain(host))
    return match[1].upper() if match else None


def is_served(host: str) -> bool:
    """Whether mercat answers for this host of a vendor."""
    name = plain(host)
    return name in OTHERS or MUNCHKIN.fullmatch(name) is not None


def is_of_a_vendor(host: str) -> bool:
    """Whether a host belongs to one of the vendors."""
    name = plain(host)
    return any(name == suffix or name.endswith(f".{suffix}") for suffix in VENDORS)


def is_local(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return plain(host) == "localhost" or plain(host).endswith(".localhost")


def entries(ids: list[str]) -> str:
    """The lines of a hosts file that lead to this machine."""
    names = [f"{instance_id.lower()}.{SUFFIX}" for instance_id in ids] + list(OTHERS)
    return "\n".join(f"127.0.0.1 {name}" for name in names)


def patterns() -> dict[str, str]:
    """Regular expressions of the hosts that mercat serves and of all the vendors' hosts, for Python and JavaScript."""
    others = "|".join(map(re.escape, OTHERS))
    vendors = "|".join(map(re.escape, VENDORS))
    return {"served": rf"^(?:{MUNCHKIN.pattern}|{others})$", "vendors": rf"^(?:.*\.)?(?:{vendors})$"}
