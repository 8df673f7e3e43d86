"""The SOAP endpoint is gone, as the vendor announced."""

from typing import Any

import pytest


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_soap_endpoint_is_gone(server: Any, method: str) -> None:
    assert server.call(method, "/soap/mktows/3_1").status == 404
