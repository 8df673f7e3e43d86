"""The writes of a lead upsert and nothing else: apsw, the same tables, the same durability, no server around them."""

import csv
import io
import itertools
import json
import time
from pathlib import Path

import apsw

TABLES = """
CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, email_key TEXT, partition_id INTEGER NOT NULL,
    created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, document TEXT NOT NULL);
CREATE INDEX people_email ON people (email_key);
CREATE TABLE activities (id INTEGER PRIMARY KEY AUTOINCREMENT, type_id INTEGER NOT NULL, at_ms INTEGER NOT NULL,
    person_id INTEGER NOT NULL, asset_id INTEGER, asset_name TEXT, campaign_id INTEGER, details TEXT NOT NULL);
CREATE INDEX activities_type ON activities (type_id, at_ms, id);
CREATE INDEX activities_person ON activities (person_id);
"""
TRANSACTION = 1_000


class Raw:
    """A database in a folder."""

    def __init__(self, folder: Path) -> None:
        self._database = apsw.Connection(str(folder / "raw.db"))
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -8000"):
            self._database.execute(f"PRAGMA {pragma}").fetchall()
        self._database.execute(TABLES)

    def upsert(self, batches: list[list[dict[str, str]]]) -> float:
        """Look up and insert people, a transaction for each batch; the seconds it took."""
        prepared = [[(lead["email"], json.dumps(lead)) for lead in batch] for batch in batches]
        began = time.perf_counter()
        for batch in prepared:
            self._upsert(batch)
        return time.perf_counter() - began

    def load(self, text: str) -> float:
        """Read a file of people and insert them without looking whether they are there; the seconds it took."""
        began = time.perf_counter()
        rows = csv.DictReader(io.StringIO(text, newline=""))
        while batch := [(row["email"], json.dumps(row)) for row in itertools.islice(rows, TRANSACTION)]:
            with self._database:
                self._insert(batch)
        return time.perf_counter() - began

    def _upsert(self, batch: list[tuple[str, str]]) -> None:
        database = self._database
        with database:
            keys = json.dumps([email for email, _ in batch])
            found = database.execute(
                "SELECT id FROM people WHERE email_key IN (SELECT value FROM json_each(?))", (keys,)
            )
            assert not found.fetchall()
            self._insert(batch)

    def _insert(self, batch: list[tuple[str, str]]) -> None:
        database = self._database
        now = int(time.time() * 1_000)
        database.executemany(
            "INSERT INTO people (email_key, partition_id, created_ms, updated_ms, document) VALUES (?, 1, ?, ?, ?)",
            [(email, now, now, document) for email, document in batch],
        )
        last = database.last_insert_rowid()
        database.executemany(
            "INSERT INTO activities (type_id, at_ms, person_id, asset_id, asset_name, details)"
            " VALUES (12, ?, ?, ?, ?, ?)",
            [
                (now, person, person, "Ada Lovelace", '{"Source Type":"Web service API"}')
                for person in range(last - len(batch) + 1, last + 1)
            ],
        )
