-- What every instance has, whatever protocol it speaks.

CREATE TABLE settings (
    name {text} PRIMARY KEY,
    value {text} NOT NULL
);

CREATE TABLE versions (
    name {text} PRIMARY KEY,
    version {integer} NOT NULL
);

CREATE TABLE jobs (
    id {id},
    kind {text} NOT NULL,
    payload {json} NOT NULL,
    due_ms {integer} NOT NULL,
    state {text} NOT NULL DEFAULT 'waiting',
    attempts {integer} NOT NULL DEFAULT 0,
    lease_ms {integer} NOT NULL DEFAULT 0,
    unique_key {text},
    problem {text}
);
CREATE INDEX jobs_due ON jobs (state, due_ms, id);
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key);
