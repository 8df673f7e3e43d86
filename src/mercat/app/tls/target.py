"""The server that calls are forwarded to, and which hosts lead to it."""

import asyncio
import re
import ssl
from typing import Final
from urllib.parse import urlsplit

from mercat.app import vendor_hosts as hosts
from mercat.app.addresses import is_loopback

BASE_URL: Final = re.compile(r"(https?://[^/?#@\s]+)(?:/i/([0-9]{3}-[A-Z]{3}-[0-9]{3}))?/?")
INGESTION_PATH: Final = re.compile(rb"/subscriptions/([0-9]{3}-[A-Z]{3}-[0-9]{3})/")
CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 10.0
HEAD_BYTES: Final = 65_536
MOST_IDS: Final = 1_000  # that are remembered

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class BadTarget(Exception):
    """The text is not the URL of a server."""


class Target:
    """A server. With an `instance_id` only that instance is reached; without one, every instance of the server."""

    def __init__(self, base_url: str, instance_id: str | None = None) -> None:
        match = BASE_URL.fullmatch(base_url)
        if match is None:
            raise BadTarget(base_url)
        address = urlsplit(match[1])
        self.base_url = match[1]
        self.instance_id = instance_id or match[2]
        self.host = address.hostname or ""
        self.port = address.port or (443 if address.scheme == "https" else 80)
        self.netloc = address.netloc.encode()
        self.is_local = is_loopback(self.host)
        self._tls = address.scheme == "https"
        self._ids: set[str] = set()

    async def connect(self) -> Streams:
        """A connection to the server. Raises OSError."""
        context = ssl.create_default_context() if self._tls else None
        async with asyncio.timeout(CONNECT_SECONDS):
            return await asyncio.open_connection(self.host, self.port, ssl=context, limit=HEAD_BYTES)

    async def answers(self) -> bool:
        """Whether the server accepts connections."""
        try:
            _, writer = await self.connect()
        except OSError:
            return False
        writer.close()
        return True

    async def refusal(self, host: str) -> str | None:
        """Why no call to this host of a vendor gets through; None if it does."""
        if not hosts.is_served(host):
            return f"{host} is a real host of the vendor, and mercat lets no call reach one."
        munchkin_id = hosts.munchkin_id(host)
        if munchkin_id is None or munchkin_id == self.instance_id:
            return None
        if self.instance_id is not None:
            return f"mercat serves {self.instance_id} here, not {munchkin_id}; `--instance {munchkin_id}` names it so."
        if not await self._has(munchkin_id):
            return f"mercat has no instance {munchkin_id}; `mercat run --instance {munchkin_id}` starts one."
        return None

    async def route(self, host: str, path: bytes) -> tuple[bytes, bytes]:
        """The Host header and the prefix of the path with which the server picks the instance of a call."""
        munchkin_id = hosts.munchkin_id(host)
        if munchkin_id is None and self.instance_id is None:
            named = INGESTION_PATH.match(path)
            munchkin_id = named[1].decode() if named and await self._has(named[1].decode()) else None
        elif munchkin_id is not None and self.is_local:
            return host.encode("latin-1"), b""  # the server knows an instance by its host
        instance_id = munchkin_id or self.instance_id
        prefix = b"" if instance_id is None or path.startswith(b"/i/") else b"/i/" + instance_id.encode()
        return host.encode("latin-1") if self.is_local else self.netloc, prefix

    async def _has(self, instance_id: str) -> bool:
        """Whether the server has an instance. True if it does not answer: then the call itself says so."""
        if instance_id in self._ids:
            return True
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                reader, writer = await self.connect()
                writer.write(
                    b"GET /i/%b/healthz HTTP/1.1\r\nHost: %b\r\nConnection: close\r\n\r\n"
                    % (instance_id.encode(), self.netloc)
                )
                line = await reader.readline()
                writer.close()
        except (OSError, ValueError):
            return True
        if line.startswith(b"HTTP/1.1 404"):
            return False
        if len(self._ids) < MOST_IDS:
            self._ids.add(instance_id)
        return True
