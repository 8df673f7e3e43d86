-- Records beside people: companies, opportunities, roles, sales persons, named accounts and custom objects.

CREATE TABLE records (
    id {id},
    kind {text} NOT NULL,
    guid {text} NOT NULL UNIQUE,
    dedupe_key {text} NOT NULL,
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL,
    doc {json} NOT NULL
);
CREATE UNIQUE INDEX records_key ON records (kind, dedupe_key);
CREATE INDEX records_updated ON records (kind, updated_ms, id);

-- One row for each searchable field that a record fills; values are folded to lower case.
CREATE TABLE record_keys (
    kind {text} NOT NULL,
    field {text} NOT NULL,
    value {text} NOT NULL,
    record_id {integer} NOT NULL REFERENCES records (id) ON DELETE CASCADE,
    PRIMARY KEY (kind, field, value, record_id)
);
CREATE INDEX record_keys_record ON record_keys (record_id);
