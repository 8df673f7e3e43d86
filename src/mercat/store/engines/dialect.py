"""The differences in SQL between SQLite and PostgreSQL. No other module asks which database it is."""

from dataclasses import dataclass, replace

from mercat.store.engines.driver import Connection


@dataclass(frozen=True, slots=True)
class Dialect:
    """The SQL of one database. `types` fills the `{placeholders}` of migrations."""

    name: str
    types: dict[str, str]

    def in_list(self, expression: str, parameter: str, kind: str = "integer") -> str:
        """`expression` is among the items of the JSON array text in `:parameter`; kind is `integer` or `text`."""
        if self.name == "sqlite":
            return f"{expression} IN (SELECT value FROM json_each(:{parameter}))"
        cast = "::bigint" if kind == "integer" else ""
        return (  # an array always uses the index; the planner may turn a subquery into a join
            f"{expression} = ANY (ARRAY(SELECT item.value{cast}"
            f" FROM jsonb_array_elements_text(CAST(:{parameter} AS jsonb)) AS item(value)))"
        )

    def rows(self, parameter: str, columns: tuple[str, ...]) -> str:
        """A query for the rows of whole numbers in the JSON array of arrays in `:parameter`."""
        if self.name == "sqlite":
            values = (f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(columns))
            return f"SELECT {', '.join(values)} FROM json_each(:{parameter})"
        values = (f"CAST(item.value ->> {place} AS bigint) AS {name}" for place, name in enumerate(columns))
        return f"SELECT {', '.join(values)} FROM jsonb_array_elements(CAST(:{parameter} AS jsonb)) AS item(value)"

    def member(self, document: str, name: str) -> str:
        """The text of a top-level member of a JSON document, or NULL. `name` is a checked identifier."""
        assert name.replace("_", "").isalnum(), name
        return f"CAST({document} ->> '{name}' AS TEXT)"

    def reserve_ids(self, connection: Connection, table: str, count: int) -> list[int]:
        """`count` ids of a table's own sequence, in order; no other caller gets them."""
        if self.name != "sqlite":
            sql = f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, :count)"
            return sorted(row[0] for row in connection.fetch_all(sql, {"count": count}))
        params = {"name": table, "count": count}
        sql = "UPDATE sqlite_sequence SET seq = seq + :count WHERE name = :name RETURNING seq"
        rows = connection.fetch_all(sql, params)
        if not rows:  # SQLite inserts this row with the table's first record
            rows = connection.fetch_all(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :count) RETURNING seq", params
            )
        return list(range(rows[0][0] - count + 1, rows[0][0] + 1))

    def contains(self, expression: str, parameter: str) -> str:
        """The text `expression` contains the text in `:parameter`, letter case included."""
        function = "instr" if self.name == "sqlite" else "strpos"
        return f"{function}({expression}, :{parameter}) > 0"

    def skip_locked(self) -> str:
        """The end of a SELECT that claims rows: rows that another worker has locked are skipped."""
        return "" if self.name == "sqlite" else " FOR UPDATE SKIP LOCKED"

    def tables(self) -> str:
        """A query for the names of all tables, each after those that it refers to."""
        if self.name == "sqlite":
            return "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
        return (
            "SELECT CAST(relname AS text) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace) ORDER BY oid"
        )

    def columns(self) -> str:
        """A query for the names of the columns of `:table`, in order."""
        if self.name == "sqlite":
            return "SELECT name FROM pragma_table_info(:table) ORDER BY cid"
        return (
            "SELECT CAST(column_name AS text) FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = :table ORDER BY ordinal_position"
        )

    def last_id(self) -> str:
        """A query for the last id that `:table` gave out; no row, or NULL, if it gave none."""
        if self.name == "sqlite":
            return "SELECT seq FROM sqlite_sequence WHERE name = :table"
        return (
            "SELECT last_value FROM pg_sequences"
            " WHERE schemaname = current_schema() AND sequencename = CAST(:table AS text) || '_id_seq'"
        )

    def set_last_id(self, value: int | None) -> list[str]:
        """Statements that make `value` the last id that `:table` gave out; None starts again."""
        if self.name == "sqlite":
            delete = "DELETE FROM sqlite_sequence WHERE name = :table"
            insert = f"INSERT INTO sqlite_sequence (name, seq) VALUES (:table, {value})"
            return [delete] if value is None else [delete, insert]
        called = "false" if value is None else "true"
        return [f"SELECT setval(pg_get_serial_sequence(CAST(:table AS text), 'id'), {value or 1}, {called})"]


SQLITE = Dialect(
    "sqlite",
    {
        "id": "INTEGER PRIMARY KEY AUTOINCREMENT",  # AUTOINCREMENT: an id is never used twice
        "integer": "INTEGER",
        "text": "TEXT",
        "json": "TEXT",
        "bytes": "BLOB",
        "real": "REAL",
        "clustered": " WITHOUT ROWID",  # ends a table that is its own primary key's index
        "audit_stays": """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;""",
    },
)

POSTGRESQL = Dialect(
    "postgresql",
    {
        "id": "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
        "integer": "BIGINT",
        "text": 'TEXT COLLATE "C"',  # compares as SQLite does, byte by byte
        "json": "JSONB",
        "bytes": "BYTEA",
        "real": "DOUBLE PRECISION",
        "clustered": "",
        "audit_stays": """CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the audit trail only grows'; END $$;
CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();""",
    },
)

# Distributed tables have no triggers there. The owner takes these rights from itself; only a superuser is not bound.
CITUS = replace(
    POSTGRESQL,
    types=POSTGRESQL.types | {"audit_stays": "REVOKE UPDATE, DELETE, TRUNCATE ON audit_entries FROM CURRENT_USER;"},
)
