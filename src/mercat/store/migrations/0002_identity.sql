-- Users, roles and custom services. Secrets and tokens are derived from the instance's key; only fingerprints are kept.

CREATE TABLE roles (
    id {id},
    name {text} NOT NULL UNIQUE,
    description {text} NOT NULL DEFAULT '',
    kind {text} NOT NULL DEFAULT 'custom',
    permissions {json} NOT NULL,
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL
);

CREATE TABLE users (
    id {id},
    email {text} NOT NULL UNIQUE,
    first_name {text} NOT NULL DEFAULT '',
    last_name {text} NOT NULL DEFAULT '',
    api_only {integer} NOT NULL DEFAULT 0,
    password_hash {text},
    expires_ms {integer},
    last_login_ms {integer},
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL
);

CREATE TABLE user_roles (
    user_id {integer} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role_id {integer} NOT NULL REFERENCES roles (id),
    workspace_id {integer} NOT NULL DEFAULT 1,
    PRIMARY KEY (user_id, role_id, workspace_id)
);

CREATE TABLE services (
    id {id},
    name {text} NOT NULL UNIQUE,
    description {text} NOT NULL DEFAULT '',
    user_id {integer} NOT NULL REFERENCES users (id),
    client_id {text} NOT NULL UNIQUE,
    generation {integer} NOT NULL DEFAULT 1,
    created_ms {integer} NOT NULL
);

CREATE TABLE service_tokens (
    fingerprint {text} PRIMARY KEY,
    service_id {integer} NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    issue {integer} NOT NULL,
    expires_ms {integer} NOT NULL
);
CREATE INDEX service_tokens_service ON service_tokens (service_id, issue);
