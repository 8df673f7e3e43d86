-- Requests that were accepted to be done later, and what became of their objects.

CREATE TABLE ingestions (
    id {id},
    request_id {text} NOT NULL UNIQUE,
    correlation_id {text},
    source {text},
    target {text} NOT NULL,
    objects {integer} NOT NULL,
    done {integer} NOT NULL DEFAULT 0,
    failed {integer} NOT NULL DEFAULT 0,
    problems {json} NOT NULL,
    received_ms {integer} NOT NULL,
    finished_ms {integer}
);
CREATE INDEX ingestions_finished ON ingestions (finished_ms);
