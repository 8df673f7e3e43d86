"""Bulk imports for tests: sending a file, doing the work, reading the files that come of it."""

import csv
import io
from typing import Any, Final

from support.marketo import MarketoClient
from support.server import Response

LEADS: Final = "/bulk/v1/leads"


def run(marketo: MarketoClient) -> dict[str, int]:
    """Do what is ordered in the background."""
    return marketo.server.instance.jobs.run_due()


def sent(marketo: MarketoClient, text: str | bytes, path: str = f"{LEADS}.json", **params: Any) -> Response:
    """The answer to a file."""
    return marketo.upload(path, text if isinstance(text, bytes) else text.encode(), **params)


def batch(answer: Response) -> int:
    """The id of the import that the answer tells of."""
    (row,) = answer.result
    number: int = row.batchId
    return number


def lines(answer: Response, delimiter: str = ",") -> list[list[str]]:
    """The rows of a file."""
    return list(csv.reader(io.StringIO(answer.content.decode()), delimiter=delimiter))
