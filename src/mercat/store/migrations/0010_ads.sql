-- What advertising accounts own, of any kind: the document is the platform's, ids are never used twice.

CREATE TABLE ad_objects (
    id {id},
    account_id {integer} NOT NULL,
    kind {text} NOT NULL,
    parent_id {integer},
    unique_name {text},
    document {json} NOT NULL,
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL,
    deleted_ms {integer}
);
CREATE INDEX ad_objects_account ON ad_objects (account_id, kind, id);
CREATE INDEX ad_objects_parent ON ad_objects (parent_id, kind);
CREATE UNIQUE INDEX ad_objects_name ON ad_objects (account_id, kind, unique_name) WHERE deleted_ms IS NULL;

-- What callers may send once: a nonce for a token.
CREATE TABLE nonces (
    fingerprint {text} PRIMARY KEY,
    expires_ms {integer} NOT NULL
);
CREATE INDEX nonces_expiry ON nonces (expires_ms);

-- Calls that carried an id of their own, so that a repetition gets the first answer.
CREATE TABLE repeatable_calls (
    call_key {text} PRIMARY KEY,
    content {text} NOT NULL,
    answer {json},
    expires_ms {integer} NOT NULL
);
CREATE INDEX repeatable_calls_expiry ON repeatable_calls (expires_ms);
