-- Developer applications, the advertising accounts that authorise them, their codes and tokens; sessions of people who
-- log in. Secrets and tokens are derived from the instance's key; only fingerprints are kept.

CREATE TABLE applications (
    id {id},
    name {text} NOT NULL UNIQUE,
    description {text} NOT NULL DEFAULT '',
    redirect_domains {json} NOT NULL,
    scopes {json} NOT NULL,
    generation {integer} NOT NULL DEFAULT 1,
    created_ms {integer} NOT NULL
);

CREATE TABLE accounts (
    account_id {integer} PRIMARY KEY,
    name {text} NOT NULL,
    uin {integer} NOT NULL,
    created_ms {integer} NOT NULL
);

-- What somebody allowed an application to do: the scopes, on these accounts.
CREATE TABLE grants (
    id {id},
    application_id {integer} NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    user_id {integer} NOT NULL,
    account_ids {json} NOT NULL,
    scopes {json} NOT NULL,
    created_ms {integer} NOT NULL,
    renewed_ms {integer} NOT NULL,
    serial {integer} NOT NULL DEFAULT 0
);
CREATE INDEX grants_application ON grants (application_id, id);

CREATE TABLE authorization_codes (
    fingerprint {text} PRIMARY KEY,
    grant_id {integer} NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
    redirect_uri {text} NOT NULL,
    expires_ms {integer} NOT NULL,
    used {integer} NOT NULL DEFAULT 0
);
CREATE INDEX authorization_codes_expiry ON authorization_codes (expires_ms);

CREATE TABLE grant_tokens (
    fingerprint {text} PRIMARY KEY,
    kind {text} NOT NULL,
    grant_id {integer} NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
    serial {integer} NOT NULL,
    expires_ms {integer} NOT NULL,
    ended {integer} NOT NULL DEFAULT 0
);
CREATE INDEX grant_tokens_grant ON grant_tokens (grant_id, kind, serial);

CREATE TABLE sessions (
    fingerprint {text} PRIMARY KEY,
    user_id {integer} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_ms {integer} NOT NULL,
    seen_ms {integer} NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_created ON sessions (created_ms);

-- Failed log-ins by fingerprint of who tried what.
CREATE TABLE login_failures (
    fingerprint {text} PRIMARY KEY,
    failures {integer} NOT NULL,
    last_ms {integer} NOT NULL
);
CREATE INDEX login_failures_last ON login_failures (last_ms);
