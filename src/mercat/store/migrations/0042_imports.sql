-- Bulk imports: what was sent, how far it is, and the rows that failed or want a second look.

CREATE TABLE imports (
    id {id},
    kind {text} NOT NULL,
    owner_id {integer} NOT NULL,
    request {json} NOT NULL,
    list_id {integer},
    bytes {integer} NOT NULL,
    state {text} NOT NULL DEFAULT 'queued',
    created_ms {integer} NOT NULL,
    started_ms {integer},
    finished_ms {integer},
    imported {integer} NOT NULL DEFAULT 0,
    failed {integer} NOT NULL DEFAULT 0,
    warned {integer} NOT NULL DEFAULT 0,
    problem {text},
    polls_left {integer} NOT NULL DEFAULT 0,
    shown_ms {integer} NOT NULL DEFAULT 0
);
CREATE INDEX imports_state ON imports (state, id);

-- The file, in pieces of one size; gone once the import is over.
CREATE TABLE import_pieces (
    id {id},
    import_id {integer} NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    number {integer} NOT NULL,
    content {bytes} NOT NULL
);
CREATE UNIQUE INDEX import_pieces_number ON import_pieces (import_id, number);

-- Rows with what is wrong with them: JSON text, some rows at a time.
CREATE TABLE import_remarks (
    id {id},
    import_id {integer} NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    kind {text} NOT NULL,
    remarks {text} NOT NULL
);
CREATE INDEX import_remarks_kind ON import_remarks (import_id, kind, id);
