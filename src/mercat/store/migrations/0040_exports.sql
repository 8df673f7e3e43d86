-- Bulk extracts: what was asked for, how far it is, and where the file lies.

CREATE TABLE exports (
    id {id},
    export_id {text} NOT NULL UNIQUE,
    kind {text} NOT NULL,
    owner_id {integer} NOT NULL,
    request {json} NOT NULL,
    state {text} NOT NULL DEFAULT 'created',
    created_ms {integer} NOT NULL,
    queued_ms {integer},
    started_ms {integer},
    finished_ms {integer},
    records {integer},
    bytes {integer},
    file {text},
    problem {text},
    polls_left {integer} NOT NULL DEFAULT 0,
    shown_ms {integer} NOT NULL DEFAULT 0
);
CREATE INDEX exports_owner ON exports (owner_id, kind, id);
CREATE INDEX exports_state ON exports (state, finished_ms);
