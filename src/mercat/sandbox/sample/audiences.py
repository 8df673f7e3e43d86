"""Audiences of the sample data: two of files, a lookalike, a combination, and one of keywords. Nothing is drawn."""

import hashlib
import io
import zipfile
from dataclasses import replace

from mercat.domain.advertising.audience_files import audience_files
from mercat.domain.advertising.audiences import audiences
from mercat.model.clock import DAY
from mercat.store.tx import Tx


def fill(tx: Tx, account_id: int) -> None:
    """Make two audiences with files, and those that follow from them."""
    then = replace(tx, now=tx.now - 20 * DAY)
    parts = []
    for name, first in (("Buyers of a year", 0), ("Newsletter readers", 250)):
        parts.append(audiences.add(then, account_id, {"name": name, "type": "CUSTOMER_FILE"}))
        members = {"audience_id": parts[-1], "user_id_type": "HASH_MOBILE_PHONE"}
        audience_files.upload(then, account_id, members, "users.zip", _telephones(first))
    alike = {"lookalike_spec": {"seed_audience_id": parts[0], "expand_user_count": 2_000_000}}
    both = {"combine_spec": {"include": [[{"audience_id": one}] for one in parts]}}
    words = {"keyword_spec": {"include_keyword": ["tea", "coffee", "books"]}}
    for name, kind, spec in (
        ("Like buyers", "LOOKALIKE", alike),
        ("Reading buyers", "COMBINE", both),
        ("Searchers", "KEYWORD", words),
    ):
        audiences.add(then, account_id, {"name": name, "type": kind, "audience_spec": spec})


def _telephones(first: int) -> bytes:
    """A zip of 500 hashed telephone numbers that nobody has."""
    numbers = (f"100{number:08d}" for number in range(first, first + 500))
    lines = "\n".join(hashlib.md5(number.encode(), usedforsecurity=False).hexdigest() for number in numbers)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("users.txt", lines)
    return content.getvalue()
