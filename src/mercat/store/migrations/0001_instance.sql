-- What every instance has, whatever protocol it speaks.

CREATE TABLE settings (
    name {text} PRIMARY KEY,
    value {text} NOT NULL
);

CREATE TABLE versions (
    name {text} PRIMARY KEY,
    version {integer} NOT NULL
);

-- Work that waits or runs; what is done is deleted. A claimed job is due again when its claim runs out.
CREATE TABLE jobs (
    id {id},
    kind {text} NOT NULL,
    message {json} NOT NULL,
    progress {json},
    unique_key {text} UNIQUE,
    due_ms {integer} NOT NULL,
    claimed {integer} NOT NULL DEFAULT 0,
    claims {integer} NOT NULL DEFAULT 0,
    attempts {integer} NOT NULL DEFAULT 0,
    failed_ms {integer},
    problem {text},
    created_ms {integer} NOT NULL
);
CREATE INDEX jobs_due ON jobs (due_ms, id) WHERE failed_ms IS NULL;
