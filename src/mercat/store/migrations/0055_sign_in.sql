-- The second step of a log-in, sessions that wait for it, where sessions are; whom failed log-ins were meant for.

ALTER TABLE sessions ADD COLUMN pending {integer} NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN address {text} NOT NULL DEFAULT '';

ALTER TABLE login_failures ADD COLUMN person {text} NOT NULL DEFAULT '';
CREATE INDEX login_failures_person ON login_failures (person);

ALTER TABLE users ADD COLUMN language {text} NOT NULL DEFAULT '';

-- The secret is derived from the instance's key and the nonce, so that it stands nowhere.
CREATE TABLE authenticators (
    user_id {integer} PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    nonce {text} NOT NULL,
    confirmed_ms {integer},
    last_step {integer} NOT NULL DEFAULT 0
);

CREATE TABLE recovery_codes (
    fingerprint {text} PRIMARY KEY,
    user_id {integer} NOT NULL REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX recovery_codes_user ON recovery_codes (user_id);
