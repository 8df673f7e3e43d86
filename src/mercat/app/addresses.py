"""The addresses that the server listens on: their URLs, and who can reach them."""

import ipaddress
import socket


def base_url(scheme: str, bound: socket.socket) -> str:
    """The URL at which a client on this machine reaches a socket."""
    host, port = bound.getsockname()[:2]
    return url_of(scheme, host, port)


def url_of(scheme: str, host: str, port: int) -> str:
    """The URL at which a client on this machine reaches an address that the server listens on."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # told, not bound
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether only clients on this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
