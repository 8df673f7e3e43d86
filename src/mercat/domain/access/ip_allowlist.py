"""The IP allowlist: the addresses from which programs may call the API. Without an entry, all addresses may.

An entry is an address, a network (`192.0.2.0/24`, `2001:db8::/32`), a range (`192.0.2.1-192.0.2.9`), or has wildcards
for its last numbers (`192.0.2.*`).
"""

import ipaddress
from typing import Final

import msgspec

from mercat.domain import audit
from mercat.model.refusals import Refusal, TooMany
from mercat.store import settings
from mercat.store.tx import Tx

ENTRIES: Final = 100
ENTRY_LENGTH: Final = 100
_ENTRIES: Final = "allowlist.entries"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Range = tuple[int, int, int]  # the IP version, and the first and last address as numbers


class InvalidIpRange(Refusal):
    """The text is not an address, network or range."""

    text: str


def admits(tx: Tx, address: str) -> bool:
    """Whether calls from an address are accepted."""
    ranges = tx.cached(_ENTRIES, _ranges)
    return not ranges or _is_in(address, ranges)


def would_admit(entries: list[str], address: str) -> bool:
    """Whether a list would accept calls from an address. Raises InvalidIpRange, TooMany."""
    ranges = _parsed(entries)
    return not ranges or _is_in(address, ranges)


def entries(tx: Tx) -> list[str]:
    """The entries as they were entered. Without an entry, all addresses may call."""
    return msgspec.json.decode(settings.find(tx, _ENTRIES) or "[]", type=list[str])


def replace(tx: Tx, new_entries: list[str]) -> None:
    """Replace all entries. The new ones apply from the next call on. Raises InvalidIpRange, TooMany."""
    _parsed(new_entries)
    before = entries(tx)
    settings.put(tx, _ENTRIES, msgspec.json.encode(new_entries).decode())
    tx.invalidate(_ENTRIES)
    audit.note(tx, "allowlist.changed", "REST API", before={"addresses": before}, after={"addresses": new_entries})


def _ranges(tx: Tx) -> list[Range]:
    return _parsed(entries(tx))


def _parsed(entries: list[str]) -> list[Range]:
    if len(entries) > ENTRIES:
        raise TooMany("addresses", ENTRIES)
    return [_parse(entry) for entry in entries]


def _is_in(text: str, ranges: list[Range]) -> bool:
    try:
        address = _plain(ipaddress.ip_address(text))
    except ValueError:  # a socket without an address
        return False
    return any(version == address.version and first <= int(address) <= last for version, first, last in ranges)


def _plain(address: Address) -> Address:
    """An IPv4 address as IPv4, even from a socket for both versions."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _parse(entry: str) -> Range:
    try:
        if len(entry) > ENTRY_LENGTH:
            raise ValueError
        if "-" in entry:
            first, last = (ipaddress.ip_address(part.strip()) for part in entry.split("-"))
        else:
            network = ipaddress.ip_network(_without_wildcards(entry), strict=False)
            first, last = network[0], network[-1]
        if first.version != last.version or int(first) > int(last):
            raise ValueError
    except ValueError:
        raise InvalidIpRange(entry[:ENTRY_LENGTH]) from None
    return first.version, int(first), int(last)


def _without_wildcards(entry: str) -> str:
    """An entry with wildcards, such as `192.0.2.*`, as a network."""
    numbers = entry.split(".")
    prefix = [number for number in numbers if number != "*"]
    if len(prefix) == len(numbers):
        return entry
    if len(numbers) != 4 or numbers != prefix + ["*"] * (4 - len(prefix)):
        raise ValueError
    return f"{'.'.join(prefix + ['0'] * (4 - len(prefix)))}/{8 * len(prefix)}"
