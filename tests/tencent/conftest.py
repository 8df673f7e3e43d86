"""Clients of accounts that are in a tree."""

import pytest

from support.agencies import agency_client
from support.server import Server
from support.tencent import TencentClient


@pytest.fixture
def agency(server: Server) -> TencentClient:
    """A client with the token of an agency."""
    return agency_client(server)
